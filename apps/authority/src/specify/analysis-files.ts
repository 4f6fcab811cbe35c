/** Files that an analysis will need and the folder brings: calibrations of a reference year, its answers, judges' tables. */
import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve } from 'node:path';
import { parseCalibration, readStandardTable } from '@cloison/study-files';
import { COLUMN_VALUES, type ReferenceSpec } from '../campaign/spec.ts';
import type { CampaignProblems } from './campaign-problems.ts';
import type { SequencePackage } from './packages.ts';
import { readReferenceResponses } from './reference-responses.ts';
import type { SpecFile } from './spec-file.ts';
import type { YamlFile, YamlPath } from './yaml-file.ts';

/** Linking needs two common items, and three before it can say how sure it is. */
export const LEAST_ANCHORS = 3;
const MOST_BYTES = 256_000_000;

/** Where the vault keeps such a file: no sequence has this name. */
export const ANALYSIS_SOURCE = '~/';

/** Reads and checks every file; those read go into `sources`. By domain: the reference with its items filled in. */
export function readAnalysisFiles(
  folder: string,
  file: YamlFile,
  read: SpecFile,
  packages: ReadonlyMap<string, SequencePackage>,
  sources: Map<string, Uint8Array>,
  problems: CampaignProblems,
): Map<string, ReferenceSpec> {
  const references = new Map<string, ReferenceSpec>();
  checkColumns(file, read);
  for (const [i, domain] of read.domains.entries()) {
    const path: YamlPath = ['domains', i];
    const maxima = new Map(
      domain.items.map((id) => [id, packages.get(domain.sequence)?.items.get(id)?.maxScore ?? null]),
    );
    if (domain.standard !== undefined) {
      const { method, file: name } = domain.standard;
      const bytes = readFolderFile(folder, name, file, [...path, 'standard', 'file'], sources);
      if (bytes !== null) readStandardTable(bytes, name, method, { items: maxima }, problems);
    }
    if (domain.reference !== undefined) {
      const found = checkReference(folder, file, read, i, sources, problems);
      if (found !== null) references.set(domain.id, found);
    }
  }
  return references;
}

function checkReference(
  folder: string,
  file: YamlFile,
  read: SpecFile,
  index: number,
  sources: Map<string, Uint8Array>,
  problems: CampaignProblems,
): ReferenceSpec | null {
  const domain = read.domains[index];
  const given = domain?.reference;
  if (domain === undefined || given === undefined) return null;
  const path: YamlPath = ['domains', index, 'reference'];
  if ((given.method === 'concurrent') !== (given.responses !== undefined))
    file.add('reference-responses', [...path, given.responses === undefined ? 'method' : 'responses']);
  const bytes = readFolderFile(folder, given.file, file, [...path, 'file'], sources);
  if (bytes === null) return null;
  const { calibration, detail } = parseCalibration(bytes);
  if (calibration === null) {
    file.add('reference-bad', [...path, 'file'], { path: given.file, detail });
    return null;
  }
  const known = new Set(calibration.items.map(({ id }) => id));
  for (const [k, item] of (given.items ?? []).entries()) {
    const at = [...path, 'items', k];
    if (!domain.items.includes(item)) file.add('reference-item-domain', at, { item });
    else if (!known.has(item)) file.add('reference-item', at, { item, path: given.file });
  }
  const items = (given.items ?? domain.items).filter(
    (item) => known.has(item) && domain.items.includes(item),
  );
  if (items.length < LEAST_ANCHORS)
    file.add('reference-few', [...path, given.items === undefined ? 'file' : 'items'], {
      count: items.length,
      least: LEAST_ANCHORS,
      path: given.file,
    });
  const { scale } = calibration;
  if (scale !== undefined && (scale.mean !== read.scale.mean || scale.sd !== read.scale.sd))
    file.add('reference-scale', ['scale'], {
      mean: read.scale.mean,
      sd: read.scale.sd,
      other: scale.mean,
      otherSd: scale.sd,
      path: given.file,
    });
  if (given.responses !== undefined) {
    const answers = readFolderFile(folder, given.responses, file, [...path, 'responses'], sources);
    if (answers !== null) readReferenceResponses(answers, given.responses, [...known], problems);
  }
  return {
    file: given.file,
    method: given.method,
    items,
    drift: given.drift,
    responses: given.responses ?? null,
  };
}

function checkColumns(file: YamlFile, { analysis, domains }: SpecFile): void {
  analysis?.dimensions?.forEach((set, i) => {
    const levelOf = (id: string) => domains.find((domain) => domain.id === id)?.level;
    set.forEach((id, k) => {
      const at: YamlPath = ['analysis', 'dimensions', i, k];
      if (levelOf(id) === undefined) file.add('dimensions-domain', at, { id });
      else if (set.indexOf(id) < k) file.add('module-twice', at, { id });
      else if (levelOf(id) !== levelOf(set[0] ?? '')) file.add('dimensions-level', at, { id });
    });
  });
  const terms = (analysis?.regression ?? []).map((term) =>
    typeof term === 'string' ? { column: term, reference: undefined } : term,
  );
  terms.forEach(({ column, reference }, k) => {
    const known = COLUMN_VALUES[column];
    if (reference === undefined || known === undefined || known.includes(reference)) return;
    const at: YamlPath = ['analysis', 'regression', k, 'reference'];
    file.add('regression-reference', at, { column, reference, known: known.join(', ') });
  });
  const lists: readonly (readonly [YamlPath, readonly string[]])[] = [
    [['analysis', 'dif'], analysis?.dif ?? []],
    [['analysis', 'plausible', 'background'], analysis?.plausible?.background ?? []],
    [['analysis', 'regression'], terms.map(({ column }) => column)],
  ];
  for (const [path, columns] of lists)
    columns.forEach((column, k) => {
      if (columns.indexOf(column) < k) file.add('column-again', [...path, k], { column });
    });
}

/** Null with the reason reported when it is no file of the folder. */
export function readFolderFile(
  folder: string,
  name: string,
  file: YamlFile,
  path: YamlPath,
  sources: Map<string, Uint8Array>,
): Uint8Array | null {
  const target = resolve(folder, name);
  const inside = relative(folder, target);
  if (inside === '' || inside.startsWith('..') || isAbsolute(inside)) {
    file.add('file-path', path, { path: name });
    return null;
  }
  const found = statSync(target, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    file.add('file-absent', path, { path: name });
    return null;
  }
  if (found.size > MOST_BYTES) {
    file.add('file-large', path, { path: name, most: MOST_BYTES / 1e6 });
    return null;
  }
  const bytes = new Uint8Array(readFileSync(target));
  sources.set(ANALYSIS_SOURCE + name, bytes);
  return bytes;
}
