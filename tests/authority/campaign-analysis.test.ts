/** What an analysis does with what campaign.yaml asks for, on answers drawn from known models. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyseCampaign } from '../../apps/authority/src/analyse/analyse-campaign.ts';
import { analysisFigures } from '../../apps/authority/src/analyse/analysis-figures.ts';
import { bookletPage } from '../../apps/authority/src/analyse/item-booklet.ts';
import { writeAnalysis } from '../../apps/authority/src/analyse/write-analysis.ts';
import { readEstimates } from '../../apps/authority/src/analysis/analysis-store.ts';
import type { DomainStatistics } from '../../apps/authority/src/analysis/domain-statistics.ts';
import { type OpenCampaign, openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import type { AnalysisSpec } from '../../apps/authority/src/campaign/spec.ts';
import { WORK, type WorkTools } from '../../apps/authority/src/console/work/work-kinds.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { pseudonymise } from '../../apps/authority/src/research/pseudonymise.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { scoringModel } from '../../apps/authority/src/score/sequence-scoring.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { eraseCampaign } from '../../apps/authority/src/vault/erase-campaign.ts';
import { answersOf, campaignFolder, simulateResponses } from '../../examples/src/answers.ts';
import { randomOf } from '../../examples/src/random.ts';
import { analysed, codes } from './analysed.ts';
import {
  keepSitting,
  pupilsByIne,
  type SimulatedCampaign,
  simulateCampaign,
  simulatedPupils,
  twoScores,
  writeRoster,
} from './simulated-campaign.ts';

let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('vault');
});
afterAll(() => office.remove());

/** The same campaign with other settings: nothing else of it changes. */
function withAnalysis(campaign: OpenCampaign, changed: Partial<AnalysisSpec>): OpenCampaign {
  const { analysis } = campaign.spec;
  if (analysis === undefined) throw new Error('no analysis');
  return { ...campaign, spec: { ...campaign.spec, analysis: { ...analysis, ...changed } } };
}

describe('groups', () => {
  const items = new Map(
    [-1.5, -1.1, -0.7, -0.3, 0, 0.2, 0.5, 0.8, 1.1, 1.5].map(
      (difficulty, k) => [`i${k}`, twoScores(1 + (k % 4) / 5, difficulty)] as const,
    ),
  );
  /** i5 is harder by 1.2 for girls of equal ability. */
  const forGirls = new Map(
    [...items].map(([id, one]) => [id, id === 'i5' ? twoScores(1.2, 1.4) : one] as const),
  );
  let made: SimulatedCampaign;
  let statistics: DomainStatistics;

  beforeAll(async () => {
    made = await simulateCampaign(office, {
      name: 'groupes',
      items,
      schools: 30,
      pupilsASchool: 40,
      seed: 5,
      ability: ({ sector, school }) => ({
        mean: (sector === 'PR' ? 0.6 : 0) + 0.25 * Math.sin(school * 7),
        sd: 0.95,
      }),
      itemsFor: ({ sex }) => (sex === 'F' ? forGirls : items),
      weight: ({ sector }) => (sector === 'PR' ? 0.5 : 1),
      // One in eleven stops after the sixth item; one in nine skips the third.
      skips: ({ number }, item) =>
        (number % 11 === 0 && ['i6', 'i7', 'i8', 'i9'].includes(item)) || (number % 9 === 0 && item === 'i2'),
      analysis: `analysis:
  groups: secteur
  weight: poids
  clusters: school
  notReached: ignored
  dif: [sexe, amenagements]
  plausible: { values: 5, seed: 7, background: [sexe, secteur] }
`,
    });
    statistics = await analysed(made.campaign);
  });

  it('have means of their own: of the calibration, and of plausible values, within their errors', () => {
    const { population, plausible, scale } = statistics;
    expect(population?.groups.map(({ label }) => label)).toEqual(['PU', 'PR']);
    expect(plausible?.groups.map(({ column, label }) => `${column}/${label}`)).toEqual([
      'sexe/F',
      'sexe/M',
      'secteur/PR',
      'secteur/PU',
    ]);
    const meanOf = (label: string) => plausible?.groups.find((one) => one.label === label)?.mean;
    for (const sector of ['PU', 'PR'] as const) {
      const own = made.pupils.filter((pupil) => pupil.sector === sector);
      const theta = own.reduce((sum, pupil) => sum + pupil.theta, 0) / own.length;
      const found = meanOf(sector);
      expect(found?.pupils).toBe(own.length);
      expect(found?.schools).toBe(sector === 'PR' ? 10 : 20);
      // On the calibration's θ the public sector has mean 0 and deviation 1: both from the simulated abilities.
      const publics = made.pupils.filter((pupil) => pupil.sector === 'PU').map((pupil) => pupil.theta);
      const center = publics.reduce((sum, one) => sum + one, 0) / publics.length;
      const spread = Math.sqrt(publics.reduce((sum, one) => sum + (one - center) ** 2, 0) / publics.length);
      const truth =
        (scale?.mean ?? 0) +
        ((scale?.sd ?? 0) * ((theta - center) / spread - (scale?.referenceMean ?? 0))) /
          (scale?.referenceSd ?? 1);
      expect(Math.abs((found?.mean ?? 0) - truth)).toBeLessThan(6);
      expect(found?.standardError).toBeGreaterThan(1);
      expect(found?.standardError).toBeLessThan(9);
      expect(
        Math.abs((population?.groups.find(({ label }) => label === sector)?.mean ?? 0) - truth),
      ).toBeLessThan(7);
    }
    // The sector has populations of its own: only sex is left for the regression.
    expect(plausible?.regression.map(({ name }) => name)).toEqual(['sexe=M']);
  });

  it('are compared item by item: the one that works differently is C and no other, small groups are not compared', () => {
    const [sex, ...others] = statistics.dif;
    expect(sex).toMatchObject({ column: 'sexe', pupils: [600, 600] });
    expect(others).toEqual([]);
    expect(codes(statistics)).toContain('dif-one');
    const classes = new Map(sex?.items.map(({ id, ets }) => [id, ets]));
    expect(classes.get('i5')).toBe('C');
    expect([...classes].filter(([, ets]) => ets === 'C').map(([id]) => id)).toEqual(['i5']);
    const found = sex?.items.find(({ id }) => id === 'i5');
    // The reference group is the first of equals: girls. Boys find it easier.
    expect(sex?.reference).toBe('F');
    expect(found?.delta).toBeGreaterThan(1.5);
    expect(found?.logistic?.pUniform).toBeLessThan(1e-6);
  });

  const withRegression = (regression: NonNullable<AnalysisSpec['regression']>) =>
    withAnalysis(made.campaign, { regression, plausible: null });

  it('are compared in a latent regression with the differences that were drawn, by school, and tested together', async () => {
    const compared = await analysed(
      withRegression([
        { column: 'sexe', reference: null },
        { column: 'secteur', reference: 'PU' },
      ]),
    );
    const { regression: study } = compared;
    const [sex, sector] = study?.factors ?? [];
    expect(study).toMatchObject({ pupils: 1200, schools: 30 });
    expect(sex).toMatchObject({ column: 'sexe', reference: 'F', referencePupils: 600, test: { df: 1 } });
    expect(sector).toMatchObject({ column: 'secteur', reference: 'PU', referencePupils: 800 });
    // What the pupils' own abilities say, in points of the scale: 50 are the weighted standard deviation of all.
    const weightOf = (pupil: (typeof made.pupils)[number]) => (pupil.sector === 'PR' ? 0.5 : 1);
    const mean = (of: (pupil: (typeof made.pupils)[number]) => boolean, power = 1, center = 0) => {
      const own = made.pupils.filter(of);
      const total = own.reduce((sum, pupil) => sum + weightOf(pupil), 0);
      return own.reduce((sum, pupil) => sum + weightOf(pupil) * (pupil.theta - center) ** power, 0) / total;
    };
    const everybody = () => true;
    const spread = Math.sqrt(mean(everybody, 2, mean(everybody)));
    const truth = (50 * (mean((one) => one.sector === 'PR') - mean((one) => one.sector === 'PU'))) / spread;
    const [level] = sector?.levels ?? [];
    expect(level).toMatchObject({ label: 'PR', pupils: 400 });
    expect(truth).toBeGreaterThan(25);
    // Abilities of pupils are held: only measurement is left, some two points.
    expect(Math.abs((level?.difference ?? 0) - truth)).toBeLessThan(6);
    // Schools differ by a standard deviation of a fifth: pupils taken one by one would give about 3.
    expect(level?.standardError).toBeGreaterThan(3.5);
    expect(level?.standardError).toBeLessThan(9);
    expect(sector?.test?.chiSquare).toBeCloseTo(
      ((level?.difference ?? 0) / (level?.standardError ?? 1)) ** 2,
      6,
    );
    expect(sector?.test?.p).toBeLessThan(1e-4);
    expect(study?.explained).toBeGreaterThan(0.03);
    expect(study?.explained).toBeLessThan(0.2);
    const out = join(office.folder, 'out-regression');
    writeAnalysis(made.campaign, [compared], out, 'fr');
    const page = readFileSync(join(out, 'analyse-6e.html'), 'utf8');
    for (const text of ['régression latente', 'garçons', 'filles (référence)', 'secteur : χ² = '])
      expect(page).toContain(text);
    const [figures] = analysisFigures(made.campaign, '6e') ?? [];
    expect(figures?.regression?.factors[1]?.levels[0]?.label).toEqual({ fr: 'privé', en: 'private' });
    expect(figures?.regressionRefused).toEqual([]);
  });

  it('are not compared where a value is missing or has too few pupils or schools: every column at fault is named', async () => {
    const refused = await analysed(
      withRegression([
        { column: 'sexe', reference: null },
        { column: 'departement', reference: null },
        { column: 'ep', reference: 'REP' },
      ]),
    );
    expect(refused.regression).toBeNull();
    expect(codes(refused)).toEqual(expect.arrayContaining(['regression-one', 'regression-reference']));
    const campaign = withRegression([{ column: 'secteur', reference: null }]);
    const few = await analysed({
      ...campaign,
      spec: { ...campaign.spec, secrecy: { minPupils: 5, minSchools: 11 } },
    });
    expect(few.regression).toBeNull();
    expect(few.remarks).toContainEqual({
      code: 'regression-small',
      values: { column: 'secteur', labels: 'PR', minPupils: 10, minSchools: 11 },
    });
    const [figures] = analysisFigures(made.campaign, '6e') ?? [];
    expect(figures?.regression).toBeNull();
    expect(figures?.regressionRefused[0]?.fr).toContain('PR ont moins de 10 élèves ou de 11 écoles');
    await analysed(made.campaign);
  });

  it('of pupils who stop early differ from those of pupils who skip; the classical figures count both as wrong', () => {
    const item = (id: string) => statistics.items.find((one) => one.id === id);
    expect(item('i9')).toMatchObject({ notReached: 110, omitted: 0 });
    expect(item('i6')).toMatchObject({ notReached: 0, omitted: 110 });
    expect(item('i2')).toMatchObject({ notReached: 0, omitted: 134 });
    expect(statistics.calibration?.items.find(({ id }) => id === 'i9')?.persons).toBe(1090);
  });

  it('give errors by school, larger than those of pupils taken one by one', async () => {
    expect(statistics.calibration?.robust).toBe('clusters');
    const alone = await analysed(withAnalysis(made.campaign, { clusters: null, weight: null }));
    expect(alone.calibration?.robust).toBeNull();
    const errors = (one: DomainStatistics) =>
      (one.calibration?.items ?? []).reduce(
        (sum, item) => sum + Math.abs(Object.values(item.standardErrors)[1] ?? 0),
        0,
      );
    expect(errors(statistics)).toBeGreaterThan(1.05 * errors(alone));
    expect(alone.population?.mean).toBeCloseTo(250, 6);
  });

  it('are the same for the same seed, and differ for another', async () => {
    const valuesOf = () =>
      (readEstimates(made.campaign).get('lire')?.all() ?? []).map(([, { plausible }]) => plausible);
    await analysed(made.campaign);
    const before = valuesOf();
    expect(before[0]).toHaveLength(5);
    await analysed(
      withAnalysis(made.campaign, { plausible: { values: 5, seed: 8, background: ['sexe', 'secteur'] } }),
    );
    expect(valuesOf()[0]).not.toEqual(before[0]);
    await analysed(made.campaign);
    expect(valuesOf()).toEqual(before);
  });

  it('are in the report with their plots, choices with their curves, and nobody in either', async () => {
    const out = join(office.folder, 'out-groups');
    writeAnalysis(made.campaign, [await analysed(made.campaign)], out, 'fr');
    const page = readFileSync(join(out, 'analyse-6e.html'), 'utf8');
    for (const text of [
      'Moyennes sur l’échelle',
      'sexe : filles',
      'Δ MH',
      'Réponses choisies',
      'cinquième des élèves',
      'Réponses inattendues (lz*)',
      'c’est assez',
      'Pondérée par la colonne « poids »',
      'Colonne amenagements : un seul groupe',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/NaN|undefined|Infinity|Prénom|Nom\d/);
    writeAnalysis(made.campaign, [statistics], out, 'en');
    const english = readFileSync(join(out, 'analyse-6e.html'), 'utf8');
    expect(english).toContain('Means on the scale');
    expect(english).toContain('Unexpected answers (lz*)');
    expect(english).toContain('enough.');
  });

  it('give the panel a booklet that shows the items with their keys, easiest first; reading it leaves a line in the journal', () => {
    const out = join(office.folder, 'out-booklet');
    writeAnalysis(made.campaign, [statistics], out, 'fr');
    const sheet = readFileSync(join(out, 'livret-lire.html'), 'utf8');
    const [, ...lines] = readFileSync(join(out, 'livret-lire.csv'), 'utf8').trim().split('\n');
    const items = lines.map((line) => line.split(',')[1]);
    expect(items.length).toBeGreaterThan(5);
    const headings = [...sheet.matchAll(/<h3>(\d+)\. ([^ ]+) — /g)];
    expect(headings.map(([, page, item]) => [page, item])).toEqual(
      items.map((item, k) => [String(k + 1), item]),
    );
    expect(sheet.match(/Réponse attendue : /g)).toHaveLength(items.length);
    expect(sheet.match(/<ul class="choices">/g)).toHaveLength(items.length);
    // The place in θ would lead the panel.
    expect(sheet).not.toMatch(/θ|<script|https?:|Prénom|Nom\d/);
    const { vault } = made.campaign;
    const before = [...journalLines(vault)].length;
    expect(bookletPage(made.campaign, 'lire', 'fr')).toBe(sheet);
    expect(bookletPage(made.campaign, 'lire', 'en')).toContain('Ordered item booklet');
    expect(bookletPage(made.campaign, 'nulle-part', 'fr')).toBeNull();
    const said = [...journalLines(vault)].slice(before).map((line) => JSON.parse(line).what);
    expect(said).toEqual(['campaign.analyse-export', 'campaign.analyse-export']);
  });

  it('are drawn by the console from the figures of the report, which leave a line in the journal; nobody is in them', async () => {
    const lines = () => [...journalLines(made.campaign.vault)];
    const before = lines().length;
    const drawn = analysisFigures(made.campaign, '6e') ?? [];
    expect(
      lines()
        .slice(before)
        .map((line) => JSON.parse(line).what),
    ).toEqual(['campaign.analyse-export']);
    const [figures] = drawn;
    const bands = figures?.bands ?? [];
    const items = bands.flatMap((band) => band.items);
    expect(items.map(({ label }) => label).toSorted()).toEqual(
      statistics.items.map(({ id }) => id).toSorted(),
    );
    expect(items.every(({ standardError }) => (standardError ?? 0) > 0)).toBe(true);
    expect(figures?.groups.length).toBeGreaterThan(0);
    // Bands with less than a pupil in two thousand are left out.
    for (const g of figures?.groups.keys() ?? [])
      expect(bands.reduce((sum, { shares }) => sum + (shares[g] ?? 0), 0)).toBeCloseTo(1, 2);
    // A curve of an item right or wrong rises, and is half at its difficulty.
    for (const { id, curves } of figures?.curves ?? []) {
      expect([id, curves.length]).toEqual([id, 1]);
      const [{ probabilities }] = curves as [(typeof curves)[0]];
      expect(probabilities.toSorted((a, b) => a - b)).toEqual(probabilities);
    }
    const large = figures?.dif.flatMap(({ items }) => items.filter(({ isLarge }) => isLarge));
    expect(large?.every(({ ets }) => ets === 'C')).toBe(true);
    for (const { pupils, items } of figures?.dif ?? [])
      for (const { met } of items) {
        expect(met).toHaveLength(2);
        expect(met?.every((count, g) => count > 0 && count <= pupils[g]!)).toBe(true);
      }
    expect(large).toHaveLength(1);
    expect(JSON.stringify(drawn)).not.toMatch(/Prénom|Nom\d/);
    expect(analysisFigures(made.campaign, 'nulle-part')).toBeNull();
  });

  it('are written by the console in the language of whoever asked; domains taken together are shown in both languages', async () => {
    const out = join(office.folder, 'console-pages');
    const campaign = withAnalysis(made.campaign, { dimensions: [['lire', 'calculer']] });
    const analyse = (lang: 'fr' | 'en') =>
      WORK.analyse(
        {
          campaign: async () => campaign,
          signal: new AbortController().signal,
          progress: () => {},
        } as unknown as WorkTools,
        { kind: 'analyse', campaign: campaign.name, out, lang },
      );
    for (const lang of ['en', 'fr'] as const) {
      const { together } = await analyse(lang);
      expect(readFileSync(join(out, 'analyse-6e.html'), 'utf8')).toContain(`<html lang="${lang}">`);
      // One of the two has no answers: the study says so, in both languages.
      expect(together).toMatchObject([
        {
          domains: [{ fr: 'Lire' }, { fr: 'calculer' }],
          correlations: [],
          remark: { fr: expect.stringMatching(/./), en: expect.stringMatching(/./) },
        },
      ]);
    }
  });

  it('put plausible values into the research file only (pv1 to pv5): sealed before, erased with the rest', async () => {
    const { vault, keys, actor } = office;
    const { name } = made.campaign;
    await analysed(made.campaign);
    const [row] = vault.all<{ sealed: Uint8Array }>('SELECT sealed FROM estimate WHERE campaign = ?', name);
    expect(Buffer.from(row?.sealed ?? []).includes('plausible')).toBe(false);
    const { key } = await keys.ensureKey('research', name);
    const kept = readEstimates(made.campaign).get('lire')?.all() ?? [];
    await vault.exclusive(() => pseudonymise(made.campaign, key));
    vault.run(`INSERT INTO closing VALUES (?, 'distilled', '', '{}')`, name);
    await anonymise(vault, keys, actor, name);
    const folder = join(office.folder, 'recherche');
    await exportResearch(vault, keys, actor, name, folder);
    const [head = '', ...lines] = readFileSync(join(folder, 'eleves-6e.csv'), 'utf8').trim().split(/\r?\n/);
    const columns = head.split(',');
    expect(columns.filter((one) => one.startsWith('pv'))).toEqual([1, 2, 3, 4, 5].map((k) => `pv${k}_lire`));
    const at = columns.indexOf('pv3_lire');
    const sorted = (values: readonly number[]) => values.toSorted((a, b) => a - b);
    expect(sorted(lines.map((line) => Number(line.split(',')[at])))).toEqual(
      sorted(kept.map(([, { plausible }]) => plausible[2] ?? Number.NaN)),
    );
    expect(readFileSync(join(folder, 'codebook.json'), 'utf8')).toContain('règles de Rubin');
    expect(() =>
      vault.transaction(() => {
        eraseCampaign(vault, name);
        expect(vault.count('SELECT count(*) FROM estimate WHERE campaign = ?', name)).toBe(0);
        throw new Error('not really');
      }),
    ).toThrow('not really');
  });

  it('want a weight of everybody when the analysis is weighted', async () => {
    const { campaign, folder } = made;
    const path = join(folder, 'pupils.csv');
    const before = readFileSync(path, 'utf8');
    const lines = before.split('\n');
    lines[1] = (lines[1] ?? '').replace(/,[^,]*$/, ',');
    writeFileSync(path, lines.join('\n'));
    const files = { schools: join(folder, 'schools.csv'), pupils: path };
    expect((await importRoster(campaign, files)).pupils.changed).toBe(1);
    await expect(analyseCampaign(campaign)).rejects.toThrow('1 pupil without a weight');
    writeFileSync(path, before);
    expect((await importRoster(campaign, files)).pupils.changed).toBe(1);
    await analyseCampaign(campaign);
  });
});

it('the example of sixième is analysed as its campaign.yaml says: linked, compared, with a panel’s thresholds', async () => {
  await createCampaign(office.vault, office.keys, office.actor, campaignFolder('6e'));
  const campaign = await openCampaign(office.vault, office.keys, office.actor, '2026-6e');
  await importRoster(campaign, writeRoster(office.folder, simulatedPupils(9, 40), undefined));
  const table = answersOf('6e');
  const random = randomOf(9, 'sixième');
  const rows = pupilsByIne(campaign);
  office.vault.transaction(() => {
    for (const id of rows) {
      const ability = 0.3 + random.normal();
      for (const sequence of scoringModel(campaign).values())
        keepSitting(
          campaign,
          id,
          sequence,
          simulateResponses(table, [...sequence.items.keys()], ability, random),
        );
    }
  });
  const { domains } = await analyseCampaign(campaign);
  const numbers = domains.find(({ domain }) => domain === 'nombres');
  expect(numbers?.link?.anchors).toHaveLength(5);
  expect(Math.abs((numbers?.population?.mean ?? 0) - 265)).toBeLessThan(
    3 * (numbers?.population?.growth?.standardError ?? 0),
  );
  expect(numbers?.standard).toMatchObject({ method: 'bookmark', judges: 4 });
  expect(numbers?.dif.map(({ column }) => column)).toEqual(['sexe', 'secteur']);
  expect(numbers?.dif[0]?.items.find(({ id }) => id === 'ma-nombres-5')?.likelihoodRatio?.p).toBeGreaterThan(
    0,
  );
  for (const one of domains) expect(one.plausible?.all?.schools).toBe(9);
  // The only choice item of the domain: its right answer goes with success at the other items, which are not choices.
  const [choice] = numbers?.items.flatMap(({ choices }) => choices ?? []) ?? [];
  expect(choice?.options.map(({ option }) => option)).toEqual(['A', 'B', 'C', 'D', '']);
  expect(choice?.options[0]?.pointBiserial).toBeGreaterThan(0.1);
  expect(choice?.options.reduce((sum, { pupils }) => sum + pupils, 0)).toBe(360);
  expect(numbers?.m2?.cfi).toBeGreaterThan(0.8);
});

describe('the model', () => {
  let made: SimulatedCampaign;
  beforeAll(async () => {
    made = await simulateCampaign(office, {
      name: 'modele',
      items: new Map(
        [-1.5, -1, -0.5, 0, 0.4, 0.8, 1.2, 1.6].map(
          (b, k) =>
            [
              `g${k}`,
              { kind: 'guessing', slope: 1.5, scores: [0, 1], intercept: -1.5 * b, guessing: 0.25 },
            ] as const,
        ),
      ),
      schools: 20,
      pupilsASchool: 60,
      seed: 3,
      analysis: 'analysis: { model: 3pl }\n',
    });
  });

  it('of guessing is fitted where it is asked for, and describes answers that were guessed', async () => {
    const guessed = await analysed(made.campaign);
    expect(guessed.calibration?.items.every(({ parameters }) => parameters.kind === 'guessing')).toBe(true);
    const graded = await analysed(withAnalysis(made.campaign, { model: 'grm' }));
    expect(graded.calibration?.items[0]?.parameters.kind).not.toBe('guessing');
    expect(guessed.calibration?.logLikelihood).toBeGreaterThan(graded.calibration?.logLikelihood ?? 0);
    for (const { m2, q3, personFit, alpha, omega } of [guessed, graded]) {
      expect(m2?.rmsea).toBeLessThan(0.03);
      expect(m2?.cfi).toBeGreaterThan(0.97);
      expect(q3?.pairs).toEqual([]);
      const share = (personFit?.below5 ?? 0) / (personFit?.pupils ?? 1);
      expect(share).toBeGreaterThan(0.01);
      expect(share).toBeLessThan(0.1);
      expect(Math.abs((omega ?? 0) - (alpha ?? 0))).toBeLessThan(0.03);
    }
    expect(guessed.calibration?.check.enough).toBe(true);
  });
});
