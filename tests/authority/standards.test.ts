/** Thresholds from a panel's table to the school's screen: proposed, previewed, put into force, issued again, taken back. */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { parseClassReport, parseSchoolReport } from '@cloison/protocol';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import {
  changesOf,
  previewChanges,
  setStandards,
  undoStandards,
} from '../../apps/authority/src/standards/change-standards.ts';
import { domainsInForce, standardsOf } from '../../apps/authority/src/standards/standards-in-force.ts';
import {
  wantedOfCampaign,
  wantedOfPoints,
  wantedOfTable,
} from '../../apps/authority/src/standards/wanted-standards.ts';
import { readVault } from '../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';
import { type SimulatedCampaign, simulateCampaign, twoScores } from './simulated-campaign.ts';
import { groupOf, pupilsOf, readDocument, sit } from './simulated-people.ts';

const BIN = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const PRELOAD = new URL('../../packages/dev-env/src/authority/kill-at.ts', import.meta.url).href;

describe('a panel’s table', () => {
  let office: SampleOffice;
  let made: SimulatedCampaign;
  beforeAll(async () => {
    office = await sampleOffice('vault');
    made = await simulateCampaign(office, {
      name: 'seuils',
      items: new Map(
        [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2].map((b, k) => [`s${k}`, twoScores(1.3, b)] as const),
      ),
      schools: 10,
      pupilsASchool: 60,
      seed: 21,
      domain: '    standard: { method: bookmark, file: signets.csv }\n',
      // Three judges; one says pages, the others items. Booklet: s0 … s8 by difficulty.
      files: { 'signets.csv': 'juge,seuil1,seuil2\nA,s3,s7\nB,4,8\nC,s4,s7\n' },
    });
  });
  afterAll(() => office.remove());

  it('of bookmarks gives thresholds on θ, on the scale and in points, with accuracy and consistency', async () => {
    const { domains } = await analyseCampaign(made.campaign);
    const [statistics] = domains;
    const standard = statistics?.standard;
    expect(standard).toMatchObject({ method: 'bookmark', judges: 3 });
    // Between s2 and s3, and between s6 and s7, where success is at two thirds: difficulty + ln 2/1.3.
    const shift = Math.log(2) / 1.3;
    expect(Math.abs((standard?.cuts[0].theta ?? 9) - (-0.75 + shift))).toBeLessThan(0.25);
    expect(Math.abs((standard?.cuts[1].theta ?? 9) - (1.25 + shift))).toBeLessThan(0.3);
    expect(standard?.cuts[0].scale).toBeCloseTo(250 + 50 * (standard?.cuts[0].theta ?? 0), 6);
    expect(standard?.cuts[0].standardError).toBeGreaterThan(0);
    // Expected sums of a pupil at the cut, by hand from the truth: 4.3 and 7.3; the lowest sum at or above.
    const sumAt = (theta: number) =>
      [-2, -1.5, -1, -0.5, 0, 0.5, 1, 1.5, 2].reduce(
        (sum, b) => sum + 1 / (1 + Math.exp(-1.3 * (theta - b))),
        0,
      );
    expect(standard?.thresholds).toEqual([-0.75, 1.25].map((b) => Math.ceil(sumAt(b + shift))));
    expect(standard?.accuracy).toBeGreaterThan(0.6);
    expect(standard?.consistency).toBeLessThan(standard?.accuracy ?? 0);
    expect(standard?.shares.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 9);
    expect(statistics?.thresholds?.cuts.map(({ points }) => points)).toEqual([3, 6]);
  });

  it('of Angoff ratings gives the scores that judges expect of borderline pupils', () => {
    const path = join(office.folder, 'angoff.csv');
    const head = ['juge', 'seuil', ...Array.from({ length: 9 }, (_, k) => `s${k}`)].join(',');
    const row = (judge: string, threshold: number, each: number) =>
      `${judge},${threshold},${`${each},`.repeat(9).slice(0, -1)}`;
    writeFileSync(
      path,
      [head, row('A', 1, 0.3), row('A', 2, 0.7), row('B', 1, 0.4), row('B', 2, 0.8), ''].join('\n'),
    );
    const wanted = wantedOfTable(made.campaign, { domain: 'lire', method: 'angoff', path });
    // 9 items: 2.7 and 3.6 for the first, 6.3 and 7.2 for the second; the median of two is midway, on θ.
    expect(wanted.thresholds).toEqual([4, 7]);
    writeFileSync(
      path,
      `${head}\nA,1,${'0.5,'.repeat(9).slice(0, -1)}\nA,2,${'1.5,'.repeat(9).slice(0, -1)}\n`,
    );
    expect(() => wantedOfTable(made.campaign, { domain: 'lire', method: 'angoff', path })).toThrow(
      '9 problems',
    );
  });

  it('is shown first with the pupils who would change group, then put into force once, and taken back', () => {
    const { campaign } = made;
    const wanted = wantedOfCampaign(campaign);
    const [preview] = previewChanges(campaign, changesOf(campaign, wanted));
    expect(preview).toMatchObject({ domain: 'lire', before: [3, 6], pupils: 600 });
    const { needs, fragile, satisfactory } = preview?.groupsAfter ?? {
      needs: 0,
      fragile: 0,
      satisfactory: 0,
    };
    const [first = 0, second = 0] = wanted[0]?.thresholds ?? [];
    const sums = made.pupils.map(({ scores }) => [...scores.values()].reduce((sum, one) => sum + one, 0));
    expect([needs, fragile, satisfactory]).toEqual([
      sums.filter((sum) => sum < first).length,
      sums.filter((sum) => sum >= first && sum < second).length,
      sums.filter((sum) => sum >= second).length,
    ]);
    expect(preview?.moved).toBeGreaterThan(0);
    expect(standardsOf(campaign)).toEqual([]);
    expect(() => setStandards(campaign, wanted, ' ')).toThrow('Say why');
    expect(setStandards(campaign, wanted, 'commission du 12 octobre')).toMatchObject({
      number: 1,
      issuedAt: null,
    });
    expect(setStandards(campaign, wanted, 'encore une fois')).toBeNull();
    expect(domainsInForce(campaign)[0]?.thresholds).toEqual([first, second]);
    expect(office.vault.count('SELECT count(*) FROM to_report')).toBe(10);
    undoStandards(campaign, 'erreur de table');
    expect(domainsInForce(campaign)[0]?.thresholds).toEqual([3, 6]);
    expect(() => undoStandards(campaign, 'encore')).toThrow('nothing to undo');
    const lines = [...journalLines(office.vault)].map((line) => JSON.parse(line));
    expect(lines.slice(-2).map(({ what, detail }) => [what, detail.reason])).toEqual([
      ['standards.set', 'commission du 12 octobre'],
      ['standards.undo', 'erreur de table'],
    ]);
    verifyJournal(office.vault);
  });

  it('by command: previewed, applied, idempotent; killed anywhere and run again, it ends in the same state', async () => {
    office.vault.run('DELETE FROM to_report');
    const copy = (name: string) => {
      const folder = join(office.folder, name);
      for (const part of ['vault', 'keys'])
        cpSync(join(office.folder, part), join(folder, part), { recursive: true });
      return folder;
    };
    const cloison = (folder: string, args: readonly string[], killAt = 0) =>
      spawnSync(process.execPath, ['--import', PRELOAD, BIN, ...args], {
        encoding: 'utf8',
        env: {
          ...process.env,
          CLOISON_VAULT: join(folder, 'vault'),
          CLOISON_KEYS: join(folder, 'keys'),
          CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
          CLOISON_LANG: '',
          KILL_AT: String(killAt),
          KILL_STEPS: join(office.folder, 'steps'),
        },
      });
    const stateOf = async (folder: string) => {
      const keys = openKeyStore(join(folder, 'keys'), SAMPLE_PASSPHRASE, SAMPLE_COST);
      using vault = readVault(join(folder, 'vault'));
      verifyJournal(vault);
      const campaign = await openCampaign(vault, keys, office.actor);
      const [last] = standardsOf(campaign);
      return {
        thresholds: domainsInForce(campaign).map(({ thresholds }) => thresholds),
        standards: last === undefined ? null : [last.number, last.reason, last.domains],
        due: vault.count('SELECT count(*) FROM to_report'),
        lines: [...journalLines(vault)].filter((line) => line.includes('standards.set')).length,
      };
    };
    const set = ['standards', 'set', '--apply', '--reason', 'commission'];
    const whole = copy('whole');
    const shown = cloison(whole, ['standards', 'set']);
    expect(shown.stdout).toContain('élèves qui changent');
    expect(shown.stdout).toContain('Rien n’a changé');
    expect((await stateOf(whole)).standards).toBeNull();
    expect(cloison(whole, set).stdout).toContain('Seuils en vigueur');
    const steps = Number(readFileSync(join(office.folder, 'steps'), 'utf8'));
    expect(cloison(whole, set).stdout).toContain('déjà en vigueur');
    const expected = await stateOf(whole);
    expect(expected).toMatchObject({ due: 10, lines: 2 });
    for (let point = 1; point <= 4; point++) {
      const folder = copy(`killed${point}`);
      // The last steps are those of the one transaction, its commit included.
      expect(cloison(folder, set, steps - 4 + point).signal).toBe('SIGKILL');
      expect(cloison(folder, set).status).toBe(0);
      expect(await stateOf(folder)).toEqual(expected);
    }
    const bad = cloison(whole, ['standards', 'set', '--domain', 'lire', '--points', '7,4', '--json']);
    expect(JSON.parse(bad.stdout)).toMatchObject({ ok: false, code: 'standards-points' });
    const applied = cloison(copy('applied'), [
      'campaign',
      'analyse',
      '--threads',
      '1',
      '--apply',
      '--reason',
      'jury',
      '--json',
    ]);
    expect(JSON.parse(applied.stdout)).toMatchObject({
      ok: true,
      applied: { number: 1 },
      changes: [{ domain: 'lire' }],
    });
  });
});

describe('reports', () => {
  let small: SmallCampaign;
  beforeAll(async () => {
    small = await startSmallCampaign();
    await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
    const pupils = await pupilsOf(small);
    for (const [name, answers] of [
      ['Anna', { m1: 'B', m2: 'A', m3: '12', m4: 'chat' }],
      ['Bilal', { m1: 'B', m2: 'A', m3: '1' }],
      ['Chloé', { m1: 'B' }],
    ] as const) {
      const pupil = pupils.get(name);
      if (pupil === undefined) throw new Error(name);
      await sit(small, pupil, answers);
    }
    await serve();
  });
  afterAll(() => small.close());

  const serve = () => serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });

  async function reports() {
    const sixth = await groupOf(small, '6e');
    const own = await readDocument(small, sixth.class, 'report/class');
    const whole = await readDocument(small, sixth.school, 'report/school');
    const report = parseClassReport(own?.body);
    return {
      version: own?.version,
      notices: report.notices,
      thresholds: report.domains.find(({ id }) => id === 'calcul')?.thresholds,
      groups: report.pupils.map(({ domains }) => domains.calcul?.group ?? null).toSorted(),
      school: parseSchoolReport(whole?.body),
      cp: await readDocument(small, (await groupOf(small, 'cp')).class, 'report/class'),
    };
  }

  it('are issued again with the new groups, and say so and when; other levels keep theirs', async () => {
    const before = await reports();
    expect(before).toMatchObject({ notices: [], thresholds: [1, 3] });
    expect(before.groups.filter((group) => group !== null)).toEqual(['fragile', 'fragile', 'satisfactory']);
    setStandards(small.campaign, [wantedOfPoints(small.campaign, 'calcul', '2,2')], 'jury');
    await serve();
    const after = await reports();
    expect(after.version).toBe((before.version ?? 0) + 1);
    expect(after.thresholds).toEqual([2, 2]);
    expect(after.groups.filter((group) => group !== null)).toEqual(['needs', 'satisfactory', 'satisfactory']);
    expect(after.notices[0]?.fr).toMatch(
      /^Restitution rééditée le .* : les seuils ont changé pour « Calculer »\./,
    );
    expect(after.notices[0]?.en).toMatch(/^Report issued again on .*“Calculating”\./);
    expect(after.school.notices).toEqual(after.notices);
    expect(after.school.classes[0]?.domains.calcul).toMatchObject({ needs: 1, satisfactory: 2 });
    expect(after.cp?.version).toBe(before.cp?.version);
    expect((await serve()).documents).toBe(0);
  });

  it('close the way back once they were made', async () => {
    expect(() => undoStandards(small.campaign, 'trop tard')).toThrow('there is no way back');
    setStandards(small.campaign, [wantedOfPoints(small.campaign, 'calcul', '1,3')], 'retour');
    undoStandards(small.campaign, 'finalement non');
    expect((await serve()).documents).toBe(0);
    setStandards(small.campaign, [wantedOfPoints(small.campaign, 'calcul', '1,3')], 'retour');
    await serve();
    const { notices, thresholds } = await reports();
    expect(thresholds).toEqual([1, 3]);
    expect(notices).toHaveLength(2);
  });

  it('of a class alone close the way back too', async () => {
    const { campaign } = small;
    const [school] = campaign.vault.all<{ holder_id: Uint8Array }>(
      `SELECT holder_id FROM holder WHERE kind = 'school' AND state = 'assigned' AND school IN
         (SELECT c.school FROM class c JOIN class_level cl ON cl.class = c.id WHERE cl.level = '6e')`,
    );
    // The school's own report can't be made: the class's was, and that is enough.
    const become = (state: string) =>
      campaign.vault.run('UPDATE holder SET state = ? WHERE holder_id = ?', state, school?.holder_id ?? null);
    setStandards(campaign, [wantedOfPoints(campaign, 'calcul', '2,3')], 'jury');
    expect(become('revoked')).toBe(1);
    await serve();
    become('assigned');
    expect(() => undoStandards(campaign, 'trop tard')).toThrow('there is no way back');
  });
});
