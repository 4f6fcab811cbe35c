/** Publication, collection, scoring and reports against a real platform. Expected scores are written by hand. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import {
  parseClassParticipation,
  parseClassReport,
  parseKeyring,
  parseRoster,
  parseSchoolParticipation,
  parseSchoolReport,
  parseSlips,
  parseTicket,
  receiptOf,
} from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ServeEvent, serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { backupVault } from '../../apps/authority/src/vault/backup-vault.ts';
import { checkVault } from '../../apps/authority/src/vault/check-vault.ts';
import { groupOf, key, type Pupil, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
let pupils: Map<string, Pupil>;
const pupil = (name: string) => {
  const found = pupils.get(name);
  if (found === undefined) throw new Error(name);
  return found;
};
const publish = () => publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
const serveOnce = () =>
  serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });

beforeAll(async () => {
  small = await startSmallCampaign();
  pupils = await pupilsOf(small);
});
afterAll(async () => {
  await small.close();
});

describe('publication', () => {
  test('a dry run counts and sends nothing', async () => {
    const done = await publishCampaign(small.campaign, small.keys, {
      platform: 'http://127.0.0.1:9',
      dryRun: true,
    });
    // 6 pupils + 2 reserves + 2 classes + 2 schools + 2 teachers + 2 heads
    expect(done.holders).toBe(16);
    expect(done.revocations).toBe(0);
    expect(small.vault.count('SELECT count(*) FROM document')).toBe(0);
  });

  test('sends everything once, and nothing the second time', async () => {
    const first = await publish();
    // 6 tickets, 4 keyrings, 2 rosters, 2 slips, 4 participations
    expect(first).toMatchObject({ holders: 16, documents: 18, unchangedDocuments: 0 });
    const second = await publish();
    expect(second).toEqual({
      content: 0,
      holders: 0,
      revocations: 0,
      routing: 0,
      documents: 0,
      unchangedDocuments: 18,
      readBack: { read: expect.any(Number), wrong: [], incidents: 0, mended: 0, refusal: null },
      journal: { n: expect.any(Number), hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  test('leaves a vault that is whole, and is backed up', async () => {
    // Documents that the platform has are kept as hashes: the check took them for damaged, and no backup could be made.
    const to = join(small.folder, 'backups');
    const { manifest } = await backupVault(small.vaultFolder, small.keysFolder, to, () => new Date());
    expect(manifest.campaigns).toEqual([NAME]);
    expect(checkVault(small.vaultFolder).faults).toEqual([]);
  });

  test('each person opens what is theirs', async () => {
    const sixth = await groupOf(small, '6e');
    const bilal = pupil('Bilal');
    const ticket = parseTicket((await readDocument(small, bilal.person!, 'ticket'))?.body);
    expect(ticket).toMatchObject({
      level: '6e',
      label: `6e A · n° ${bilal.orderNumber}`,
      sequences: [
        { id: 'maths', record: 'maths', booklet: ['m1', 'm2', 'm3', 'm4'], limitMs: null, resume: null },
      ],
      manifest: small.campaign.manifestHash,
    });
    expect(JSON.stringify(ticket)).not.toContain('Bilal');
    const keyring = parseKeyring((await readDocument(small, sixth.teacher, 'keyring'))?.body);
    expect(keyring.classes).toEqual([{ root: toBase64Url(sixth.class.root), label: '6e A', level: '6e' }]);
    expect(keyring.schoolRoot).toBeNull();
    const head = parseKeyring((await readDocument(small, sixth.head, 'keyring'))?.body);
    expect(head.schoolRoot).toBe(toBase64Url(sixth.school.root));
    const roster = parseRoster((await readDocument(small, sixth.class, 'roster'))?.body);
    expect(roster.pupils.map(({ lastName }) => lastName)).toEqual([
      'Érable',
      'Fougère',
      'Quetzalcoatl',
      'Wolframite',
      'Xanthippe',
      'Zébulon',
    ]);
    const slips = parseSlips((await readDocument(small, sixth.school, 'slips/1'))?.body);
    expect(slips.address).toBe('https://evaluation.example/c/petite-2026/');
    expect(
      slips.pupils.every(({ code }) => code !== null && /^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/.test(code)),
    ).toBe(true);
    expect(slips.teachers).toHaveLength(1);
    const cp = await groupOf(small, 'cp');
    const cpSlips = parseSlips((await readDocument(small, cp.school, 'slips/1'))?.body);
    expect(cpSlips.pupils.map(({ code }) => code)).toEqual([null, null, null, null, null]);
    const first = parseClassParticipation((await readDocument(small, cp.class, 'participation'))?.body);
    expect(first.pupils).toHaveLength(5);
    expect(await readDocument(small, cp.class, 'report/class')).toBeNull();
  });
});

describe('serving', () => {
  test('scores what pupils and teachers sent, and the class root opens the report', async () => {
    // calcul = m1 + m2 + m3, mots = m4
    const anna = await sit(small, pupil('Anna'), { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
    expect(anna.status).toBe(204);
    await sit(small, pupil('Bilal'), { m1: 'B', m2: 'C', m4: 'chien' });
    await sit(small, pupil('Chloé'), { m1: 'A', m3: 'douze' });
    await sit(small, pupil('David'), { m1: 'B', m2: 'A' }, false);
    const cp = await groupOf(small, 'cp');
    await key(small, cp.class, pupil('Gaël'), { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
    await key(small, cp.class, pupil('Hana'), { l1: 'A', l2: '!noAnswer', l3: 'B', l4: 'B' });
    await key(small, cp.class, pupil('Inès'), { l1: '!absent', l2: '!absent', l3: '!absent', l4: '!absent' });
    await key(small, cp.class, pupil('Jules'), { l1: 'A', l2: 'B' });
    const done = await serveOnce();
    expect(done).toMatchObject({
      passes: 1,
      received: 8,
      quarantined: 0,
      rollbacks: 0,
      sittings: 8,
      failures: [],
    });

    const sixth = await groupOf(small, '6e');
    const report = parseClassReport((await readDocument(small, sixth.class, 'report/class'))?.body);
    const of = (name: string) =>
      report.pupils.find(({ orderNumber }) => orderNumber === pupil(name).orderNumber);
    expect(of('Anna')?.domains).toEqual({
      calcul: { score: 3, group: 'satisfactory' },
      mots: { score: 1, group: 'satisfactory' },
    });
    expect(of('Anna')?.sequences).toEqual({ maths: { state: 'complete', receipt: receiptOf(anna.hash) } });
    expect(of('Bilal')?.domains).toEqual({
      calcul: { score: 1, group: 'fragile' },
      mots: { score: 0, group: 'needs' },
    });
    expect(of('Bilal')?.items).toEqual({
      m1: { response: 'B', score: 1, maxScore: 1, state: 'answered' },
      m2: { response: 'C', score: 0, maxScore: 1, state: 'answered' },
      m3: { response: null, score: 0, maxScore: 1, state: 'noAnswer' },
    });
    expect(of('Chloé')?.domains).toMatchObject({ calcul: { score: 0, group: 'needs' } });
    expect(of('David')).toMatchObject({
      domains: { calcul: null, mots: null },
      items: {},
      sequences: { maths: { state: 'begun', receipt: null } },
    });
    expect(of('Emma')).toMatchObject({
      domains: { calcul: null, mots: null },
      sequences: { maths: { state: 'notBegun' } },
    });

    const entry = parseClassReport((await readDocument(small, cp.class, 'report/class'))?.body);
    const keyed = (name: string) =>
      entry.pupils.find(({ orderNumber }) => orderNumber === pupil(name).orderNumber);
    expect(keyed('Gaël')?.domains).toEqual({ lettres: { score: 4, group: 'satisfactory' } });
    expect(keyed('Hana')?.domains).toEqual({ lettres: { score: 2, group: 'fragile' } });
    expect(keyed('Inès')).toMatchObject({
      domains: { lettres: null },
      sequences: { lettres: { state: 'absent' } },
    });
    expect(keyed('Jules')).toMatchObject({
      domains: { lettres: null },
      sequences: { lettres: { state: 'begun' } },
    });
    expect(keyed('Gaël')?.items).toEqual({});
  });

  test('participation follows, for the class and for the school', async () => {
    const sixth = await groupOf(small, '6e');
    const participation = parseClassParticipation(
      (await readDocument(small, sixth.class, 'participation'))?.body,
    );
    const states = participation.pupils.map(({ sequences }) => sequences.maths?.state).sort();
    expect(states).toEqual(['begun', 'complete', 'complete', 'complete', 'notBegun', 'notBegun']);
    const school = parseSchoolParticipation((await readDocument(small, sixth.school, 'participation'))?.body);
    expect(school.classes).toEqual([
      {
        label: '6e A',
        level: '6e',
        sequences: { maths: { expected: 6, notBegun: 2, begun: 1, complete: 3, absent: 0 } },
      },
    ]);
    const groups = parseSchoolReport((await readDocument(small, sixth.school, 'report/school'))?.body);
    expect(groups.classes[0]?.domains).toEqual({
      calcul: { needs: 1, fragile: 1, satisfactory: 1, noResult: 3 },
      mots: { needs: 2, fragile: 0, satisfactory: 1, noResult: 3 },
    });
    expect(participationTotals(small.campaign).sequences).toEqual([
      { sequence: 'lettres', expected: 5, notBegun: 1, begun: 1, complete: 2, absent: 1 },
      { sequence: 'maths', expected: 6, notBegun: 2, begun: 1, complete: 3, absent: 0 },
    ]);
  });

  test('nothing new: nothing is sealed again', async () => {
    const done = await serveOnce();
    expect(done).toMatchObject({ received: 0, sittings: 0, documents: 0 });
    expect((await publish()).documents).toBe(0);
  });
});

describe('the last line of a run in the journal', () => {
  const lines = () =>
    [...journalLines(small.vault)].filter((line) => line.includes('"what":"campaign.serve"')).length;

  /** A pupil begins; serves one pass, and is stopped at rest while another process has begun to write. */
  async function stopped(begins: string, journalPatienceMs: number, onBusy: (other: DatabaseSync) => void) {
    await sit(small, pupil(begins), { m1: 'B' }, false);
    // A test waits for nobody.
    small.vault.get('PRAGMA busy_timeout = 1');
    using other = new DatabaseSync(join(small.vaultFolder, 'vault.sqlite'));
    const stop = new AbortController();
    const events: ServeEvent[] = [];
    const outcome = await serveCampaign(small.campaign, small.keys, {
      platform: small.platform.url,
      signal: stop.signal,
      tickMs: 60_000,
      journalPatienceMs,
      onEvent: (event) => {
        events.push(event);
        if (event.kind !== 'pass') return;
        setImmediate(() => {
          other.exec('BEGIN IMMEDIATE');
          stop.abort();
          onBusy(other);
        });
      },
    });
    small.vault.get('PRAGMA busy_timeout = 5000');
    return { outcome, events };
  }

  test('waits for a command that writes, however many attempts that takes', async () => {
    // After twenty attempts it was left out, and nothing said so.
    const before = lines();
    const { outcome, events } = await stopped('Emma', 60_000, (other) => {
      setTimeout(() => other.exec('ROLLBACK'), 2_500);
    });
    expect(outcome.received).toBe(1);
    expect(outcome.journaled).toBe(true);
    expect(events.map(({ kind }) => kind)).toEqual(['pass']);
    expect(lines()).toBe(before + 1);
  });

  test('is reported as missing when that command does not end', async () => {
    const before = lines();
    const { outcome, events } = await stopped('Farid', 300, () => {});
    expect(outcome.received).toBe(1);
    expect(outcome.journaled).toBe(false);
    expect(events.map(({ kind }) => kind)).toEqual(['pass', 'not-journaled']);
    expect(lines()).toBe(before);
    // The line of the pass is there all the same: of a run that was killed nothing was said.
    const last = JSON.parse([...journalLines(small.vault)].at(-1)!) as { what: string; detail: object };
    expect(last).toMatchObject({ what: 'campaign.serve.pass', detail: { received: 1, sittings: 1 } });
  });
});
