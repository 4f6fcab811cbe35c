/**
 * The design of a two-stage test, as a file or from options: a routing module, then modules in rising difficulty. Its format is in
 * `packages/measurement/README.md`.
 */
import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { OptionValues } from '../cli/verb.ts';
import { list, number, text } from './command-options.ts';
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

/** From `--design`, or `--routing`, `--length` and `--centers`. Throws `design-bad` with the first thing that is wrong. */
export function readDesign(options: OptionValues, population: Population): AdaptiveDesign {
  const path = text(options.design);
  const given = ['routing', 'length', 'centers'].filter((name) => text(options[name]) !== null);
  if (path !== null) {
    if (given.length > 0)
      throw refuseMeasurement('options-apart', {
        options: `--design, ${given.map((name) => `--${name}`).join(', ')}`,
      });
    return readFile(path);
  }
  const lengths = { low: 1, high: 500, whole: true };
  const routing = number(options, 'routing', { ...lengths, fallback: 12 });
  const length = number(options, 'length', { ...lengths, fallback: 12 });
  const centers = (list(options.centers) ?? ['-1', '1']).map(Number);
  if (
    centers.length < 2 ||
    centers.length > 8 ||
    !centers.every((one, k) => k === 0 || one > centers[k - 1]!)
  )
    throw refuseMeasurement('option-bad', { option: '--centers', expected: '-1,0,1' });
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
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    throw refuseMeasurement('design-bad', { path, detail: 'JSON' });
  }
  const parsed = v.safeParse(designFile, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw refuseMeasurement('design-bad', {
    path,
    detail: `${v.getDotPath(issue) ?? ''} ${issue.message}`.trim(),
  });
}
