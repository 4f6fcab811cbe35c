/** What would be left after a campaign: the lines of the promises `closed` and `anonymous`. */
import { SEAL_IS_ACCESS } from './against-reading.ts';
import { one, type Variant } from './variant.ts';

export const AFTER_THE_END: readonly Variant[] = [
  one(
    'always-open',
    'retrieval',
    'documents have windows',
    'apps/platform/src/holder/read-envelopes.ts',
    `  await requireWindow(campaign, holder, name, nowMs, ['open']);\n`,
    '',
  ),
  one(
    'records-always-open',
    'retrieval',
    'records have windows too',
    'apps/platform/src/holder/read-envelopes.ts',
    `  await requireWindow(campaign, holder, name, nowMs, ['open', 'late']);\n`,
    '',
  ),
  one(
    'not-erased',
    'purged',
    'a purge erases',
    'apps/platform/src/authority/purge.ts',
    '  await store.erase(campaign);\n',
    '',
  ),
  one(
    'any-day',
    'certificate',
    'an erasure is dated within the campaign',
    'apps/authority/src/hosts/purge-statement.ts',
    'if (times !== null && (atMs < times.fromMs - CLOCK_MS || atMs > times.untilMs + CLOCK_MS)) {',
    'if (times !== null && atMs + CLOCK_MS > Number.MAX_VALUE) {',
  ),
  one(
    'key-stays',
    'keys-destroyed',
    'closing destroys every registered copy of the key',
    'apps/authority/src/close/close-campaign.ts',
    `outOfReach(destroyKeys(vault, actor, 'identity', name))`,
    'outOfReach([] as ReturnType<typeof destroyKeys>)',
  ),
  one(
    'one-key-for-all',
    'everything',
    'the research key is another than the identity key',
    'apps/authority/src/keys/key-store.ts',
    'const key = new Uint8Array(randomBytes(32));',
    `const key =
        purpose === 'research'
          ? new Uint8Array((await this.openKey('identity', campaign)).key)
          : new Uint8Array(randomBytes(32));`,
  ),
  {
    name: 'token-opens-later',
    line: 'everything',
    without: 'an access token, which the host has seen, is another than the sealing key',
    patches: SEAL_IS_ACCESS,
  },
  one(
    'told-background',
    'anonymous',
    'background is hidden until enough pupils share it',
    'apps/authority/src/research/background-secrecy.ts',
    'return hide(background, hidings[at]!.hidden);',
    'return background;',
  ),
  one(
    'told-texts',
    'anonymous',
    'rare texts are suppressed',
    'apps/authority/src/research/rare-texts.ts',
    '[responseId, isRare ? SUPPRESSED_TEXT : value]',
    '[responseId, value]',
  ),
  one(
    'loose-chain',
    'journal',
    'each line of the journal names the one before',
    'apps/authority/src/verify/verify-journal.ts',
    'if (line.n !== count || line.previous !== previous)',
    'if (line.n !== count)',
  ),
];
