/** Sequences in which pupils sit different items: modules that lead to one another, or booklets that rotate. */
import { waysThrough } from '@cloison/qti/delivery';
import type { AdaptiveSpec, BookletSpec, ModuleSpec } from '../campaign/spec.ts';
import { readBooklets } from './booklet-design.ts';
import type { FolderFiles, ModuleRead, SequenceRead } from './design-input.ts';
import { moduleItems } from './module-items.ts';
import type { SequencePackage } from './packages.ts';
import { readRoute } from './read-route.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

export interface SequenceDesign {
  readonly adaptive: AdaptiveSpec | null;
  readonly booklets: readonly BookletSpec[] | null;
  /** False: what it says could not be understood, and nothing is to be said about what rests on it. */
  readonly sound: boolean;
  /** Every item once, with its place in the file. */
  readonly placed: readonly { readonly item: string; readonly at: YamlPath }[];
}

/** A record's body names at most ten modules. */
const MOST_STAGES = 10;

/** Null: pupils all sit the same items. What is wrong is reported; then the design is what could be read. */
export function readDesign(
  files: FolderFiles,
  read: SpecFile,
  index: number,
  pack: SequencePackage | null,
): SequenceDesign | null {
  const sequence = read.sequences[index];
  if (sequence === undefined) return null;
  const { file } = files;
  const path: YamlPath = ['sequences', index];
  const { modules, booklets } = sequence;
  if (modules === undefined && booklets === undefined) {
    if (sequence.first !== undefined) file.add('first-alone', [...path, 'first']);
    return null;
  }
  const what = modules === undefined ? 'booklets' : 'modules';
  if (read.levels.find(({ id }) => id === sequence.level)?.mode === 'entry')
    file.add('design-entry', [...path, what]);
  if (sequence.items !== undefined || sequence.exercises !== undefined || (modules && booklets))
    file.add('design-alone', [...path, what], { key: what });
  if (modules === undefined) {
    if (booklets === undefined) return null;
    const made = readBooklets(file, booklets, [...path, 'booklets']);
    return { adaptive: null, sound: made.booklets !== null, ...made };
  }
  return readModules(files, sequence, modules, path, pack);
}

function readModules(
  files: FolderFiles,
  sequence: SequenceRead,
  read: readonly ModuleRead[],
  path: YamlPath,
  pack: SequencePackage | null,
): SequenceDesign {
  const { file } = files;
  const known = new Set(read.map(({ id }) => id));
  read.forEach(({ id, next = [] }, i) => {
    if (read.findIndex((one) => one.id === id) < i)
      file.add('module-twice', [...path, 'modules', i, 'id'], { id });
    next.forEach((target, j) => {
      const at = [...path, 'modules', i, 'next', j];
      if (!known.has(target)) file.add('module-unknown', at, { id: target });
      else if (next.indexOf(target) < j) file.add('module-twice', at, { id: target });
    });
  });
  const first = sequence.first ?? [read[0]?.id ?? ''];
  first.forEach((id, i) => {
    if (!known.has(id)) file.add('module-unknown', [...path, 'first', i], { id });
  });
  const items = moduleItems(files, read, path);
  const bare = read.map(({ id, next = [] }) => ({ id, next, items: items?.get(id)?.items ?? [] }));
  const ways = waysThrough(bare, first);
  const placed = items === null ? [] : placedOnce(bare, items);
  if (items === null || ways === null || bare.some(({ next }) => next.some((id) => !known.has(id)))) {
    if (
      ways === null &&
      bare.every(({ next }) => next.every((id) => known.has(id))) &&
      first.every((id) => known.has(id))
    )
      file.add('modules-circle', [...path, 'modules']);
    return { adaptive: null, booklets: null, sound: false, placed };
  }
  const lengths = ways.map((way) => way.length);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  if (shortest !== longest) file.add('modules-lengths', [...path, 'modules'], { shortest, longest });
  if (longest > MOST_STAGES) file.add('modules-stages', [...path, 'modules'], { most: MOST_STAGES });
  read.forEach(({ id }, i) => {
    if (!ways.some((way) => way.some((module) => module.id === id)))
      file.add('module-unreachable', [...path, 'modules', i, 'id'], { id });
  });
  for (const way of ways) reportTwiceOnWay(file, way, items);
  const modules = read.map((module, i): ModuleSpec => {
    const { id, next = [] } = module;
    const at: YamlPath = [...path, 'modules', i];
    const before = ways
      .filter((way) => way.some((one) => one.id === id))
      .map((way) => way.slice(0, way.findIndex((one) => one.id === id) + 1).map((one) => one.id));
    const route = readRoute(files, { module, at, before, items, pack });
    return { id, items: items.get(id)?.items ?? [], next, route };
  });
  return { adaptive: { modules, first, stages: longest }, booklets: null, sound: true, placed };
}

type ItemsOf = NonNullable<ReturnType<typeof moduleItems>>;

function placedOnce(modules: readonly { readonly id: string }[], items: ItemsOf): SequenceDesign['placed'] {
  const placed = new Map<string, YamlPath>();
  for (const { id } of modules) {
    const { items: own = [], at = () => [] } = items.get(id) ?? {};
    own.forEach((item, k) => {
      if (!placed.has(item)) placed.set(item, at(k));
    });
  }
  return [...placed].map(([item, at]) => ({ item, at }));
}

/** A pupil answers an item once. Modules that no way has together may share items. */
function reportTwiceOnWay(file: YamlFile, way: readonly { readonly id: string }[], items: ItemsOf): void {
  const seen = new Map<string, YamlPath>();
  for (const { id } of way) {
    const { items: own = [], at = () => [] } = items.get(id) ?? {};
    own.forEach((item, k) => {
      const before = seen.get(item);
      if (before !== undefined) file.add('item-twice', at(k), { item, first: file.at(before).line });
      else seen.set(item, at(k));
    });
  }
}
