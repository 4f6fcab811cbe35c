/** The file that `cloison measurement adaptive --out` writes and a campaign folder reads: modules of a two-stage test, and cuts. */
import * as v from 'valibot';
import type { CalibrationFile } from './calibration-file.ts';

export const MODULES_FORMAT = 'cloison-modules/1';

const module = v.object({ items: v.pipe(v.array(v.string()), v.minLength(1)) });
const routing = v.object({
  ...module.entries,
  /** Of each item: its highest score, in the steps that the cuts count. */
  highest: v.array(v.pipe(v.number(), v.finite(), v.gtValue(0))),
});
const modulesFile = v.object({
  format: v.literal(MODULES_FORMAT),
  routing,
  /** In rising difficulty. */
  modules: v.pipe(v.array(module), v.minLength(2)),
  /** Between neighbours: the smallest sum of scores on the routing module that leads to the harder one. */
  cuts: v.array(v.object({ theta: v.number(), sum: v.pipe(v.number(), v.finite()) })),
});

/** What a campaign takes of it; the file also has targets and a simulation. */
export type ModulesFile = v.InferOutput<typeof modulesFile>;

/** The modules that these bytes hold, or null with the first thing that is wrong. */
export function parseModules(
  bytes: Uint8Array,
):
  | { readonly modules: ModulesFile; readonly detail: '' }
  | { readonly modules: null; readonly detail: string } {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return { modules: null, detail: 'JSON' };
  }
  const parsed = v.safeParse(modulesFile, json);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    // As of a calibration, the place alone.
    return { modules: null, detail: v.getDotPath(issue) ?? 'JSON' };
  }
  const { routing: first, modules, cuts } = parsed.output;
  if (first.highest.length !== first.items.length) return { modules: null, detail: 'routing.highest' };
  if (cuts.length !== modules.length - 1) return { modules: null, detail: 'cuts' };
  return { modules: parsed.output, detail: '' };
}

/** All groups of a calibration together, as one normal distribution. */
export function populationOf({ groups }: Pick<CalibrationFile, 'groups'>): {
  readonly mean: number;
  readonly sd: number;
} {
  const total = groups.reduce((sum, { persons }) => sum + (persons ?? 1), 0);
  const share = (persons: number | undefined) => (total > 0 ? (persons ?? 1) / total : 1 / groups.length);
  const mean = groups.reduce((sum, one) => sum + share(one.persons) * one.mean, 0);
  const variance = groups.reduce(
    (sum, one) => sum + share(one.persons) * (one.sd ** 2 + (one.mean - mean) ** 2),
    0,
  );
  return { mean, sd: Math.sqrt(variance) };
}
