/** `cloison measurement adaptive`: modules, routing cuts and a simulation of a two-stage test, beside a linear one as long. */
import {
  alignedTable,
  apart,
  type Cell,
  code,
  file,
  fileToWrite,
  optional,
  type Terminal,
  type ValuesOf,
  whole,
  withDefault,
} from '@cloison/command';
import {
  assembleModules,
  type BankItem,
  informationTarget,
  routingCuts,
  simulateTwoStage,
} from '@cloison/measurement';
import { type CalibrationFile, MODULES_FORMAT, populationOf, words } from '@cloison/study-files';
import { CALIBRATION, REPORT_OPTION } from '../frame/shared-options.ts';
import { verb } from '../frame/verb.ts';
import { writeJson, writeReport } from '../frame/write-results.ts';
import {
  type AdaptiveDesign,
  type ModuleDesign,
  type Population,
  readDesign,
} from '../read/adaptive-design.ts';
import { readCalibration } from '../read/read-calibration.ts';
import { refuseMeasurement } from '../read/refusals.ts';
import { adaptiveReport, type Built, type BuiltModule, parametersOf } from '../report/adaptive-report.ts';

/** Rising: a module later in the list is harder. */
const CENTERS = code(
  { fr: 'nombres', en: 'numbers' },
  { fr: 'deux à huit nombres qui montent, comme -1,0,1', en: 'two to eight rising numbers, such as -1,0,1' },
  (given): readonly number[] | null => {
    const centers = given.split(',').map((one) => (one.trim() === '' ? Number.NaN : Number(one)));
    const isRising = centers.every((one, k) => Number.isFinite(one) && (k === 0 || one > centers[k - 1]!));
    return centers.length >= 2 && centers.length <= 8 && isRising ? centers : null;
  },
);

const ARGUMENTS = CALIBRATION;
const OPTIONS = {
  design: optional(file(), { fr: 'plan des modules, en JSON', en: 'design of the modules, as JSON' }),
  routing: optional(whole({ min: 1, max: 500 }), {
    fr: 'sans plan : items du module d’orientation (12)',
    en: 'without a design: items of the routing module (12)',
  }),
  length: optional(whole({ min: 1, max: 500 }), {
    fr: 'sans plan : items de chaque module suivant (12)',
    en: 'without a design: items of each later module (12)',
  }),
  centers: optional(CENTERS, {
    fr: 'sans plan : milieu de chaque module, en écarts-types (−1,1)',
    en: 'without a design: middle of each module, in standard deviations (-1,1)',
  }),
  persons: withDefault(whole({ min: 100, max: 1_000_000 }), '10000', {
    fr: 'personnes simulées',
    en: 'simulated persons',
  }),
  seed: withDefault(whole(), '1', { fr: 'graine', en: 'seed' }),
  out: optional(fileToWrite(), {
    fr: 'modules, seuils et simulation, en JSON',
    en: 'modules, cuts and simulation, as JSON',
  }),
  ...REPORT_OPTION,
} as const;
type Options = ValuesOf<typeof ARGUMENTS & typeof OPTIONS>;

export const adaptiveVerb = verb({
  name: 'adaptive',
  summary: {
    fr: 'assembler et orienter un test en deux étapes, et le simuler',
    en: 'assemble and route a two-stage test, and simulate it',
  },
  arguments: ARGUMENTS,
  options: OPTIONS,
  examples: [
    'cloison measurement adaptive calibration.json --routing 12 --length 12 --centers -1,0,1 --report adaptive.html',
    'cloison measurement adaptive calibration.json --design design.json --out modules.json',
  ],
  rules: [apart('design', 'routing'), apart('design', 'length'), apart('design', 'centers')],
  run,
});

async function run(session: Terminal, options: Options) {
  const { calibration: path, persons, seed } = options;
  const file = readCalibration(path);
  const ofFile = populationOf(file);
  const design = readDesign(options, ofFile);
  const population = design.population ?? ofFile;
  const { routing, modules, linear } = assemble(file, path, design, population);
  const cuts = routingCuts(parametersOf(routing), modules.map(parametersOf), population);
  const bar = session.progress(session.say(words.simulation), 2);
  const twoStage = simulateTwoStage(
    { routing: parametersOf(routing), modules: modules.map(parametersOf), cuts },
    persons,
    seed,
    population,
  );
  bar.update(1);
  // A linear test is a first stage with nothing after it.
  const alone = simulateTwoStage(
    { routing: parametersOf(linear), modules: [[]], cuts: [] },
    persons,
    seed,
    population,
  );
  bar.update(2);
  bar.stop();
  const built: Built = { population, routing, modules, cuts, linear, simulated: { twoStage, linear: alone } };
  const described = describe(built);
  writeJson(session, options.out, described);
  writeReport(session, options.report, () => adaptiveReport(session.lang, path, built));
  print(session, built);
  return { ...described, persons, seed, out: options.out ?? null };
}

/** Named items first, the others share what is left. Throws `items-unknown`, `items-twice`, `bank-small`. */
function assemble(file: CalibrationFile, path: string, design: AdaptiveDesign, population: Population) {
  const bank = file.items.map(({ id, parameters }): BankItem => {
    const domain = design.domains[id];
    return domain === undefined ? { id, parameters } : { id, parameters, domain };
  });
  const byId = new Map(bank.map((item) => [item.id, item]));
  const wanted = [design.routing, ...design.modules];
  const named = wanted.flatMap((one) => ('items' in one ? one.items : []));
  const unknown = [...named, ...Object.keys(design.domains)].filter((id) => !byId.has(id));
  if (unknown.length > 0)
    throw refuseMeasurement('items-unknown', { path, items: unknown.join(', ') }, { items: unknown });
  // A pupil sits the first stage and one module: modules may share an item, not with the first stage or with themselves.
  const twice = design.modules
    .map((one) => [design.routing, one].flatMap((each) => ('items' in each ? each.items : [])))
    .flatMap((route) => route.filter((id, k) => route.indexOf(id) < k));
  if (twice.length > 0) throw refuseMeasurement('items-twice', { items: [...new Set(twice)].join(', ') });
  const left = bank.filter(({ id }) => !named.includes(id));
  const open = wanted.flatMap((one, place) => ('items' in one ? [] : [{ one, place }]));
  const made = fill(
    left,
    open.map(({ one }) => one),
  );
  const [routing, ...modules] = wanted.map((one, place): BuiltModule => {
    if ('items' in one)
      return { items: one.items.map((id) => byId.get(id)!), target: null, reached: [], shortfall: null };
    return made[open.findIndex((each) => each.place === place)]!;
  });
  const longest = routing!.items.length + Math.max(...modules.map(({ items }) => items.length));
  const at = (z: number) => population.mean + population.sd * z;
  const [linear] = fill(bank, [{ length: longest, thetas: [-1, -0.5, 0, 0.5, 1].map(at) }]);
  return { routing: routing!, modules, linear: linear! };
}

function fill(
  bank: readonly BankItem[],
  designs: readonly Extract<ModuleDesign, { length: number }>[],
): readonly BuiltModule[] {
  const targets = designs.map(({ length, thetas, share, most }) => ({
    ...informationTarget(bank, length, thetas, share),
    ...(most === undefined ? {} : { most: new Map(Object.entries(most)) }),
  }));
  return assembleModules(bank, targets).map((made, k): BuiltModule => {
    const { length, points } = targets[k]!;
    if (made.items.length < length)
      throw refuseMeasurement('bank-small', { wanted: length, found: made.items.length });
    return { items: made.items, target: points, reached: made.reached, shortfall: made.shortfall };
  });
}

function describe({ population, routing, modules, cuts, linear, simulated }: Built) {
  const one = ({ items, target, reached, shortfall }: BuiltModule) => ({
    items: items.map(({ id }) => id),
    target,
    reached,
    shortfall,
  });
  return {
    format: MODULES_FORMAT,
    population,
    routing: {
      ...one(routing),
      highest: routing.items.map(({ parameters }) => parameters.scores.at(-1) ?? 0),
    },
    modules: modules.map(one),
    cuts,
    linear: one(linear),
    simulated,
  };
}

/** A module that hardly anybody is led to is built for nothing. */
const LEAST_SHARE = 0.01;

function print(session: Terminal, { routing, modules, cuts, linear, simulated }: Built): void {
  const { say, lang } = session;
  const { twoStage, linear: alone } = simulated;
  const rows: Cell[][] = [
    [say(words.routing), routing.items.length, null, null, null, routing.shortfall],
    ...modules.map((module, k): Cell[] => [
      `${say(words.module)} ${k + 1}`,
      module.items.length,
      k === 0 ? null : cuts[k - 1]!.sum,
      twoStage.routes[k]!.share,
      twoStage.routes[k]!.misrouted,
      module.shortfall,
    ]),
  ];
  session.print(
    alignedTable(
      lang,
      [
        '',
        say(words.items),
        say(words.fromSum),
        say(words.share),
        say(words.misrouted),
        say(words.shortfall),
      ],
      rows,
    ),
  );
  if (twoStage.routes.some(({ share }) => share < LEAST_SHARE)) session.note(say(words.emptyRoute));
  session.print(
    alignedTable(
      lang,
      ['', say(words.items), say(words.reliability), 'rmse', say(words.bias)],
      [
        [say(words.twoStage), linear.items.length, twoStage.reliability, twoStage.rmse, twoStage.bias],
        [say(words.linear), linear.items.length, alone.reliability, alone.rmse, alone.bias],
      ],
    ),
  );
}
