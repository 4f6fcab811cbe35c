/**
 * Pupils, teachers and heads with a client of their own, who seal whatever they like with their own keys: a campaign goes to its end
 * all the same, and says of everybody else what it would have said without them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { entryRecordName, parseClassReport } from '@cloison/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { QuarantineRow } from '../../apps/authority/src/vault/rows.ts';
import {
  type DeskEntries,
  entryBody,
  groupOf,
  key,
  type Pupil,
  pupilBody,
  pupilsOf,
  readDocument,
  save,
  sit,
  tell,
} from './simulated-people.ts';

const MOST = Number.MAX_SAFE_INTEGER;
const RIGHT = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
const hex = (n: number) => n.toString(16).padStart(16, '0');

const ONLINE = ['Anna', 'Bilal', 'Chloé', 'David', 'Emma', 'Farid'];
/** What no spreadsheet, terminal or reader is to meet: controls, marks of direction, formulas. */
const HIDDEN = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}]|(^|[,;])"?[=@+]/mu;
const LIARS = 80;
const online = Array.from({ length: LIARS }, (_, i) => [
  '0770002',
  i % 2 === 0 ? '6e A' : '6e B',
  '6e',
  `${200000000 + i}AA`,
  `Nom${i}`,
  `L${i}`,
  '2015-02-10',
  i % 2 === 0 ? 'F' : 'M',
  '',
]);

let small: SmallCampaign;
let pupils: Map<string, Pupil>;
beforeAll(async () => {
  small = await startSmallCampaign({ pupils: [...PUPILS, ...online] });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  pupils = await pupilsOf(small);
});
afterAll(() => small?.close());

const pupil = (name: string) => pupils.get(name)!;

type Hostile = readonly [what: string, body: object];

function hostileBodies(): Hostile[] {
  const good = pupilBody(small, RIGHT, true);
  const item = (responses: object, more: object = {}) => ({ responses, ms: 1, visits: 1, ...more });
  const withM = (id: string, value: unknown, more: object = {}) => ({
    ...good,
    items: { ...good.items, [id]: item({ RESPONSE: value }, more) },
  });
  return [
    ['numbers at their limit', { ...good, position: MOST, elapsedMs: MOST, seed: MOST }],
    ['times at their limit', withM('m1', 'B', { ms: MOST, visits: MOST })],
    ['times of an age', { ...withM('m1', 'B', { ms: 2e12 }), elapsedMs: 0 }],
    ['a route without modules', { ...good, route: ['toString', 'valueOf'], routed: 'score' }],
    ['ten modules', { ...good, route: Array(10).fill('maths'), routed: 'fallback' }],
    [
      'a vector at its limit',
      { ...good, saves: Object.fromEntries(Array.from({ length: 16 }, (_, i) => [hex(i), MOST])) },
    ],
    ['an item of Object', { ...good, items: { ...good.items, toString: item({}) } }],
    ['an item of Object 2', { ...good, items: { ...good.items, hasOwnProperty: item({ RESPONSE: 'A' }) } }],
    ['an item of another sequence', { ...good, items: { ...good.items, l1: item({ RESPONSE: 'A' }) } }],
    ['a variant that is not', { ...good, items: { ...good.items, 'm1.v1': item({ RESPONSE: 'A' }) } }],
    ['a response of Object', { ...good, items: { m1: item({ toString: 'B' }) } }],
    ['a response beside', { ...good, items: { m1: item({ RESPONSE: 'B', RESPONSE2: 'B' }) } }],
    ['no responses', { ...good, items: { m1: item({}), m2: item({}), m3: item({}), m4: item({}) } }],
    ['numAttempts', { ...good, items: { m1: item({ RESPONSE: 'B', numAttempts: '1' }) } }],
    ['a list for one', withM('m1', ['B', 'A'])],
    ['an empty list', withM('m1', [])],
    ['an empty text', withM('m1', '')],
    ['a choice of Object', withM('m1', 'constructor')],
    ['states without modules', withM('m1', 'B', { states: { RESPONSE: 'x'.repeat(8000) } })],
    ['states of Object', withM('m1', 'B', { states: { toString: 'x' } })],
    ['an infinite integer', withM('m3', '1e999')],
    ['a huge integer', withM('m3', '9'.repeat(400))],
    ['not a number', withM('m3', 'NaN')],
    ['Infinity', withM('m3', 'INF')],
    ['minus zero', withM('m3', '-0')],
    ['a formula', withM('m4', "=cmd|' /C calc'!A0")],
    ['NUL', withM('m4', 'a\u0000b')],
    ['bidi', withM('m4', 'a\u202eb')],
    ['half a pair', withM('m4', '\ud800')],
    ['half a pair 2', withM('m4', 'x\udfff')],
    ['not a character', withM('m4', '\uffff\ufffe')],
    ['lines', withM('m4', 'a\r\n"b";c,d\n\u2028\u2029')],
    ['escapes', withM('m4', '\u001b[2J\u0007')],
    ['long', withM('m4', 'é'.repeat(8000))],
    ['a file for a text', withM('m4', `data:text/html;base64,${'A'.repeat(40_000)}`)],
    ['a script', withM('m4', '<script>alert(1)</script>')],
    ['combining marks', withM('m4', `a${'\u0300'.repeat(7_999)}`)],
    ['app', { ...good, app: '\u0000\u202e\ud800=1+1' }],
    ['seen nothing', { ...good, items: {} }],
    [
      'null everywhere',
      { ...good, items: Object.fromEntries(Object.keys(RIGHT).map((id) => [id, item({ RESPONSE: null })])) },
    ],
    [
      'many items',
      { ...good, items: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`x${i}`, item({})])) },
    ],
    [
      '500 slots of one',
      {
        ...good,
        items: { m1: item(Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`R${i}`, 'B']))) },
      },
    ],
    ['deep', JSON.parse(`${'{"a":'.repeat(40)}1${'}'.repeat(40)}`) as object],
    ['an array', [] as object],
    // As many as a text takes to be in the research file.
    ...['=1+1\u0000\u202e\u001b', 'x\ud800', '\uffff\ufeff'].flatMap((text) =>
      Array.from({ length: 8 }, (): Hostile => ['a text of many', withM('m4', text)]),
    ),
  ];
}

test('what they seal changes nothing of anybody else, in any step to the end', async () => {
  const names = Array.from({ length: LIARS }, (_, i) => `L${i}`);
  for (const name of ONLINE) await sit(small, pupil(name), RIGHT);
  const told: [string, string, number][] = [];
  const bodies = hostileBodies();
  for (const [i, [what, body]] of bodies.entries()) {
    const { status } = await save(small, pupil(names[i]!).person!, 'maths', body, { final: true });
    told.push([names[i]!, what, status]);
  }
  for (const name of names.slice(bodies.length)) await sit(small, pupil(name), RIGHT);
  const cp = await groupOf(small, 'cp');
  const edit = [MOST, 'f'.repeat(16)] as const;
  const full = { l1: 'A', l2: 'B', l3: 'A', l4: 'B' };
  await key(small, cp.class, pupil('Gaël'), full);
  const good = entryBody(small, full);
  const cells = Object.fromEntries(Object.entries(good.cells).map(([id, cell]) => [id, { ...cell, edit }]));
  const nameOf = (name: string, sequence = 'lettres') =>
    entryRecordName(cp.class.holder.namesKey, sequence, pupil(name).orderNumber);
  const conflicts = Array.from({ length: 50 }, () => ({
    item: 'toString',
    cell: { value: ['B', '\u0000'], edit },
  }));
  await save(small, cp.class, await nameOf('Hana'), {
    ...good,
    cells: { ...cells, toString: { value: 'A', edit }, m1: { value: 'A', edit } },
    conflicts,
  });
  await save(small, cp.class, await nameOf('Inès'), {
    ...good,
    cells: {
      l1: { value: ['A', 'B'], edit },
      l2: { state: 'empty', edit },
      l3: { value: null, edit },
      l4: { value: '', edit },
    },
  });
  await save(small, cp.class, await nameOf('Jules', 'lettres~second'), { ...good, cells });
  await tell(small, cp.class, {
    toString: {
      kind: 'reopen',
      orderNumbers: [pupil('Gaël').orderNumber],
      sequence: 'toString',
      note: '\u0000',
      withdrawn: false,
    },
    valueOf: {
      kind: 'incident',
      orderNumbers: [],
      sequence: 'valueOf',
      minute: MOST,
      note: '\u202e'.repeat(2000),
      withdrawn: false,
    },
    'd-x': {
      kind: 'double-entry',
      orderNumber: pupil('Gaël').orderNumber,
      sequence: 'toString',
      cells: MOST,
      differing: [],
    },
    'u-1': { kind: 'code-use', rank: 99, computers: [{ device: 'ab'.repeat(8), atMs: MOST }] },
    hasOwnProperty: {
      kind: 'more-time',
      orderNumbers: Array(60).fill(pupil('Gaël').orderNumber),
      sequence: 'lettres',
      minutes: 180,
      note: '',
      withdrawn: false,
    },
  } as unknown as DeskEntries);
  await tell(small, cp.school, {
    a: {
      kind: 'not-sitting',
      orderNumber: pupil('Karim').orderNumber,
      reason: 'toString',
      sequences: ['constructor'.slice(0, 5)],
    },
    b: { kind: 'not-sitting', orderNumber: pupil('Anna').orderNumber, reason: null, sequences: null },
    c: { kind: 'teacher-code', label: '\ud800', rank: MOST, note: '\ud800', withdrawn: false },
    d: {
      kind: 'reserve',
      orderNumber: pupil('Anna').orderNumber,
      why: 'misused',
      note: '',
      withdrawn: false,
    },
    e: { kind: 'incident', orderNumbers: [], sequence: null, minute: MOST, note: 'n', withdrawn: false },
  } as unknown as DeskEntries);
  const done = await serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });
  expect(done).toMatchObject({ complete: true, failures: [], incidents: 0 });
  const refused = small.vault.all<QuarantineRow>('SELECT * FROM quarantine');
  const codeOf = new Map(refused.map(({ holder, code }) => [Buffer.from(holder).toString('hex'), code]));
  const outcomes = told.map(([name, what, status]): [string, string] => {
    expect([what, status]).toEqual([what, 204]);
    const code = codeOf.get(Buffer.from(pupil(name).person!.row.holder_id).toString('hex'));
    const [sitting] = readSittings(small.campaign, pupil(name).id);
    return [what, code ?? (sitting?.state === 'complete' ? 'counts' : 'nowhere')];
  });
  // Each is named or counts, and what it made up about time is not kept.
  expect(Object.groupBy(outcomes, ([, outcome]) => outcome)).not.toHaveProperty('nowhere');
  expect(new Set(codeOf.values())).toEqual(
    new Set(['unknown-item', 'impossible-response', 'message-invalid']),
  );
  for (const [name, what] of told.filter((one) => /limit$|of an age/.test(one[1]))) {
    const [sitting] = readSittings(small.campaign, pupil(name).id);
    const times = Object.values(sitting?.items ?? {}).map(({ ms }) => ms);
    if (!what.startsWith('a vector')) expect([what, times]).toEqual([what, [null, null, null, null]]);
  }
  const points = (name: string) => {
    const [sitting] = readSittings(small.campaign, pupil(name).id);
    return Object.values(sitting?.items ?? {}).reduce((sum, { score }) => sum + (score ?? 0), 0);
  };
  for (const name of [...ONLINE, ...names.slice(bodies.length), 'Gaël', 'Hana'])
    expect([name, points(name)]).toEqual([name, 4]);
  // Asked of the office: what is there to be asked, of the sender's own pupils.
  expect(
    small.vault
      .all<{ id: string; kind: string; state: string }>('SELECT id, kind, state FROM request ORDER BY id')
      .map(({ id, kind, state }) => [id, kind, state]),
  ).toEqual([
    ['c', 'teacher-code', 'refused'],
    ['e', 'incident', 'told'],
    ['hasOwnProperty', 'more-time', 'asked'],
    ['valueOf', 'incident', 'told'],
  ]);
  expect(small.vault.count('SELECT count(*) FROM declaration')).toBe(0);
  for (const group of [cp, await groupOf(small, '6e')]) {
    const report = await readDocument(small, group.class, 'report/class');
    expect(parseClassReport(report!.body).pupils.length).toBeGreaterThan(4);
  }
  const { domains } = await analyseCampaign(small.campaign);
  const calcul = domains.find(({ domain }) => domain === 'calcul')!;
  const counted = outcomes.filter(([, outcome]) => outcome === 'counts').length;
  expect(calcul.pupils).toBe(ONLINE.length + LIARS - bodies.length + counted);
  const options = { platform: small.platform.url };
  const closed = await closeCampaign(small.vault, small.keys, small.actor, NAME, options);
  expect(closed.researchRows).toBe(PUPILS.length + LIARS);
  await anonymise(small.vault, small.keys, small.actor, NAME);
  const folder = join(small.folder, 'recherche');
  await exportResearch(small.vault, small.keys, small.actor, NAME, folder);
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.csv')))
    expect(readFileSync(join(folder, file), 'utf8')).not.toMatch(HIDDEN);
  expect(readFileSync(join(folder, 'eleves-6e.csv'), 'utf8')).toContain("'=1+1");
}, 120_000);
