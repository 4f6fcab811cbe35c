/** `cloison measurement adaptive`: modules, routing cuts and a simulation of a two-stage test, beside a linear one as long. */
import {
  assembleModules,
  type BankItem,
  type ItemParameters,
  informationTarget,
  type RoutingCut,
  routingCuts,
  simulateTwoStage,
  type TwoStageResult,
  testInformation,
} from '@cloison/measurement';
import { addVerb, type OptionValues, type Register, type Session } from '../cli/verb.ts';
import { type AdaptiveDesign, type ModuleDesign, type Population, readDesign } from './adaptive-design.ts';
import { adaptiveReport } from './adaptive-report.ts';
import { type CalibrationFile, readCalibration, writeJson } from './calibration-file.ts';
import { number, REPORT_OPTION, text } from './command-options.ts';
import { type Cell, writeReport } from './html-report.ts';
import { asRefusal, refuseMeasurement } from './refusals.ts';
import { alignedTable } from './text-table.ts';
import { words } from './words.ts';

export const registerAdaptive: Register = (room, context) =>
  addVerb(room, context, {
    name: 'adaptive',
    onCampaign: false,
    summary: {
      fr: 'assembler et orienter un test en deux étapes, et le simuler',
      en: 'assemble and route a two-stage test, and simulate it',
    },
    arguments: [
      [
        '<calibration>',
        { fr: 'fichier écrit par « calibrate » ou « link »', en: 'file written by "calibrate" or "link"' },
      ],
    ],
    options: [
      {
        flags: '--design <file>',
        words: { fr: 'plan des modules, en JSON', en: 'design of the modules, as JSON' },
      },
      {
        flags: '--routing <items>',
        words: {
          fr: 'sans plan : items du module d’orientation (12)',
          en: 'without a design: items of the routing module (12)',
        },
      },
      {
        flags: '--length <items>',
        words: {
          fr: 'sans plan : items de chaque module suivant (12)',
          en: 'without a design: items of each later module (12)',
        },
      },
      {
        flags: '--centers <numbers>',
        words: {
          fr: 'sans plan : milieu de chaque module, en écarts-types (−1,1)',
          en: 'without a design: middle of each module, in standard deviations (-1,1)',
        },
      },
      {
        flags: '--persons <number>',
        words: { fr: 'personnes simulées', en: 'simulated persons' },
        fallback: '10000',
      },
      { flags: '--seed <number>', words: { fr: 'graine', en: 'seed' }, fallback: '1' },
      {
        flags: '--out <file>',
        words: { fr: 'modules, seuils et simulation, en JSON', en: 'modules, cuts and simulation, as JSON' },
      },
      REPORT_OPTION,
    ],
    examples: [
      'cloison measurement adaptive calibration.json --routing 12 --length 12 --centers -1,0,1 --report adaptive.html',
      'cloison measurement adaptive calibration.json --design design.json --out modules.json',
    ],
    run: async (session, options, [path]) => {
      try {
        return run(session, options, path!);
      } catch (error) {
        throw asRefusal(error);
      }
    },
  });

export interface BuiltModule {
  readonly items: readonly BankItem[];
  /** Null for a module chosen already. */
  readonly target: readonly { readonly theta: number; readonly information: number }[] | null;
  readonly reached: readonly number[];
  readonly shortfall: number | null;
}

export interface Built {
  readonly population: Population;
  readonly routing: BuiltModule;
  readonly modules: readonly BuiltModule[];
  readonly cuts: readonly RoutingCut[];
  /** As long as the longest route. */
  readonly linear: BuiltModule;
  readonly simulated: { readonly twoStage: TwoStageResult; readonly linear: TwoStageResult };
}

function run(session: Session, options: OptionValues, path: string) {
  const file = readCalibration(path);
  const ofFile = populationOf(file);
  const design = readDesign(options, ofFile);
  const population = design.population ?? ofFile;
  const persons = number(options, 'persons', { low: 100, high: 1_000_000, whole: true, fallback: 10_000 });
  const seed = number(options, 'seed', { low: 0, high: Number.MAX_SAFE_INTEGER, whole: true, fallback: 1 });
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
  const out = text(options.out);
  if (out !== null) {
    writeJson(out, described);
    session.note(session.say(words.written, { path: out }));
  }
  const report = text(options.report);
  if (report !== null) {
    writeReport(report, session.lang, adaptiveReport(session.lang, path, built));
    session.note(session.say(words.written, { path: report }));
  }
  print(session, built);
  return { ...described, persons, seed, out };
}

/** All groups together, as one normal distribution. */
function populationOf({ groups }: CalibrationFile): Population {
  const total = groups.reduce((sum, { persons }) => sum + (persons ?? 1), 0);
  const share = (persons: number | undefined) => (total > 0 ? (persons ?? 1) / total : 1 / groups.length);
  const mean = groups.reduce((sum, one) => sum + share(one.persons) * one.mean, 0);
  const variance = groups.reduce(
    (sum, one) => sum + share(one.persons) * (one.sd ** 2 + (one.mean - mean) ** 2),
    0,
  );
  return { mean, sd: Math.sqrt(variance) };
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

export function parametersOf({ items }: Pick<BuiltModule, 'items'>): readonly ItemParameters[] {
  return items.map(({ parameters }) => parameters);
}

export function informationOf(module: BuiltModule, theta: readonly number[]): readonly number[] {
  return Array.from(testInformation(parametersOf(module), Float64Array.from(theta)));
}

function describe({ population, routing, modules, cuts, linear, simulated }: Built) {
  const one = ({ items, target, reached, shortfall }: BuiltModule) => ({
    items: items.map(({ id }) => id),
    target,
    reached,
    shortfall,
  });
  return {
    population,
    routing: one(routing),
    modules: modules.map(one),
    cuts,
    linear: one(linear),
    simulated,
  };
}

/** A module that hardly anybody is led to is built for nothing. */
const LEAST_SHARE = 0.01;

function print(session: Session, { routing, modules, cuts, linear, simulated }: Built): void {
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
