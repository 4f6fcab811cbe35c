/**
 * Every answer that the office reads, altered by seed: a field of its JSON (`alter-json.ts`), or the answer as a whole. What
 * they have in common is what must hold whatever is told: nothing is lost, the pass ends, and what breaks the protocol is named.
 */

import type { SeededRandom } from '../runtime/seeded-random.ts';
import type { OfficeView } from '../world/office-view.ts';
import { type Alteration, alterJson, type Json, PLANTED } from './alter-json.ts';
import { type Evidence, type Lie, named, Raw, type Situation, type Told } from './lie.ts';

type About = Lie['about'];

/** Fields whose value is the host's word: another one of the same type cannot be told from the truth. */
const HOSTS_WORD: ReadonlySet<string> = new Set([
  'next',
  'more',
  'rewound',
  'entries',
  'entries.*.cursor',
  'entries.*.reason',
  'entries.*.at',
  // Nothing, or something older, of a record of which the office has nothing either.
  'records',
  'records.*.envelope',
]);
/** May be null by the protocol. */
const MAY_BE_NULL: ReadonlySet<string> = new Set(['entries.*.reason', 'records.*.envelope']);
/** A whole entry may be missing, or be of before: it is withheld. So may a page. */
const ENTRY: ReadonlySet<string> = new Set(['.', 'entries.*', 'records.*']);

/** A head that is told as a branch is kept as one: that it is the head, audits find out. */
const KIND = 'entries.*.kind';

/** Something in the vault, or a pass that says that it was refused, names what these calls were answered. */
const NAMES: Readonly<Record<'feed' | 'records', Evidence>> = {
  feed: named(
    'feed-unreadable, or an envelope set aside',
    (office) => office.hasIncident('feed-unreadable') || office.hasAnySetAside(),
  ),
  records: named('an incident of an audit', (office) => hasAuditNamed(office)),
};

function hasAuditNamed(office: OfficeView): boolean {
  return (
    office.hasAnyIncident(/^(?:audit-|newer-missing|beside-missing|unreadable-head|fork|after-final)/) ||
    office.hasAnySetAside()
  );
}

/** At most so many earlier answers are remembered, of each call. */
const REMEMBERED = 4;

function wireLie(about: About): Lie {
  return {
    about,
    anyAnswer: true,
    async tell(answer: Json, { random, earlier, signBytes }): Promise<Told | null> {
      if (signBytes !== null && answer !== null && random.chance(0.5)) {
        const within = await signedAnew(about, answer, random, signBytes);
        if (within !== null) return within;
      }
      const whole = random.chance(0.3) || answer === null ? wholeAnswer(answer, random) : null;
      if (whole !== null) return { answer: whole, evidence: [], mayRefuse: true };
      const altered = alterJson(answer, earlier.slice(-REMEMBERED) as readonly Json[], random);
      return altered === null ? null : told(about, altered);
    },
  };
}

const fromText = (text: string) => Buffer.from(text, 'base64url');

/** A statement that the host signs with its own key, after it was altered. */
async function signedAnew(
  about: About,
  answer: Json,
  random: SeededRandom,
  sign: NonNullable<Situation['signBytes']>,
): Promise<Told | null> {
  const signed = (about === 'key' ? (answer as { proof?: Json }).proof : answer) as
    | { statement?: string }
    | undefined;
  if (signed?.statement === undefined) return null;
  const truth = fromText(signed.statement).toString('utf8');
  // Less than a statement may have, 1 MB.
  const deep = 300_000;
  const altered = alterJson(JSON.parse(truth) as Json, [], random);
  const [bytes, note] = random.pick<readonly [Buffer, string]>([
    [Buffer.from('['.repeat(deep) + ']'.repeat(deep)).subarray(0, 2 * deep), 'nested without end'],
    [Buffer.of(0xff, 0xfe, 0x7b), 'no UTF-8'],
    [Buffer.from(`${truth} `), 'with a blank'],
    [Buffer.from(`{"v":1,${truth.slice(1)}`), 'with a key twice'],
    ...Array<readonly [Buffer, string]>(8).fill([
      Buffer.from(JSON.stringify(altered?.answer ?? null)),
      altered === null ? 'null' : `${altered.field} ${altered.how}`,
    ]),
  ]);
  // Signed again as it was.
  if (bytes.toString('utf8') === truth) return null;
  const statement = await sign(bytes);
  const told = about === 'key' ? { ...(answer as object), proof: statement } : statement;
  return {
    answer: told,
    note: `signed: ${note}`,
    evidence: [],
    ...(about === 'key' ? { mustRefuse: true } : { mayRefuse: true }),
  };
}

function told(about: About, { answer, field, how, breaksType }: Alteration): Told {
  const note = `${field} ${how}`;
  switch (about) {
    case 'feed':
    case 'records': {
      const isHostsWord =
        HOSTS_WORD.has(field) && (!breaksType || (how === 'null' && MAY_BE_NULL.has(field)));
      const isWithheld = ENTRY.has(field) && how === 'missing';
      const isAnothers = how === 'of another' && (ENTRY.has(field) || field === KIND);
      const isFree = isHostsWord || isWithheld || isAnothers;
      return { answer, note, evidence: isFree ? [] : [NAMES[about]], mayRefuse: true };
    }
    // Nothing is sent to whoever does not prove the key.
    case 'key':
      return { answer, note, evidence: [], mustRefuse: true };
    case 'documents':
    case 'holders':
    case 'revocations':
    case 'purge':
    case 'campaign':
    case 'content':
    case 'routing':
    case 'keys':
    // A browser's answers are looked at twice: told once, nothing is to be seen of it.
    case 'browser':
      return { answer, note, evidence: [], mayRefuse: true };
  }
}

/** The platform is not asked: whoever takes the answer for "done" believes that it has what it lacks. */
function unasked(about: About): Lie {
  return {
    about,
    instead: true,
    tell: (_answer, { random }) => ({ answer: wholeAnswer(null, random), evidence: [], mayRefuse: true }),
  };
}

/** Told instead of what was answered, whatever that was. */
function wholeAnswer(answer: Json, random: SeededRandom): Raw {
  const text = answer === null ? '' : JSON.stringify(answer);
  const half = text.slice(0, random.between(0, Math.max(1, text.length)));
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;
  const status = random.pick([
    201, 202, 206, 304, 400, 403, 404, 405, 409, 410, 413, 429, 500, 502, 507, 599,
  ]);
  return random.pick([
    () => new Raw(200, `{"code":"storage-full","detail":"${PLANTED}"}`),
    () => new Raw(200, `<html><title>${PLANTED}</title></html>`, { 'content-type': 'text/html' }),
    () => new Raw(200, half),
    () => new Raw(200, `\ufeff${text}`),
    () => new Raw(200, deep),
    () => new Raw(200, `${text}${text}`),
    () => new Raw(200, ''),
    () => new Raw(200, random.pick(['null', '[]', '{}', '0', `"${PLANTED}"`, 'true'])),
    () => new Raw(status, random.pick([text, '', `{"code":"${PLANTED}"}`, '{"code":"internal"}', PLANTED])),
    () => new Raw(random.pick([301, 303, 307, 308]), text, { location: `https://${PLANTED}.example/` }),
    () => new Raw(200, text, {}, random.pick(['broken-off', 'without-end'] as const)),
    () =>
      new Raw(503, '{"code":"busy"}', { 'retry-after': random.pick(['0', '-5', '1e9', PLANTED, '99999']) }),
    () => new Raw(200, text, { 'content-type': `text/${PLANTED}`, 'content-length': '7' }, 'whole', 4_000),
    () => new Raw(200, text, {}, 'whole', random.pick([9_000, 29_000, 40_000])),
  ])();
}

export const WIRE_LIES = {
  'wire-feed': wireLie('feed'),
  'wire-records': wireLie('records'),
  'wire-key': wireLie('key'),
  'wire-documents': wireLie('documents'),
  'wire-holders': wireLie('holders'),
  'wire-revocations': wireLie('revocations'),
  'wire-browser': wireLie('browser'),
} as const satisfies Readonly<Record<string, Lie>>;

/** Of what a publication brings; nothing of it is in an answer but that it was taken. */
export const WIRE_LIES_WHILE_PUBLISHING = {
  'wire-campaign': wireLie('campaign'),
  'wire-content': wireLie('content'),
  'wire-routing': wireLie('routing'),
  'wire-keys': wireLie('keys'),
  'unasked-campaign': unasked('campaign'),
  'unasked-content': unasked('content'),
  'unasked-routing': unasked('routing'),
  'unasked-keys': unasked('keys'),
} as const satisfies Readonly<Record<string, Lie>>;

export const WIRE_LIES_WHILE_CLOSING = {
  'wire-purge': wireLie('purge'),
} as const satisfies Readonly<Record<string, Lie>>;
