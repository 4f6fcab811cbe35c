/** QTI packages of a campaign folder, read whole: a folder or a .zip beside campaign.yaml. */
import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, join, relative, resolve } from 'node:path';
import type { Problem } from '@cloison/command/problem';
import {
  type Asset,
  type DeliveryOptions,
  type Item,
  lintItem,
  maxScore,
  type QtiProblem,
  QtiProblems,
  readPackage,
  readZip,
  type Said,
  toDelivery,
  wordsOf,
} from '@cloison/qti';
import type { DeliveryItem } from '@cloison/qti/delivery';
import type { CampaignProblems } from './campaign-problems.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

export interface PackageItem {
  readonly item: Item;
  readonly delivery: DeliveryItem;
  /** Null: no automatic score. */
  readonly maxScore: number | null;
  /** Faults of its keys: unfit for a campaign. */
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export interface SequencePackage {
  /** Every file, by path in the package: what the vault keeps. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly items: ReadonlyMap<string, PackageItem>;
  /** Identifiers of items that were refused, and of their resources; why is among the problems. */
  readonly refused: ReadonlySet<string>;
  /** The package's own order: its test's, else its manifest's. */
  readonly order: readonly string[];
  /** Files that may be shown. */
  readonly assets: ReadonlyMap<string, Asset>;
}

const MAX_FILES = 5_000;
const MAX_FILE_BYTES = 128_000_000;

/** `name` is as campaign.yaml says it; `path` is its place there. Null when there is nothing to read; reported. */
export function loadPackage(
  folder: string,
  name: string,
  file: YamlFile,
  path: YamlPath,
  problems: CampaignProblems,
  modules: readonly string[],
): SequencePackage | null {
  const target = resolve(folder, name);
  const inside = relative(folder, target);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    file.add('package-path', path, { path: name });
    return null;
  }
  if (!existsSync(target)) {
    file.add('package-missing', path, { path: name });
    return null;
  }
  const files = filesOf(target, name, file, path, problems);
  return files === null ? null : readFiles(files, name, problems, modules);
}

function filesOf(
  target: string,
  name: string,
  file: YamlFile,
  path: YamlPath,
  problems: CampaignProblems,
): Map<string, Uint8Array> | null {
  const found = statSync(target);
  if (found.isDirectory()) return readFolder(target, name, problems);
  if (!found.isFile() || !name.toLowerCase().endsWith('.zip')) {
    file.add('package-path', path, { path: name });
    return null;
  }
  try {
    return readZip(new Uint8Array(readFileSync(target)), name);
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    for (const problem of error.problems) problems.push(fromQti(problem, null));
    return null;
  }
}

/** Files of a folder by path with `/`; hidden files and links to elsewhere are left out. */
export function readFolder(
  folder: string,
  name: string,
  problems: Pick<CampaignProblems, 'add'>,
): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const visit = (below: string) => {
    const entries = readdirSync(join(folder, below), { withFileTypes: true });
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const path = below === '' ? entry.name : `${below}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else if (entry.isFile()) {
        const bytes = lstatSync(join(folder, path)).size;
        if (bytes > MAX_FILE_BYTES || files.size >= MAX_FILES) {
          problems.add('package-large', `${name}/${path}`, { line: 0, column: 0 }, { path, bytes });
        } else files.set(path, new Uint8Array(readFileSync(join(folder, path))));
      }
    }
  };
  visit('');
  return files;
}

/** Reads the files of a package, whose items may load `modules`, with the variants of a seed; its problems and those of its refused items are reported under `name/`. */
export function readFiles(
  files: ReadonlyMap<string, Uint8Array>,
  name: string,
  problems: Pick<CampaignProblems, 'push'>,
  modules: readonly string[] | 'any' = [],
  seed?: string,
): SequencePackage {
  const read = readPackage(files, { modules, ...(seed === undefined ? {} : { seed }) });
  for (const problem of read.problems) problems.push(fromQti(problem, name));
  for (const refused of read.refused) {
    for (const problem of refused.problems) problems.push(fromQti(problem, name));
  }
  const items = new Map<string, PackageItem>();
  for (const item of read.items) {
    items.set(item.identifier, {
      item,
      delivery: toDelivery(item),
      maxScore: item.processing === null ? null : maxScore(item),
      ...remarksOf(item, name),
    });
  }
  return {
    files,
    items,
    refused: new Set(read.refused.flatMap(({ resource, identifier }) => [resource, identifier ?? resource])),
    order: read.test === null ? read.items.map(({ identifier }) => identifier) : read.test.items,
    assets: read.assets,
  };
}

/** What is wrong with an item, and what wants a look. `options`: what the campaign wants of it. */
export function remarksOf(
  item: Item,
  name: string,
  options: DeliveryOptions = {},
): Pick<PackageItem, 'errors' | 'warnings'> {
  const remarks = lintItem(item, options);
  const of = (severity: 'error' | 'warning') =>
    remarks.filter((remark) => remark.severity === severity).map((remark) => fromQti(remark, name));
  return { errors: of('error'), warnings: of('warning') };
}

export function fromQti(
  problem: Pick<QtiProblem, 'path' | 'line' | 'column' | 'element'> & {
    readonly code: string;
    readonly reason: Said;
  },
  name: string | null,
): Problem {
  const element = problem.element === undefined ? '' : `<${problem.element}> `;
  const { fr, en } = wordsOf(problem.reason);
  const say = (sentence: string) => `${element}${sentence} [${problem.code}]`;
  return {
    code: problem.code,
    file: name === null ? problem.path : `${name}/${problem.path}`,
    line: problem.line,
    column: problem.column,
    words: { fr: say(fr), en: say(en) },
  };
}
