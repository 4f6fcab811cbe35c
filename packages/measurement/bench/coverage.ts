/**
 * `npm run bench -- coverage`: whether standard errors and tests keep what they promise, by simulation from known
 * parameters. Seeds are its own; nothing here is timed.
 */
import { parseArgs } from 'node:util';
import {
  calibrate,
  calibrateDimensions,
  codeBackground,
  type DifGroups,
  difficulties,
  type ItemParameters,
  likelihoodRatioDif,
  logisticDif,
  MeasurementError,
  mantelHaenszel,
  medianError,
  NOT_ADMINISTERED,
  type ResponseMatrix,
  sequentialPool,
  simulateResponses,
  sX2,
  uniformAt,
  uniformSequence,
} from '../src/index.ts';
import { normalQuantile } from '../src/numeric/distributions.ts';
import { Coverage, share } from './coverage-counts.ts';

const { values: options } = parseArgs({
  options: {
    /** Of the number of samples that each study draws. */
    scale: { type: 'string', default: '1' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
});
const runtime = { pool: sequentialPool };
const samples = (ordinary: number) => Math.max(2, Math.round(ordinary * Number(options.scale)));
const logit = (p: number) => Math.log(p / (1 - p));

interface KnownItem {
  readonly id: string;
  readonly parameters: ItemParameters;
}

/** Difficulties evenly over ±2 in no order, slopes 0.7 to 1.9. */
function bank(
  count: number,
  make: (slope: number, b: number, u: number) => ItemParameters,
): readonly KnownItem[] {
  return Array.from({ length: count }, (_, j) => {
    const b = -2 + (4 * ((j * 7) % count)) / (count - 1);
    return {
      id: `I${j + 1}`,
      parameters: make(0.7 + 1.2 * uniformAt(501, j, 0), b, uniformAt(501, j, 1)),
    };
  });
}
const twoParameters = (slope: number, b: number): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, -slope * b],
});
const rasch = (_: number, b: number) => twoParameters(1, b);

async function items(
  model: 'rasch' | '2pl' | '3pl' | '4pl',
  count: number,
  persons: number,
  reps: number,
): Promise<void> {
  const known = bank(count, (slope, b, u): ItemParameters => {
    switch (model) {
      case 'rasch':
        return rasch(slope, b);
      case '2pl':
        return twoParameters(slope, b);
      case '3pl':
        return {
          kind: 'guessing',
          slope: slope + 0.3,
          scores: [0, 1],
          intercept: -(slope + 0.3) * b,
          guessing: 0.15 + 0.15 * u,
        };
      case '4pl':
        return {
          kind: 'asymptotes',
          slope: slope + 0.5,
          scores: [0, 1],
          intercept: -(slope + 0.5) * b,
          guessing: 0.15 + 0.15 * u,
          upper: 0.92 + 0.06 * uniformAt(501, Math.round(b * 1000) + 5000, 2),
        };
    }
  });
  const [b, a, g, u, gLogit, uLogit] = ['b', 'a', 'g', 'u', 'g on its logit', 'u on its logit'].map(
    (name) => new Coverage(`${model}, ${name}`),
  ) as [Coverage, Coverage, Coverage, Coverage, Coverage, Coverage];
  const reliability: number[] = [];
  const truth: number[] = [];
  let refused = 0;
  for (let rep = 0; rep < reps; rep++) {
    const { matrix, theta } = simulateResponses(known, persons, 70_000 + rep);
    const found = await calibrate({ matrix, model }, runtime).catch((error: unknown) => {
      // Estimates that run away are refused, and so not part of the coverage.
      if (error instanceof MeasurementError && error.code === 'no-maximum') return null;
      throw error;
    });
    if (found === null) {
      refused++;
      continue;
    }
    reliability.push(found.reliability!);
    truth.push(squaredCorrelation(found.eap, theta));
    for (const item of found.items) {
      const j = known.findIndex(({ id }) => id === item.id);
      const of = known[j]!.parameters;
      b.add(j, difficulties(item.parameters)[0]!, difficulties(of)[0]!, item.difficultyErrors[0]!);
      a.add(j, item.parameters.slope, of.slope, item.standardErrors[0]!);
      if ('guessing' in item.parameters && 'guessing' in of) {
        g.add(j, item.parameters.guessing, of.guessing, item.guessingError);
        gLogit.add(j, logit(item.parameters.guessing), logit(of.guessing), item.standardErrors[2]!);
      }
      if ('upper' in item.parameters && 'upper' in of) {
        u.add(j, item.parameters.upper, of.upper, item.upperError);
        uLogit.add(j, logit(item.parameters.upper), logit(of.upper), item.standardErrors[3]!);
      }
    }
  }
  const design = `${persons} × ${count}, ${reps}${refused > 0 ? ` (${refused} refused)` : ''}`;
  for (const one of [b, a, g, gLogit, u, uLogit]) one.print(design);
  line(
    `${model}, reliability of EAP`,
    design,
    `mean ${mean(reliability).toFixed(4)}; squared correlation with θ ${mean(truth).toFixed(4)}`,
  );
}

async function regression(model: 'rasch' | '2pl', persons: number, reps: number): Promise<void> {
  const known = bank(16, model === 'rasch' ? rasch : twoParameters);
  const effects = { A: 0, B: 0.4, C: -0.3 };
  const coverage = new Coverage(`${model}, coefficients of a factor of three levels and a number`);
  let falseTests = 0;
  const none = new Coverage(`${model}, level without effect`);
  for (let rep = 0; rep < reps; rep++) {
    const levels = Array.from(
      { length: persons },
      (_, i) => 'ABC'[Math.floor(3 * uniformAt(81, i, rep))]! as 'A' | 'B' | 'C',
    );
    const idle = Array.from({ length: persons }, (_, i) => 'xyz'[Math.floor(3 * uniformAt(82, i, rep))]!);
    const number = Array.from({ length: persons }, (_, i) => normalQuantile(uniformAt(83, i, rep)));
    const { matrix } = simulateResponses(known, persons, 90_000 + rep, (i) => ({
      mean: effects[levels[i]!] + 0.25 * number[i]!,
      sd: 1,
    }));
    const background = codeBackground([
      { kind: 'factor', name: 'f', values: levels, reference: 'A' },
      { kind: 'factor', name: 'idle', values: idle, reference: 'x' },
      { kind: 'number', name: 'n', values: number },
    ]);
    const found = await calibrate({ matrix, model, background }, runtime);
    const of = (name: string) => found.regression.find((one) => one.name === name)!;
    for (const [k, [name, value]] of (
      [
        ['f=B', 0.4],
        ['f=C', -0.3],
        ['n', 0.25],
      ] as const
    ).entries())
      coverage.add(k, of(name).coefficient, value, of(name).standardError);
    for (const [k, name] of ['idle=y', 'idle=z'].entries())
      none.add(k, of(name).coefficient, 0, of(name).standardError);
    if (found.factors[1]!.test!.p < 0.05) falseTests++;
  }
  const design = `${persons} × 16, ${reps}`;
  coverage.print(design);
  none.print(design);
  line(`${model}, Wald's test of an idle factor at 5 %`, design, `rejects ${share(falseTests, reps)}`);
}

async function dimensions(rho: number, persons: number, reps: number): Promise<void> {
  const known = bank(10, twoParameters);
  const correlation = new Coverage(`two dimensions, correlation ${rho}`);
  const b = new Coverage('two dimensions, b');
  for (let rep = 0; rep < reps; rep++) {
    const width = 20;
    const scores = new Uint8Array(new SharedArrayBuffer(persons * width));
    const first = simulateResponses(known, persons, 110_000 + 2 * rep);
    const second = simulateResponses(known, persons, 110_001 + 2 * rep, (i) => ({
      mean: rho * first.theta[i]!,
      sd: Math.sqrt(1 - rho * rho),
    }));
    for (let i = 0; i < persons; i++)
      for (let j = 0; j < 10; j++) {
        scores[i * width + j] = first.matrix.scores[i * 10 + j]!;
        scores[i * width + 10 + j] = second.matrix.scores[i * 10 + j]!;
      }
    const ids = (letter: string) => known.map(({ id }) => letter + id);
    const matrix: ResponseMatrix = { persons, itemIds: [...ids('x'), ...ids('y')], scores };
    const found = await calibrateDimensions(
      {
        matrix,
        model: '2pl',
        dimensions: [
          { label: 'x', items: ids('x') },
          { label: 'y', items: ids('y') },
        ],
      },
      runtime,
    );
    correlation.add(0, found.correlations[0]!.correlation, rho, found.correlations[0]!.standardError);
    found.items.forEach((item, j) => {
      b.add(
        j,
        difficulties(item.parameters)[0]!,
        difficulties(known[j % 10]!.parameters)[0]!,
        item.difficultyErrors[0]!,
      );
    });
  }
  const design = `${persons} × 20, ${reps}`;
  correlation.print(design);
  b.print(design);
}

/** Two groups half a deviation apart, each person one of two booklets of two thirds of the items. */
async function itemFit(
  kind: 'whole' | 'groups' | 'groups and booklets',
  persons: number,
  reps: number,
): Promise<void> {
  const known = bank(18, twoParameters);
  // A key that the able find wrong: solved most in the middle.
  const BAD = 5;
  let [flagged, tested, found, bad, beside, besideTested] = [0, 0, 0, 0, 0, 0];
  for (let rep = 0; rep < reps; rep++) {
    for (const withBad of [false, true]) {
      const { matrix, theta } = simulateResponses(known, persons, 130_000 + rep, (i) => ({
        mean: kind !== 'whole' && i % 2 === 1 ? 0.5 : 0,
        sd: kind !== 'whole' && i % 2 === 1 ? 1.2 : 1,
      }));
      if (withBad)
        for (let i = 0; i < persons; i++) {
          const p = 0.2 + 0.55 * Math.exp(-0.5 * ((theta[i]! - 0.8) / 0.8) ** 2);
          matrix.scores[i * 18 + BAD] = uniformAt(140_000 + rep, i, 0) < p ? 1 : 0;
        }
      if (kind === 'groups and booklets')
        for (let i = 0; i < persons; i++)
          for (let j = 0; j < 18; j++)
            if (j % 3 === (i >> 1) % 2) matrix.scores[i * 18 + j] = NOT_ADMINISTERED;
      const groups = { labels: ['one', 'two'], of: Uint16Array.from({ length: persons }, (_, i) => i % 2) };
      const calibration = await calibrate(
        { matrix, model: '2pl', ...(kind === 'whole' ? {} : { groups }), information: 'louis' },
        runtime,
      );
      sX2(calibration, matrix).forEach(({ p }, j) => {
        if (p === null) return;
        if (!withBad) {
          tested++;
          if (p < 0.05) flagged++;
        } else if (j === BAD) {
          bad++;
          if (p < 0.05) found++;
        } else {
          besideTested++;
          if (p < 0.05) beside++;
        }
      });
    }
  }
  line(
    `S-X², ${kind}`,
    `${persons} × 18, ${reps}`,
    `flags ${share(flagged, tested)} of good items; a bad one ${share(found, bad)}, and then ${share(beside, besideTested)} of the others`,
  );
}

const METHODS = ['Mantel-Haenszel', 'logistic', 'likelihood ratio'] as const;

async function dif(
  methods: readonly (typeof METHODS)[number][],
  persons: number,
  reps: number,
  affected: number,
): Promise<void> {
  const known = bank(20, rasch);
  const focal = known.map((item, j) =>
    j < affected ? { ...item, parameters: rasch(1, difficulties(item.parameters)[0]! + 0.7) } : item,
  );
  for (const method of methods) {
    let [anyHolm, falseBh, foundBh, raw, good, runs] = [0, 0, 0, 0, 0, 0];
    for (let rep = 0; rep < reps; rep++) {
      const half = persons / 2;
      const one = simulateResponses(known, half, 150_000 + 2 * rep);
      const two = simulateResponses(focal, half, 150_001 + 2 * rep, () => ({ mean: -0.5, sd: 1 }));
      const scores = new Uint8Array(new SharedArrayBuffer(persons * 20));
      scores.set(one.matrix.scores);
      scores.set(two.matrix.scores, half * 20);
      const matrix: ResponseMatrix = { persons, itemIds: one.matrix.itemIds, scores };
      const groups: DifGroups = { of: Uint8Array.from({ length: persons }, (_, i) => (i < half ? 0 : 1)) };
      const results =
        method === 'Mantel-Haenszel'
          ? mantelHaenszel(matrix, groups).items.map(({ p, adjustedP, holmP }) => ({ p, adjustedP, holmP }))
          : method === 'logistic'
            ? logisticDif(matrix, groups).items.map(({ both, adjustedP, holmP }) => ({
                p: both?.p ?? null,
                adjustedP,
                holmP,
              }))
            : (await likelihoodRatioDif({ matrix, model: 'rasch' }, groups, { purify: true }, runtime)).items;
      runs++;
      const isGood = (_: unknown, j: number) => j >= affected;
      const clean = results.filter(isGood);
      good += clean.length;
      raw += clean.filter(({ p }) => p! < 0.05).length;
      if (clean.some(({ holmP }) => holmP! < 0.05)) anyHolm++;
      const called = results.filter(({ adjustedP }) => adjustedP! < 0.05).length;
      const wrong = clean.filter(({ adjustedP }) => adjustedP! < 0.05).length;
      falseBh += called === 0 ? 0 : wrong / called;
      foundBh += called - wrong;
    }
    line(
      `DIF, ${method}, ${affected} of 20 items differ`,
      `${persons} × 20, ${runs}`,
      `p < 5 %: ${share(raw, good)} of good items; Holm: any false one in ${share(anyHolm, runs)}; BH: false share ${share(falseBh, runs)}${affected > 0 ? `, found ${share(foundBh, runs * affected)}` : ''}`,
    );
  }
}

function medians(judges: number, reps: number): void {
  const random = uniformSequence(170_000);
  const found: number[] = [];
  const errors: number[] = [];
  let largest = 0;
  for (let rep = 0; rep < reps; rep++) {
    const values = Array.from({ length: judges }, () => normalQuantile(random()));
    const middle = medianOf(values);
    const error = medianError(values)!;
    found.push(middle);
    errors.push(error);
    if (rep >= 20) continue;
    const drawn = Array.from({ length: 20_000 }, () =>
      medianOf(Array.from(values, () => values[Math.floor(judges * random())]!)),
    );
    largest = Math.max(largest, Math.abs(sdOf(drawn) / error - 1));
  }
  line(
    `error of the median of ${judges} judges`,
    `${reps}`,
    `mean ${mean(errors).toFixed(3)}, spread of medians ${sdOf(found).toFixed(3)}; a bootstrap of 20,000 differs by at most ${(100 * largest).toFixed(1)} %`,
  );
}

const STUDIES: Readonly<Record<string, () => Promise<void> | void>> = {
  rasch: () => items('rasch', 20, 500, samples(200)),
  '2pl': () => items('2pl', 20, 1000, samples(100)),
  '3pl': () => items('3pl', 20, 2000, samples(40)),
  '4pl': () => items('4pl', 20, 5000, samples(16)),
  regression: async () => {
    await regression('rasch', 600, samples(150));
    await regression('2pl', 800, samples(60));
  },
  dimensions: () => dimensions(0.6, 600, samples(40)),
  fit: async () => {
    await itemFit('whole', 1500, samples(50));
    await itemFit('groups', 1500, samples(50));
    await itemFit('groups and booklets', 2400, samples(50));
  },
  dif: async () => {
    await dif(['Mantel-Haenszel', 'logistic'], 1000, samples(400), 0);
    await dif(['Mantel-Haenszel', 'logistic'], 1000, samples(400), 4);
  },
  'dif-likelihood': async () => {
    await dif(['likelihood ratio'], 1000, samples(40), 0);
    await dif(['likelihood ratio'], 1000, samples(40), 4);
  },
  median: () => {
    medians(8, samples(2000));
    medians(15, samples(2000));
  },
};

line('what', 'persons × items, samples', 'found');
line('---', '---', '---');
for (const [name, study] of Object.entries(STUDIES))
  if (options.only === undefined || options.only === name) await study();
if (options.json) process.stdout.write(`${JSON.stringify({ bench: 'coverage' })}\n`);

function line(what: string, design: string, found: string): void {
  process.stderr.write(`| ${what} | ${design} | ${found} |\n`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function sdOf(values: readonly number[]): number {
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, one) => sum + (one - center) ** 2, 0) / (values.length - 1));
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function squaredCorrelation(x: Float64Array, y: Float64Array): number {
  const [meanX, meanY] = [mean(Array.from(x)), mean(Array.from(y))];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i]! - meanX) ** 2;
    yy += (y[i]! - meanY) ** 2;
    xy += (x[i]! - meanX) * (y[i]! - meanY);
  }
  return xy ** 2 / (xx * yy);
}
