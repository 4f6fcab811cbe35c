/**
 * The design of a two-stage test, as a file or from options: a routing module, then modules in rising difficulty. Its format is in
 * `packages/measurement/README.md`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { jsonPlace } from '@cloison/command/json-place';
import * as v from 'valibot';
import { refuseMeasurement } from './refusals.ts';

const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(finite, v.integer(), v.minValue(1));
const module = v.union([
  /** Chosen already. */
  v.strictObject({ items: v.pipe(v.array(v.string()), v.minLength(1)) }),
  v.strictObject({
    length: v.pipe(count, v.maxValue(500)),
    thetas: v.pipe(v.array(finite), v.minLength(1)),
    share: v.optional(v.pipe(finite, v.gtValue(0), v.maxValue(1))),
    most: v.optional(v.record(v.string(), v.pipe(finite, v.integer(), v.minValue(0)))),
  }),
]);
const designFile = v.strictObject({
  routing: module,
  modules: v.pipe(v.array(module), v.minLength(2), v.maxLength(8)),
  /** Of each item, for `most`. */
  domains: v.optional(v.record(v.string(), v.string()), {}),
  population: v.optional(v.strictObject({ mean: finite, sd: v.pipe(finite, v.gtValue(0)) })),
});

export type ModuleDesign = v.InferOutput<typeof module>;
export type AdaptiveDesign = v.InferOutput<typeof designFile>;

export interface Population {
  readonly mean: number;
  readonly sd: number;
}

export interface WantedDesign {
  readonly design?: string | undefined;
  readonly routing?: number | undefined;
  readonly length?: number | undefined;
  /** Rising, two to eight. */
  readonly centers?: readonly number[] | undefined;
}

/** From the file of `--design`, or `--routing`, `--length` and `--centers`. Throws `design-bad` with the first thing that is wrong. */
export function readDesign(
  { design, routing = 12, length = 12, centers = [-1, 1] }: WantedDesign,
  population: Population,
): AdaptiveDesign {
  if (design !== undefined) return readFile(design);
  const at = (z: number) => population.mean + population.sd * z;
  return {
    routing: { length: routing, thetas: [...centers, 0].map(at).sort((a, b) => a - b) },
    modules: centers.map((center) => ({ length, thetas: [center - 0.5, center, center + 0.5].map(at) })),
    domains: {},
  };
}

function readFile(path: string): AdaptiveDesign {
  if (!existsSync(path)) throw refuseMeasurement('responses-missing', { path });
  let json: unknown;
  const text = readFileSync(path, 'utf8');
  try {
    json = JSON.parse(text);
  } catch {
    throw refuseMeasurement('design-bad', { path: jsonPlace(path, text), detail: 'JSON' });
  }
  const parsed = v.safeParse(designFile, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw refuseMeasurement('design-bad', {
    path,
    // Where it is wrong; the library's own words are English, and of its grammar.
    detail: v.getDotPath(issue) ?? 'JSON',
  });
}
