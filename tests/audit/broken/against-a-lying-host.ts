/** What a host that forges, swaps, replays, withholds or dates would get away with: the lines of the promise `platform`. */
import { ENVELOPE, one, SIGNED_CALL, type Variant } from './variant.ts';

const FEED = 'apps/authority/src/records/receive-feed.ts';
const AUDIT = 'apps/authority/src/collect/audit.ts';

export const AGAINST_A_LYING_HOST: readonly Variant[] = [
  one(
    'replace-unopened',
    'forge',
    'a head is opened before it replaces another',
    FEED,
    `if (now.kind === 'refused') {`,
    `if (now.kind === 'refused') return { keepAs: 'head' };\n  if (now.kind === 'refused') {`,
  ),
  one(
    'class-signs-itself',
    'forge',
    'documents of a class are signed by the authority',
    'packages/protocol/src/signed-document.ts',
    'if (!good) throw',
    'if (!good && envelope.length === 0) throw',
  ),
  one(
    'audit-takes-any',
    'swap',
    'an audit compares what it asked for with what it got',
    AUDIT,
    `return isIt ? null : 'audit-swapped';`,
    'void isIt;\n    return null;',
  ),
  one(
    'document-of-anybody',
    'swap',
    'an envelope opens at its own address alone',
    ENVELOPE,
    `    !equalBytes(header.holderId, holder.holderId)\n  ) {`,
    `    false\n  ) {`,
  ),
  one(
    'calls-twice',
    'replay',
    'a signed call is accepted once',
    SIGNED_CALL,
    `=== 'replayed') {`,
    `=== ('never' as string)) {`,
  ),
  one(
    'older-document',
    'roll-back',
    'a browser keeps the highest version that it has seen',
    'packages/client/src/session/session.ts',
    'parseEnvelopeHeader(shown).version < parseEnvelopeHeader(held).version',
    'false',
  ),
  one(
    'any-history',
    'fork',
    'a head has to follow the one before',
    'apps/authority/src/records/follow.ts',
    'export function relationOf(shown: RecordState, kept: RecordState): Relation {',
    `export function relationOf(shown: RecordState, kept: RecordState): Relation {\n  if (shown.version > kept.version) return 'follows';`,
  ),
  one(
    'after-the-final',
    'fork',
    'nothing counts after a final',
    FEED,
    `relation === 'follows' && !before.state.final`,
    `relation === 'follows'`,
  ),
  one(
    'silence',
    'drop',
    'an audit requires exactly what was asked for',
    AUDIT,
    `text === undefined ? 'audit-silent'`,
    'text === undefined ? null',
  ),
  one(
    'any-content',
    'substitute',
    'content is compared with its hash',
    'packages/client/src/content/content.ts',
    'await verifyHash(await api.content(hash, { most }), expected)',
    '(void expected, await api.content(hash, { most }))',
  ),
  one(
    'any-platform',
    'substitute',
    'a platform is its key',
    'apps/authority/src/platform-link/connect.ts',
    'if (equalBytes(shown, registered)) return;',
    'if (shown.length > 0) return;',
  ),
  one(
    'any-time',
    'time',
    'a time of receipt has to be possible',
    FEED,
    'const isPossible = isReal &&',
    'const isPossible = true || isReal &&',
  ),
];
