/** Lies in the feed, which the office collects, by name, with what has to name each (docs/protocol.md). */
import { NO_PREVIOUS, type PupilBody, seal, type VersionVector } from '@cloison/protocol';
import { type FeedEntry, fromBase64Url, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import { REWINDS_BELIEVED } from '../../../apps/authority/src/collect/collect.ts';
import { entryOf, forgedFrom } from '../../liar/lying-campaign.ts';
import type { Sealed } from '../world/truth.ts';
import { type Evidence, incident, type Lie, named, Raw, type Situation, type Told, tell } from './lie.ts';

interface Page {
  readonly entries: readonly FeedEntry[];
  readonly next: string;
  readonly more: boolean;
  readonly rewound: boolean;
}

const added = (page: Page, ...entries: readonly FeedEntry[]) => ({
  ...page,
  entries: [...page.entries, ...entries],
});

/** What the office will have as the head of this record once it has taken in the page. */
function headAfter(
  { office, holder, record, truth }: Situation,
  { entries }: Page,
): Sealed | 'unknown' | null {
  const id = toBase64Url(holder);
  const kept = office.head(holder, record);
  const shown = entries.filter((entry) => entry.holder === id && entry.name === record);
  if (shown.some(({ kind }) => kind === 'branch')) return 'unknown';
  const last = shown.at(-1)?.hash ?? kept?.hash;
  if (last === undefined) return null;
  // A final that is kept stays, and a kept head that is no sealed one may be replaced.
  if (kept !== null && (kept.final || !truth.envelopes.has(kept.hash))) {
    return shown.length > 0 ? 'unknown' : (truth.envelopes.get(kept.hash) ?? 'unknown');
  }
  return truth.envelopes.get(last) ?? 'unknown';
}

const GOOD: Readonly<Record<string, string>> = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
/** Items of the first record, and the modules so far. */
const FIRST = {
  plain: { items: ['m1', 'm2', 'm3', 'm4'], route: [] },
  adaptive: { items: ['m1', 'm2'], route: ['depart'] },
} as const;

interface Forging {
  readonly version: number;
  readonly previous?: Uint8Array;
  readonly final?: boolean;
  readonly saves: VersionVector;
}

/** Sealed with the accomplice's own key, with whatever answers and history the host wishes for. */
async function sealedByAccomplice(situation: Situation, how: Forging): Promise<Uint8Array> {
  const { accomplice, random, truth } = situation;
  const { items, route } = FIRST[accomplice.campaign];
  const body: PupilBody = {
    v: 1,
    items: Object.fromEntries(
      items.map((id) => [id, { responses: { RESPONSE: GOOD[id] ?? '' }, ms: 1, visits: 1 }]),
    ),
    position: 0,
    elapsedMs: 1,
    seed: 1,
    route: [...route],
    routed: null,
    manifest: accomplice.manifest,
    app: 'accomplice',
    final: how.final === true,
    saves: how.saves,
  };
  const { bytes } = await seal(accomplice.holder, {
    kind: how.final === true ? 'final' : 'record',
    name: accomplice.record,
    device: new Uint8Array(8).fill(9),
    version: how.version,
    previous: how.previous ?? NO_PREVIOUS,
    body,
    ceiling: accomplice.ceiling,
    iv: random.bytes(12),
  });
  await truth.note(bytes, true);
  return bytes;
}

const DEVICE_9 = '09'.repeat(8);

/** Of the accomplice's record only. */
const isAccomplice = ({ holder, accomplice }: Situation) =>
  toBase64Url(holder) === toBase64Url(accomplice.holder.holderId);

/** Bytes shown as the head: what they are to the head that the office will have. */
function shownAsHead(situation: Situation, page: Page, shown: Sealed): Told | null {
  const head = headAfter(situation, page);
  if (head === null || head === 'unknown' || head.hash === shown.hash) return null;
  const { holder, record, truth } = situation;
  const answer = added(page, entryOf(shown.bytes));
  if (truth.isBehind(head, shown) && !head.final) return null;
  if (shown.version <= head.version) {
    return tell(
      answer,
      named('rollback', (office) => office.hasRollback(holder, record)),
    );
  }
  return tell(answer, incident(head.final ? 'after-final' : 'fork', holder, record));
}

export const FEED_LIES = {
  'forged-head': {
    about: 'feed',
    tell(page: Page, situation) {
      const last = situation.sealed.at(-1);
      if (last === undefined) return null;
      const head = headAfter(situation, page);
      const { holder, record } = situation;
      const bytes = forgedFrom(last.bytes, last.version + 1);
      const refused = named('quarantined', (office) => office.hasQuarantined(holder, record));
      const evidence =
        head === null || head === 'unknown'
          ? [refused]
          : [refused, incident('unreadable-head', holder, record)];
      return tell(added(page, entryOf(bytes)), ...evidence);
    },
  },
  'forged-head-first': {
    about: 'feed',
    tell(page: Page, situation) {
      const last = situation.sealed.at(-1);
      const head = headAfter(situation, page);
      if (last === undefined || head === 'unknown') return null;
      const { office, holder, record } = situation;
      const answer = {
        ...page,
        entries: [entryOf(forgedFrom(last.bytes, last.version + 5)), ...page.entries],
      };
      // The true one stands beside it, in the page or in the vault.
      const isBeside = head !== null && office.knows(toBase64Url(holder));
      return tell(
        answer,
        named('quarantined', (office) => office.hasQuarantined(holder, record)),
        ...(isBeside ? [incident('unreadable-head', holder, record)] : []),
      );
    },
  },
  'other-history': {
    about: 'feed',
    tell(page: Page, situation) {
      const shown = situation.random.pick([...situation.sealed, undefined]);
      return shown === undefined || shown.forged ? null : shownAsHead(situation, page, shown);
    },
  },
  'old-head': {
    about: 'feed',
    tell(page: Page, situation) {
      const [first] = situation.sealed;
      return first === undefined ? null : shownAsHead(situation, page, first);
    },
  },
  fork: {
    about: 'feed',
    byAccomplice: true,
    async tell(page: Page, situation) {
      const head = headAfter(situation, page);
      if (!isAccomplice(situation) || head === null || head === 'unknown') return null;
      const version = head.version + situation.random.between(1, 4);
      const bytes = await sealedByAccomplice(situation, { version, saves: { [DEVICE_9]: version } });
      const note = await situation.truth.note(bytes, true);
      return note === null ? null : shownAsHead(situation, page, note);
    },
  },
  'better-final': {
    about: 'feed',
    byAccomplice: true,
    async tell(page: Page, situation) {
      const { office, holder, record, truth } = situation;
      const kept = office.head(holder, record);
      if (!isAccomplice(situation) || kept === null || !kept.final) return null;
      const before = truth.envelopes.get(kept.hash);
      const saves = { ...(before?.saves ?? {}), [DEVICE_9]: 3 };
      const version = kept.version + 1;
      const bytes = await sealedByAccomplice(situation, {
        version,
        previous: fromBase64Url(kept.hash),
        final: true,
        saves,
      });
      return tell(added(page, entryOf(bytes)), incident('after-final', holder, record));
    },
  },
  /** As the record of a code that was replaced, what the accomplice has made with it since. */
  'under-an-old-code': {
    about: 'feed',
    byAccomplice: true,
    async tell(page: Page, situation) {
      const { office, record, truth, accomplice } = situation;
      const holder = accomplice.before.find(({ holderId }) => office.isSettled(holderId));
      if (holder === undefined || office.hasGoneBack()) return null;
      const kept = office.head(holder.holderId, record);
      const head = kept === null ? null : truth.envelopes.get(kept.hash);
      if (head === undefined || head?.final === true) return null;
      const bytes = await sealedByAccomplice(
        { ...situation, accomplice: { ...accomplice, holder } },
        {
          version: (head?.version ?? 0) + 1,
          ...(head !== null && { previous: fromBase64Url(head.hash) }),
          final: true,
          saves: { ...head?.saves, [DEVICE_9]: 1 },
        },
      );
      return tell(added(page, entryOf(bytes)), incident('after-revocation', holder.holderId, record));
    },
  },
  'final-beside': {
    about: 'feed',
    byAccomplice: true,
    async tell(page: Page, situation) {
      const kept = situation.office.head(situation.holder, situation.record);
      if (!isAccomplice(situation) || kept === null || !kept.final) return null;
      const bytes = await sealedByAccomplice(situation, {
        version: kept.version,
        final: true,
        saves: { [DEVICE_9]: 9 },
      });
      return tell(added(page, entryOf(bytes, 'branch')));
    },
  },
  /** As if somebody of the staff had handed it in. */
  'rubbish-rescue': {
    about: 'feed',
    tell(page: Page, situation) {
      const last = situation.sealed.at(-1);
      if (last === undefined || headAfter(situation, page) === 'unknown') return null;
      const { holder, record, office } = situation;
      // A vault of before does not know a code that was made since: it sets all of it aside, whatever it is.
      if (!office.knows(toBase64Url(holder))) return null;
      const entry = { ...entryOf(forgedFrom(last.bytes, last.version), 'branch'), reason: 'rescue' as const };
      return tell(
        added(page, entry),
        incident('unreadable-rescue', holder, record),
        named('quarantined', (office) => office.hasQuarantined(holder, record)),
      );
    },
  },
  'flood-of-branches': {
    about: 'feed',
    byAccomplice: true,
    async tell(page: Page, situation) {
      if (!isAccomplice(situation) || situation.office.head(situation.holder, situation.record) === null)
        return null;
      const entries: FeedEntry[] = [];
      for (let i = 1; i <= 70; i++) {
        entries.push(
          entryOf(await sealedByAccomplice(situation, { version: 1, saves: { [DEVICE_9]: i } }), 'branch'),
        );
      }
      return tell(added(page, ...entries), incident('branches-full', situation.holder, situation.record));
    },
  },
  'impossible-time': {
    about: 'feed',
    tell(page: Page, { office, random, truth }) {
      const at = random.pick([
        '2026-02-31T10:00Z',
        '2026-99-99T99:99Z',
        '2001-01-01T00:00Z',
        '2126-01-01T00:00Z',
      ]);
      const answer = { ...page, entries: page.entries.map((entry) => ({ ...entry, at })) };
      // Another lie may have made the entries: a hundred thousand of them, and no objects.
      const entries = page.entries.filter((entry) => typeof entry === 'object' && entry !== null);
      const times = new Map<string, number>();
      const key = ({ holder, name }: FeedEntry) => `${holder} ${name}`;
      for (const entry of entries) times.set(key(entry), (times.get(key(entry)) ?? 0) + 1);
      const evidence = entries
        .filter((entry) => {
          const { kind, hash, holder, name } = entry;
          if (kind === 'branch' || times.get(key(entry)) !== 1 || !truth.envelopes.has(hash)) return false;
          // A vault of before sets all of a code aside that was made since.
          return office.knows(holder) && office.head(fromBase64Url(holder), name) === null;
        })
        .map(({ holder, name }) => incident('impossible-time', fromBase64Url(holder), name));
      return page.entries.length === 0 ? null : tell(answer, ...evidence);
    },
  },
  'rubbish-entries': {
    about: 'feed',
    tell: (page: Page) => ({
      ...tell(
        { ...page, entries: [{ kind: 'head' }, 7, null, ...page.entries] },
        incident('feed-unreadable'),
      ),
      keepsTheTruth: true,
    }),
  },
  /** Base64url of the right length, whose last symbol has bits beyond the bytes. */
  'bits-beyond-the-bytes': {
    about: 'feed',
    tell(page: Page, { random }) {
      const [first] = page.entries;
      if (first === undefined) return null;
      const field = random.pick(['holder', 'hash'] as const);
      const beyond = { ...first, [field]: `${first[field].slice(0, -1)}_` };
      return {
        ...tell({ ...page, entries: [beyond, ...page.entries] }, incident('feed-unreadable')),
        keepsTheTruth: true,
      };
    },
  },
  'rubbish-page': {
    about: 'feed',
    tell: (_page: Page, { random }) =>
      tell(
        new Raw(200, random.pick(['[[[[', '{"entries":"none"}', 'null', ''])),
        incident('feed-unreadable'),
      ),
  },
  'refused-page': {
    about: 'feed',
    tell: (_page: Page, { random }) => ({
      ...tell(
        random.pick([
          new Raw(400, '{"code":"bad-request"}'),
          new Raw(401, '{"code":"bad-signature"}'),
          new Raw(404, '{"code":"not-found"}'),
          new Raw(413, '{"code":"too-large"}'),
          new Raw(418, 'x'),
          new Raw(500, '{"code":"internal"}'),
        ]),
      ),
      mayRefuse: true,
    }),
  },
  'purged-page': {
    about: 'feed',
    tell: () => ({ ...tell(new Raw(410, '{"code":"already-purged"}')), mayRefuse: true }),
  },
  'endless-same-page': {
    about: 'feed',
    lasts: true,
    tell: (page: Page) => tell({ ...page, entries: [], next: '', more: true }, incident('feed-endless')),
  },
  'endless-repeating': {
    about: 'feed',
    lasts: true,
    tell: (page: Page, { random }) =>
      tell(
        { ...page, next: `0.${random.between(1, 2 ** 31).toString(36)}`, more: true, rewound: true },
        incident('feed-endless'),
      ),
  },
  /** Once in a pass, a restore; at each pass, a lie. */
  'begins-anew': {
    about: 'feed',
    lasts: true,
    tell: (page: Page, { office }) =>
      tell(
        { ...page, rewound: true },
        ...(office.rewinds() >= REWINDS_BELIEVED ? [incident('feed-rewound')] : []),
      ),
  },
  'always-more': {
    about: 'feed',
    lasts: true,
    tell: (page: Page) => tell({ ...page, more: true }, incident('feed-endless')),
  },
  withheld: {
    about: 'feed',
    lasts: true,
    tell: (page: Page, { query }) =>
      tell({ ...page, entries: [], next: query.get('after') ?? '', more: false }),
  },
  /** The feed goes on as if it had brought what it leaves out. */
  skipped: {
    about: 'feed',
    tell(page: Page, { random }) {
      if (page.entries.length === 0) return null;
      const left = random.between(0, page.entries.length);
      return tell({ ...page, entries: random.chance(0.5) ? [] : page.entries.filter((_, i) => i !== left) });
    },
  },
  'more-than-asked': {
    about: 'feed',
    tell: (page: Page) =>
      tell({ ...page, entries: [...page.entries, ...Array(401).fill(7)] }, incident('feed-unreadable')),
  },
  'millions-of-values': {
    about: 'feed',
    tell: (page: Page) => tell({ ...page, entries: Array(100_001).fill(7) }, incident('feed-unreadable')),
  },
  'huge-numbers': {
    about: 'feed',
    tell: (page: Page, { random }) => {
      const [first] = page.entries;
      if (first === undefined) return null;
      const version = random.pick([1e308, -1, 0.5, 2 ** 60]);
      const entries = [{ ...first, version }, ...page.entries];
      return { ...tell({ ...page, entries }, incident('feed-unreadable')), keepsTheTruth: true };
    },
  },
  'prototype-page': {
    about: 'feed',
    tell: (page: Page, { random }) => {
      const text = JSON.stringify(page);
      const more = random.pick(['"__proto__":{"entries":[]},', '"constructor":{"prototype":{"more":true}},']);
      return tell(new Raw(200, `{${more}${text.slice(1)}`), incident('feed-unreadable'));
    },
  },
  /** The last one counts, and is the true one. */
  'doubled-keys': {
    about: 'feed',
    tell: (page: Page) => tell(new Raw(200, `{"entries":[],"more":true,${JSON.stringify(page).slice(1)}`)),
  },
  'wrong-type': {
    about: 'feed',
    tell: (page: Page) =>
      tell(new Raw(200, JSON.stringify(page), { 'content-type': 'text/html', 'set-cookie': 'a=b' })),
  },
  redirected: {
    about: 'feed',
    tell: (page: Page, { random }) => ({
      ...tell(
        new Raw(random.pick([301, 302, 307]), JSON.stringify(page), {
          location: 'https://elsewhere.example/',
        }),
      ),
      mayRefuse: true,
    }),
  },
  'broken-off': {
    about: 'feed',
    tell: (page: Page) => ({
      ...tell(new Raw(200, JSON.stringify(page), {}, 'broken-off')),
      mayRefuse: true,
    }),
  },
  'without-end': {
    about: 'feed',
    tell: (page: Page) => ({
      ...tell(new Raw(200, JSON.stringify(page), {}, 'without-end')),
      mayRefuse: true,
    }),
  },
  'wait-for-ever': {
    about: 'feed',
    tell: (_page: Page, { random }) => ({
      ...tell(
        new Raw(503, '{"code":"busy"}', {
          'retry-after': random.pick(['999999', '1e300', 'Fri, 31 Dec 9999 23:59:59 GMT', '-1', 'soon']),
        }),
      ),
      mayRefuse: true,
    }),
  },
  /** Rubbish of one holder under ever new names, until no trace is left of more; then records that open to nothing. */
  'rubbish-under-names': {
    about: 'feed',
    tell(page: Page, { sealed, office, holder, record }) {
      const last = sealed.at(-1);
      if (last === undefined || page.entries.length > 40 || !office.knows(toBase64Url(holder))) return null;
      const pages = [0, 1, 2].filter((k) => office.hasQuarantined(holder, `x${350 * k}`)).length;
      if (pages < 3) {
        const entries = Array.from({ length: 350 }, (_, i) => ({
          ...entryOf(last.bytes),
          name: `x${350 * pages + i}`,
        }));
        return tell(
          added(page, ...entries),
          named('quarantined', (view) => view.hasQuarantined(holder, `x${350 * pages}`)),
        );
      }
      // Whether these are named is for the closing, whose counts have to reconcile.
      const forged = forgedFrom(last.bytes, last.version);
      const alone = office.head(holder, record) === null ? [entryOf(forged)] : [];
      return tell(added(page, entryOf(renamed(forged)), ...alone));
    },
  },
  /** What somebody has truly sealed, said to have come late, or by a rescue file. */
  relabelled: {
    about: 'feed',
    tell(page: Page, { sealed, random }) {
      if (sealed.length === 0) return null;
      const entry = entryOf(random.pick(sealed).bytes, 'branch');
      return tell(added(page, { ...entry, reason: random.pick(['late', 'rescue'] as const) }));
    },
  },
  'swapped-envelopes': {
    about: 'feed',
    tell(page: Page) {
      const [a, b, ...rest] = page.entries;
      if (a === undefined || b === undefined || a.envelope === b.envelope) return null;
      const entries = [{ ...a, envelope: b.envelope }, { ...b, envelope: a.envelope }, ...rest];
      return tell({ ...page, entries }, quarantined(a), quarantined(b));
    },
  },
  mislabelled: {
    about: 'feed',
    tell(page: Page, { random }) {
      const [first, ...rest] = page.entries;
      if (first === undefined || first.kind === 'branch') return null;
      const kind = first.kind === 'final' ? ('head' as const) : ('final' as const);
      const told = random.chance(0.5) ? { ...first, kind } : { ...first, version: first.version + 1 };
      return tell({ ...page, entries: [told, ...rest] }, quarantined(first));
    },
  },
  stranger: {
    about: 'feed',
    tell(page: Page, { random, sealed }) {
      const last = sealed.at(-1);
      if (last === undefined) return null;
      const holder = random.bytes(16);
      const entry = { ...entryOf(last.bytes), holder: toBase64Url(holder) };
      return tell(
        added(page, entry),
        named('stranger', (office) => office.hasQuarantined(holder, entry.name)),
      );
    },
  },
} as const satisfies Readonly<Record<string, Lie>>;

/** Under a name that no ticket gave, as long as the true one. */
function renamed(envelope: Uint8Array): Uint8Array {
  const { name } = parseEnvelopeHeader(envelope);
  const other = new Uint8Array(envelope);
  for (let i = 0; i < name.length; i++) other[7 + i] = 0x78;
  return other;
}

function quarantined({ holder, name }: FeedEntry): Evidence {
  const id = fromBase64Url(holder);
  return named('quarantined', (office) => office.hasQuarantined(id, name));
}
