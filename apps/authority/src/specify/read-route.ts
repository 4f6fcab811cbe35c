/** How one of several modules is chosen: points said, points of a file that `cloison measurement adaptive` wrote, or an ability. */
import { sumCuts } from '@cloison/measurement';
import { buildRoutingTable } from '@cloison/qti';
import { itemMap, parseCalibration, populationOf } from '@cloison/study-files';
import type { RouteSpec } from '../campaign/spec.ts';
import type { FolderFiles, ModuleRead } from './design-input.ts';
import { type ModuleItems, readModulesFile } from './module-items.ts';
import type { SequencePackage } from './packages.ts';
import type { YamlPath } from './yaml-file.ts';

export interface RouteSubject {
  readonly module: ModuleRead;
  readonly at: YamlPath;
  /** Every beginning of a way that ends with this module. */
  readonly before: readonly (readonly string[])[];
  readonly items: ReadonlyMap<string, ModuleItems>;
  readonly pack: SequencePackage | null;
}

type Read = NonNullable<ModuleRead['route']>;

export function readRoute(files: FolderFiles, subject: RouteSubject): RouteSpec | null {
  const { file } = files;
  const { id, next = [], route } = subject.module;
  const at: YamlPath = [...subject.at, 'route'];
  if (next.length < 2) {
    if (route !== undefined) file.add('route-one', at, { id });
    return null;
  }
  if (route === undefined) {
    file.add('route-missing', subject.at, { id });
    return null;
  }
  const fallback = route.fallback ?? next[0] ?? '';
  if (!next.includes(fallback)) file.add('route-fallback', [...at, 'fallback'], { id: fallback });
  const on = route.on ?? [id];
  on.forEach((one, k) => {
    if (!subject.before.every((way) => way.includes(one)))
      file.add('route-on', [...at, 'on', k], { id: one });
  });
  const from = cutsOf(files, subject, route, on, at);
  if (from === null) return null;
  const rises = from.every((cut, k) => Number.isFinite(cut) && (k === 0 || cut > (from[k - 1] ?? 0)));
  if (from.length !== next.length - 1 || !rises) {
    file.add('route-cuts', at, { wanted: next.length - 1, found: from.join(', ') });
    return null;
  }
  const spec = { on, from, fallback };
  if (subject.pack !== null) checkTable(files, subject, spec, next, at);
  return spec;
}

function cutsOf(
  files: FolderFiles,
  subject: RouteSubject,
  { from, file: name, theta, calibration }: Read,
  on: readonly string[],
  at: YamlPath,
): readonly number[] | null {
  const { file } = files;
  const said = [from, name, theta].filter((one) => one !== undefined).length;
  if (said !== 1 || (theta === undefined) !== (calibration === undefined)) {
    file.add('route-kind', at);
    return null;
  }
  if (from !== undefined) return from;
  if (name !== undefined) {
    const made = readModulesFile(files, name, [...at, 'file']);
    if (made === null) return null;
    const unit = unitOf(subject, made.routing.items, made.routing.highest);
    if (unit === null) files.once('route-steps', [...at, 'file'], { path: name });
    return unit === null ? null : made.cuts.map(({ sum }) => sum * unit);
  }
  return abilityCuts(files, subject, theta ?? [], calibration ?? '', on, at);
}

function abilityCuts(
  files: FolderFiles,
  subject: RouteSubject,
  theta: readonly number[],
  name: string,
  on: readonly string[],
  at: YamlPath,
): readonly number[] | null {
  const bytes = files.read(name, [...at, 'calibration']);
  if (bytes === null) return null;
  const { calibration, detail } = parseCalibration(bytes);
  if (calibration === null) {
    files.once('reference-bad', [...at, 'calibration'], { path: name, detail });
    return null;
  }
  const known = itemMap(calibration);
  const items = on.flatMap((module) => subject.items.get(module)?.items ?? []);
  const missing = items.filter((item) => !known.has(item));
  if (missing.length > 0) {
    files.file.add('route-calibration', [...at, 'calibration'], { path: name, items: missing.join(', ') });
    return null;
  }
  const parameters = items.flatMap((item) => known.get(item) ?? []);
  const unit = unitOf(
    subject,
    items,
    parameters.map(({ scores }) => scores.at(-1) ?? 0),
  );
  if (unit === null) {
    files.once('route-steps', [...at, 'calibration'], { path: name });
    return null;
  }
  const sumOf = sumCuts(parameters, populationOf(calibration));
  return theta.map((cut) => sumOf(cut) * unit);
}

/** Points of one step of the scores that were calibrated; null when it is not the same for every item. */
function unitOf({ pack }: RouteSubject, items: readonly string[], highest: readonly number[]): number | null {
  if (pack === null) return 1;
  const units = items.flatMap((item, k) => {
    const most = pack.items.get(item)?.maxScore;
    return most == null ? [] : [most / (highest[k] ?? Number.NaN)];
  });
  const [unit = 1] = units;
  return units.every((one) => Math.abs(one - unit) < 1e-9) ? unit : null;
}

/** The table that a browser will evaluate has to exist. */
function checkTable(
  { file }: FolderFiles,
  { items, pack }: RouteSubject,
  { on, from }: RouteSpec,
  next: readonly string[],
  at: YamlPath,
): void {
  const scored = on.flatMap((module) =>
    (items.get(module)?.items ?? []).flatMap((id) => pack?.items.get(id)?.item ?? []),
  );
  const built = buildRoutingTable(at.join('.'), scored, routingCuts(from, next));
  if (built.kind === 'table') return;
  for (const { itemId, reason } of built.refusals) file.add('route-refused', at, { item: itemId, reason });
}

/** Cuts as a routing table has them: the first module is for every sum. */
export function routingCuts(from: readonly number[], next: readonly string[]) {
  return next.map((module, k) => ({ atLeast: k === 0 ? null : (from[k - 1] ?? null), module }));
}
