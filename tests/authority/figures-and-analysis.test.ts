/**
 * Figures that schools have and groups of an analysis, one after the other in either order: whoever subtracts one from the other
 * arrives at no département of two schools.
 */
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { loadSolver } from '@cloison/disclosure/solver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import type { DomainStatistics } from '../../apps/authority/src/analysis/domain-statistics.ts';
import type { OpenCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import type { BackgroundColumn } from '../../apps/authority/src/campaign/spec.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import {
  keepFigures,
  type ReleasedFigures,
  releasesOf,
} from '../../apps/authority/src/figures/figures-store.ts';
import { schoolsOfLevel } from '../../apps/authority/src/figures/grouped-pupils.ts';
import { countRecovered } from '../../apps/authority/src/figures/recovered-schools.ts';
import { releaseFigures } from '../../apps/authority/src/figures/release-figures.ts';
import { releasedByAnalysis, releasedByFigures } from '../../apps/authority/src/figures/released-places.ts';
import { simulateCampaign, twoScores } from './simulated-campaign.ts';

const solver = await loadSolver();
const ITEMS = ['i1', 'i2', 'i3', 'i4', 'i5', 'i6', 'i7', 'i8'];
/** Départements of two régions, by schools: one has two, fewer than the three that the campaign asks for. */
const DEPARTEMENTS: readonly (readonly [number, schools: number])[] = [
  [59, 4],
  [62, 2],
  [80, 4],
  [13, 4],
  [83, 4],
];
const UAIS = DEPARTEMENTS.flatMap(([departement, schools]) =>
  Array.from({ length: schools }, (_, k) => departement * 10_000 + k + 1),
);
const PUPILS = 8;

let office: SampleOffice;
let figuresAlone: readonly ReleasedFigures[] = [];
beforeAll(async () => {
  office = await sampleOffice('vault');
});
afterAll(() => office.remove());

async function campaignOf(name: string): Promise<OpenCampaign> {
  const { campaign } = await simulateCampaign(office, {
    name,
    items: new Map(ITEMS.map((id, k) => [id, twoScores(1, (k - 3.5) / 4)])),
    schools: UAIS.length,
    pupilsASchool: PUPILS,
    seed: 8,
    uai: (school) => UAIS[school]!,
    analysis: 'analysis: { plausible: { values: 2, seed: 1, background: [departement, region] } }\n',
  });
  return campaign;
}

function withBackground(campaign: OpenCampaign, background: readonly BackgroundColumn[]): OpenCampaign {
  const analysis = { ...campaign.spec.analysis!, plausible: { values: 2, seed: 1, background } };
  return { ...campaign, spec: { ...campaign.spec, analysis } };
}

async function analysed(
  campaign: OpenCampaign,
  background: readonly BackgroundColumn[],
): Promise<DomainStatistics> {
  const { domains } = await analyseCampaign(withBackground(campaign, background));
  return domains[0]!;
}

/** Ones and pairs of schools that follow from all that was told. */
function attack(
  campaign: OpenCampaign,
  released: readonly ReleasedFigures[],
  ...analyses: readonly DomainStatistics[]
): number {
  const { schools } = schoolsOfLevel(campaign, '6e');
  const figures = releasedByFigures(
    released.map(({ release }) => release),
    schools,
  );
  const everybody = new Set(schools.keys());
  const told = [...figures, ...analyses.flatMap((one) => releasedByAnalysis(one, schools)), everybody];
  return countRecovered(
    schools.map(() => ({ pupils: PUPILS, schools: 1 })),
    told,
    { minPupils: 5, minSchools: 3 },
  );
}

const shownIn = ({ plausible }: DomainStatistics) =>
  plausible?.groups.filter(({ mean }) => mean !== null).map(({ label }) => label) ?? [];

test('an analysis, then figures, then an analysis by other columns: together they tell of no few schools', async () => {
  const campaign = await campaignOf('ensemble');
  await mintCodes(campaign, { threads: 1 });
  await assignCodes(campaign);
  const { released: alone } = await releaseFigures(campaign, { solver, dryRun: true });
  figuresAlone = alone;
  const first = await analysed(campaign, ['departement']);
  expect(shownIn(first)).toHaveLength(3);
  expect(attack(campaign, [], first)).toBe(0);
  // Each is safe alone; the figures as they would have been are too much beside this analysis.
  expect(attack(campaign, alone)).toBe(0);
  expect(attack(campaign, alone, first)).toBeGreaterThan(0);
  const { released } = await releaseFigures(campaign, { solver });
  expect(released.map(({ domain }) => domain)).toEqual(['lire']);
  // Figures alone may say by how much two schools differ: the analyses add nothing to what they say.
  const told = attack(campaign, released);
  expect(attack(campaign, released, first)).toBe(told);
  const second = await analysed(campaign, ['departement', 'secteur']);
  expect(attack(campaign, released, first, second)).toBe(told);
  // What was shown once may be shown again: it hides nothing of itself.
  expect(shownIn(second)).toEqual(expect.arrayContaining(shownIn(first)));
});

test('groups of an analysis are hidden where figures that schools have would tell of the rest', async () => {
  const alone = await analysed(await campaignOf('sans-chiffres'), ['departement']);
  const campaign = await campaignOf('avec-chiffres');
  // The same schools, pupils and answers: the figures that were let out before any analysis.
  for (const one of figuresAlone) keepFigures(campaign, one);
  const released = releasesOf(campaign, 'lire');
  expect(attack(campaign, released, alone)).toBeGreaterThan(0);
  const beside = await analysed(campaign, ['departement']);
  expect(attack(campaign, released, beside)).toBe(0);
  expect(beside.remarks.map(({ code }) => code)).toContain('groups-hidden');
  // Nothing has changed: the same analysis is found again.
  const { again } = await analyseCampaign(withBackground(campaign, ['departement']));
  expect(again).toBe(1);
});

test('an analysis tells nothing of a few schools beside the analysis before it', async () => {
  const campaign = await campaignOf('deux-analyses');
  const first = await analysed(campaign, ['region']);
  expect(shownIn(first)).toHaveLength(2);
  const second = await analysed(campaign, ['departement']);
  expect(attack(campaign, [], first, second)).toBe(0);
  expect(shownIn(second).length).toBeGreaterThan(0);
});
