/** Figures of the country, of areas and of kinds of schools: what is let out, what is not, and what each school's reports say. */
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { loadSolver } from '@cloison/disclosure/solver';
import type { ReleaseRecord } from '@cloison/disclosure/tables';
import {
  openHolder,
  openSignedDocument,
  parseAreaReport,
  parseClassReport,
  parseSchoolReport,
  type SchoolReport,
} from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { issueAreaDocuments } from '../../apps/authority/src/area-documents/issue-area-documents.ts';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { assignAreas } from '../../apps/authority/src/codes/assign-areas.ts';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import {
  holderOfClassLevel,
  holderOfSchool,
  holderOfTerritory,
} from '../../apps/authority/src/codes/holders.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { envelopeOf } from '../../apps/authority/src/documents/waiting-document.ts';
import { releasesOf } from '../../apps/authority/src/figures/figures-store.ts';
import { releaseFigures } from '../../apps/authority/src/figures/release-figures.ts';
import { issueReports } from '../../apps/authority/src/report/issue-reports.ts';
import { classLevelsOfSchool } from '../../apps/authority/src/roster/class-levels.ts';
import { schoolIds } from '../../apps/authority/src/roster/schools.ts';
import { markReports } from '../../apps/authority/src/score/due-reports.ts';
import { scoringModel } from '../../apps/authority/src/score/sequence-scoring.ts';
import { territoryOfCode } from '../../apps/authority/src/territories/territories.ts';
import type { DocumentRow, HolderRow } from '../../apps/authority/src/vault/rows.ts';
import { keepSitting, type SimulatedCampaign, simulateCampaign, twoScores } from './simulated-campaign.ts';

/** Eight schools in Paris, six in the Rhône, two in Bouches-du-Rhône: fewer than the three that the campaign asks for. */
const SCHOOLS = 16;
const uai = (school: number) => (school < 8 ? 750_001 : school < 14 ? 690_001 : 130_001) + school;
const departementOf = (school: number) => String(uai(school)).slice(0, 2);
const ITEMS = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7', 'i8'];

let office: SampleOffice;
let simulated: SimulatedCampaign;
let campaign: OpenCampaign;
const solver = await loadSolver();

beforeAll(async () => {
  office = await sampleOffice('vault');
  simulated = await simulateCampaign(office, {
    name: 'chiffres-2026',
    items: new Map(ITEMS.map((id, k) => [id, twoScores(1, (k - 3.5) / 4)])),
    schools: SCHOOLS,
    pupilsASchool: 9,
    seed: 5,
    uai,
  });
  campaign = simulated.campaign;
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
  // As if the answers had been collected.
  markReports(campaign);
});
afterAll(() => office.remove());

/** By the thresholds of the domain: 3 and 5 of 8. */
function truth(of: (school: number) => boolean) {
  const counts = { needs: 0, fragile: 0, satisfactory: 0 };
  for (const { school, scores } of simulated.pupils) {
    if (!of(school)) continue;
    const score = [...scores.values()].reduce((sum, one) => sum + one, 0);
    counts[score < 3 ? 'needs' : score < 5 ? 'fragile' : 'satisfactory'] += 1;
  }
  return counts;
}

function shownIn({ tables }: ReleaseRecord, table: string, area: string) {
  const rows = tables.find(({ name }) => name === table)!.rows.filter(([[code]]) => code === area);
  return Object.fromEntries(rows.map(([[, group], shown]) => [group, shown?.[0] ?? null]));
}

/** A document as its holder opens it. */
async function opened(row: HolderRow, name: string): Promise<unknown> {
  const document = campaign.vault.get<DocumentRow>(
    'SELECT * FROM document WHERE holder = ? AND name = ? ORDER BY version DESC LIMIT 1',
    row.holder_id,
    name,
  )!;
  const { bytes } = await envelopeOf(campaign, row, document);
  const holder = await openHolder(holderRoot(campaign, row), campaign.campaignId);
  const { body } = await openSignedDocument(holder, bytes, name, fromBase64Url(campaign.signer!.authority));
  return body;
}

async function schoolReports(): Promise<SchoolReport[]> {
  await issueReports(campaign);
  return Promise.all(
    schoolIds(campaign).map(async (id) =>
      parseSchoolReport(await opened(holderOfSchool(campaign.vault, id)!, 'report/school')),
    ),
  );
}

test('a dry run keeps nothing, and reports compare with nothing yet', async () => {
  const { released } = await releaseFigures(campaign, { solver, dryRun: true });
  expect(released).toHaveLength(1);
  expect(releasesOf(campaign, 'lire')).toEqual([]);
  for (const report of await schoolReports()) expect(report.comparisons).toBeUndefined();
});

test('counts are those of the pupils; an area of two schools is hidden, and with it what would give it away', async () => {
  const { released, secret } = await releaseFigures(campaign, { solver });
  expect(secret).toEqual([]);
  const { release } = released[0]!;
  expect(shownIn(release, 'areas', '_T')).toMatchObject(truth(() => true));
  expect(shownIn(release, 'kinds', 'PR')).toMatchObject(truth((school) => school % 3 === 2));
  const areas = ['75', '69', '13'].map((area) => shownIn(release, 'areas', area));
  expect(Object.values(areas[2]!)).toEqual([null, null, null, null]);
  for (const group of ['needs', 'fragile', 'satisfactory']) {
    const shown = areas.filter((area) => area[group] !== null);
    // Of three areas that add up to the country, one that is shown beside the hidden one would give it away.
    expect(shown.length).toBeLessThanOrEqual(1);
  }
  for (const area of ['75', '69']) {
    const shown = shownIn(release, 'areas', area);
    const real = truth((school) => departementOf(school) === area);
    for (const group of ['needs', 'fragile', 'satisfactory'] as const)
      if (shown[group] !== null) expect(shown[group]).toBe(real[group]);
  }
});

test('each school gets the country, and its own area and kind where they are shown; so do its classes', async () => {
  const reports = await schoolReports();
  const { release } = releasesOf(campaign, 'lire')[0]!;
  for (const [school, { comparisons = [] }] of reports.entries()) {
    const nation = comparisons.find((one) => one.with === 'nation');
    expect(nation).toMatchObject({ domain: 'lire', counts: truth(() => true) });
    const kind = comparisons.find((one) => one.with === 'kind')!;
    expect(kind.label.fr).toBe(school % 3 === 2 ? 'privé' : 'public, hors éducation prioritaire');
    const area = shownIn(release, 'areas', departementOf(school));
    const whole = [area.needs, area.fragile, area.satisfactory].every((count) => count !== null);
    expect(comparisons.some((one) => one.with === 'departement')).toBe(whole);
  }
  expect(reports.at(-1)!.comparisons!.map((one) => one.with)).not.toContain('departement');
  const [school] = schoolIds(campaign);
  const [classLevel] = classLevelsOfSchool(campaign.vault, school!);
  const report = parseClassReport(
    await opened(holderOfClassLevel(campaign.vault, classLevel!)!, 'report/class'),
  );
  expect(report.comparisons).toEqual(reports[0]!.comparisons);
});

test('the same again releases nothing; what one pupil more would tell beside the first release is refused', async () => {
  const again = await releaseFigures(campaign, { solver });
  expect(again).toMatchObject({ released: [], unchanged: ['lire'] });
  expect(campaign.vault.count('SELECT count(*) FROM to_report')).toBe(0);
  const weak = simulated.pupils.find(
    ({ scores }) => [...scores.values()].reduce((sum, one) => sum + one, 0) < 3,
  )!;
  const sequence = scoringModel(campaign).get('francais')!;
  keepSitting(campaign, weak.row, sequence, new Map(ITEMS.map((id) => [id, { RESPONSE: 'b' }])));
  await expect(releaseFigures(campaign, { solver })).rejects.toMatchObject({ code: 'figures-differencing' });
  expect(releasesOf(campaign, 'lire')).toHaveLength(1);
});

test('an area gets what was let out of it and nothing else: its groups and mean, beside the country and what it lies in', async () => {
  await assignAreas(campaign, { areas: ['dep-75', 'ac-lyon', 'dep-13'] });
  await issueAreaDocuments(campaign);
  const reportOf = async (area: string) => {
    const { id } = territoryOfCode(campaign, area)!;
    return parseAreaReport(await opened(holderOfTerritory(campaign.vault, id)!, 'report/area'));
  };
  const [{ release, means }] = releasesOf(campaign, 'lire') as [ReturnType<typeof releasesOf>[number]];
  const shown = (code: string) => {
    const { _T: pupils, ...groups } = shownIn(release, 'areas', code);
    return { ...groups, pupils, mean: means[code] ?? null };
  };
  for (const [area, code] of [
    ['dep-75', '75'],
    ['ac-lyon', 'ac-Lyon'],
    ['dep-13', '13'],
  ] as const) {
    const [lire] = (await reportOf(area)).domains;
    expect(lire).toMatchObject({ domain: 'lire', maxScore: 8, own: shown(code) });
    expect(lire!.beside[0]).toEqual({ label: { fr: 'France', en: 'France' }, figures: shown('_T') });
  }
  // Two schools: fewer than the campaign asks for.
  const [two] = (await reportOf('dep-13')).domains;
  expect(two!.own).toEqual({ needs: null, fragile: null, satisfactory: null, pupils: null, mean: null });
  const nation = (await reportOf('dep-75')).domains[0]!.beside[0]!.figures;
  const scores = simulated.pupils.map((one) =>
    [...one.scores.values()].reduce((sum, score) => sum + score, 0),
  );
  expect(nation).toMatchObject({ ...truth(() => true), pupils: SCHOOLS * 9 });
  // One pupil answered otherwise in the test before, and what was released stays as it was.
  expect(nation.mean).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 2);
  const kinds = (await reportOf('ac-lyon')).domains[0]!.kinds;
  for (const { label, figures } of kinds) {
    const code = label.en === 'private' ? 'PR' : 'PU-HEP';
    const rows = release.tables
      .find(({ name }) => name === 'academie-kinds')!
      .rows.filter(([[place, kind]]) => place === 'ac-Lyon' && kind === code);
    expect(figures.pupils).toBe(rows.find(([row]) => row.at(-1) === '_T')![1]?.[0] ?? null);
  }
  // All schools of the académie are in one département: there is nothing to draw a map of.
  expect((await reportOf('ac-lyon')).domains[0]).not.toHaveProperty('parts');
  // Nothing changed: nothing is sealed again.
  const versions = () => campaign.vault.all('SELECT version FROM document ORDER BY holder, name');
  const before = versions();
  await issueAreaDocuments(campaign);
  expect(versions()).toEqual(before);
});
