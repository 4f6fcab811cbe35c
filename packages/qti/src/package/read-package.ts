/** A content package of QTI 3.0 or 2, from its files: what can be used, and everything that cannot with its reasons. */

import type { AssessmentTest } from '../model/assessment-test.ts';
import type { Item } from '../model/item.ts';
import { explained, ProblemList, type QtiProblem, QtiProblems } from '../model/problem.ts';
import { readAssessmentTest } from '../read/assessment-test.ts';
import { readItem } from '../read/item.ts';
import { type Said, say } from '../words/say.ts';
import { assetMediaType, checkAsset } from './asset.ts';
import { type CampaignSection, campaignSections } from './campaign-test.ts';
import { manifestName, type Resource, readManifest } from './manifest.ts';

export interface RefusedItem {
  readonly path: string;
  /** The resource's identifier in the manifest. */
  readonly resource: string;
  /** As its file says; null when the file could not be read so far. */
  readonly identifier: string | null;
  readonly problems: readonly QtiProblem[];
}

export interface PackageTest {
  readonly identifier: string;
  readonly title: string;
  /** Identifiers of accepted items, in order. */
  readonly items: readonly string[];
  readonly sections: readonly {
    readonly identifier: string;
    readonly title: string;
    readonly items: readonly string[];
  }[];
}

export interface Asset {
  readonly path: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

export interface QtiPackage {
  /** Accepted items: in the test's order when there is a test (those outside it after), else in the manifest's. */
  readonly items: readonly Item[];
  readonly refused: readonly RefusedItem[];
  /** Null when the package has none, or one that a campaign does not carry out (then `problems` says why). */
  readonly test: PackageTest | null;
  /** The test as it is written, with all that a campaign does not do; null when there is none, or it has faults. */
  readonly assessmentTest: AssessmentTest | null;
  /** Every file of a type that may be shown and that is safe, by path; items' files are among them. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** What is wrong with the package itself: manifest, test, files. Not the problems of refused items. */
  readonly problems: readonly QtiProblem[];
}

const itemType = /^imsqti_(?:apip)?item_xmlv(?:2p[0-2]|3p0)$/;
const testType = /^imsqti_(?:apip)?(?:test|assessment)_xmlv(?:2p[0-2]|3p0)$/;
/** Read from the items and tests that refer to them. */
const partType = /^imsqti_(?:apip)?(?:section|stimulus)_xmlv(?:2p[0-2]|3p0)$/;
/** Resources that stand for files and nothing more. */
const fileTypes =
  /^(?:webcontent|css[23]|associatedcontent\/.*|controlfile\/.*|associatedcontent.*|learning-application-resource|imsqti_(?:rptemplate|outcomes)_xmlv.*)$/;

export interface ReadPackageOptions {
  /** Modules of portable custom interactions that the campaign names. */
  readonly modules?: readonly string[] | 'any';
  /** Chooses the variants of items with template variables, for all of them. */
  readonly seed?: string;
}

/** `files`: path → bytes, from a folder or from `readZip`. Never throws for what is in the files. */
export function readPackage(
  files: ReadonlyMap<string, Uint8Array>,
  options: ReadPackageOptions = {},
): QtiPackage {
  const problems: QtiProblem[] = [];
  const manifest = files.get(manifestName);
  if (manifest === undefined) {
    const deeper = [...files.keys()].find((name) => name.endsWith(`/${manifestName}`));
    const hint = deeper === undefined ? say('manifest-missing') : say('manifest-deeper', { path: deeper });
    const problem = {
      code: 'QTI_MANIFEST_MISSING',
      path: manifestName,
      line: 0,
      column: 0,
      ...explained(hint),
    } as const;
    return {
      items: [],
      refused: [],
      test: null,
      assessmentTest: null,
      assets: new Map(),
      problems: [problem],
    };
  }
  const resources = collect(manifestName, problems, (list) => readManifest(manifest, list)) ?? [];
  problems.push(...missingFiles(resources, files), ...unknownTypes(resources));
  const { assets, unsafe } = readAssets(files);
  const { items, refused } = readItems(resources, files, assets, unsafe, options);
  const said = new Set(refused.flatMap((item) => item.problems));
  for (const reasons of unsafe.values()) problems.push(...reasons.filter((reason) => !said.has(reason)));
  const test = findTest(resources, files, problems);
  const ordered =
    test === null || test.sections === null
      ? null
      : orderByTest(test.written, test.sections, items, refused, problems);
  return {
    items: ordered === null ? items : ordered.items,
    refused,
    test: ordered?.test ?? null,
    assessmentTest: test?.written ?? null,
    assets,
    problems,
  };
}

/** Runs a reader; its problems join the others. Null when it gave up. */
function collect<T>(path: string, problems: QtiProblem[], read: (list: ProblemList) => T): T | null {
  const list = new ProblemList(path);
  try {
    return read(list);
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    problems.push(...error.problems);
    return null;
  } finally {
    problems.push(...list.problems);
  }
}

function problemAt(resource: Resource, code: QtiProblem['code'], reason: Said): QtiProblem {
  const { line, column, qname } = resource.element;
  return { code, path: manifestName, line, column, element: qname, ...explained(reason) };
}

function missingFiles(resources: readonly Resource[], files: ReadonlyMap<string, Uint8Array>): QtiProblem[] {
  return resources.flatMap((resource) => {
    const named = new Set([...(resource.href === null ? [] : [resource.href]), ...resource.files]);
    return [...named]
      .filter((path) => !files.has(path))
      .map((path) => problemAt(resource, 'QTI_MANIFEST_REFERENCE', say('file-missing', { path })));
  });
}

function unknownTypes(resources: readonly Resource[]): QtiProblem[] {
  return resources
    .filter(({ type }) => ![itemType, testType, partType, fileTypes].some((known) => known.test(type)))
    .map((resource) => {
      const reason = say('resource-type', { type: resource.type.slice(0, 80) });
      return problemAt(resource, 'QTI_MANIFEST', reason);
    });
}

function readAssets(files: ReadonlyMap<string, Uint8Array>) {
  const assets = new Map<string, Asset>();
  const unsafe = new Map<string, readonly QtiProblem[]>();
  for (const [path, bytes] of files) {
    const mediaType = assetMediaType(path);
    if (mediaType === null) continue;
    const found = checkAsset(path, bytes);
    if (found.length > 0) unsafe.set(path, found);
    else assets.set(path, { path, mediaType, bytes });
  }
  return { assets, unsafe };
}

function readItems(
  resources: readonly Resource[],
  files: ReadonlyMap<string, Uint8Array>,
  assets: ReadonlyMap<string, Asset>,
  unsafe: ReadonlyMap<string, readonly QtiProblem[]>,
  options: ReadPackageOptions,
): { items: Item[]; refused: RefusedItem[] } {
  const items: Item[] = [];
  const refused: RefusedItem[] = [];
  const byIdentifier = new Map<string, Item>();
  const file = (name: string): Uint8Array | null => files.get(name) ?? null;
  for (const resource of resources) {
    if (!itemType.test(resource.type)) continue;
    const path = resource.href ?? resource.files[0] ?? '';
    const problems: QtiProblem[] = [];
    const bytes = files.get(path);
    const item =
      bytes === undefined ? null : collect(path, problems, () => readItem(bytes, { path, file, ...options }));
    if (bytes === undefined)
      problems.push(problemAt(resource, 'QTI_MANIFEST_REFERENCE', say('item-without-file')));
    if (item !== null) {
      problems.push(...assetProblems(item, files, assets, unsafe));
      const twin = byIdentifier.get(item.identifier);
      if (twin !== undefined) {
        const reason = say('item-twice', { path: twin.path, id: item.identifier });
        problems.push({ code: 'QTI_DUPLICATE', path, line: 1, column: 1, ...explained(reason) });
      }
    }
    if (item !== null && problems.length === 0) {
      items.push(item);
      byIdentifier.set(item.identifier, item);
    } else
      refused.push({ path, resource: resource.identifier, identifier: item?.identifier ?? null, problems });
  }
  return { items, refused };
}

function assetProblems(
  item: Item,
  files: ReadonlyMap<string, Uint8Array>,
  assets: ReadonlyMap<string, Asset>,
  unsafe: ReadonlyMap<string, readonly QtiProblem[]>,
): QtiProblem[] {
  return [...item.assets, ...item.hiddenAssets].flatMap((path): readonly QtiProblem[] => {
    if (assets.has(path)) return [];
    const reasons = unsafe.get(path);
    if (reasons !== undefined) return reasons;
    const place = { path: item.path, line: 0, column: 0 };
    if (files.has(path))
      return [{ code: 'QTI_ASSET_TYPE', ...place, ...explained(say('not-shown-type', { path })) }];
    return [{ code: 'QTI_ASSET_MISSING', ...place, ...explained(say('not-in-package', { path })) }];
  });
}

interface FoundTest {
  readonly written: AssessmentTest;
  /** Null when it asks for what a campaign does not do. */
  readonly sections: readonly CampaignSection[] | null;
}

function findTest(
  resources: readonly Resource[],
  files: ReadonlyMap<string, Uint8Array>,
  problems: QtiProblem[],
): FoundTest | null {
  let found: FoundTest | null = null;
  const file = (name: string): Uint8Array | null => files.get(name) ?? null;
  for (const resource of resources) {
    if (!testType.test(resource.type)) continue;
    const path = resource.href ?? resource.files[0] ?? '';
    const bytes = files.get(path);
    if (bytes === undefined) continue;
    const before = problems.length;
    const written = collect(path, problems, (list) => readAssessmentTest(bytes, list, file));
    if (written === null || problems.length > before) continue;
    if (found !== null) {
      problems.push(problemAt(resource, 'QTI_TEST_UNSUPPORTED', say('second-test')));
      continue;
    }
    const sections = collect(path, problems, (list) => campaignSections(written, list));
    found = { written, sections: problems.length > before ? null : sections };
  }
  return found;
}

/** Null when the test names items that the package does not have. */
function orderByTest(
  test: AssessmentTest,
  written: readonly CampaignSection[],
  items: readonly Item[],
  refused: readonly RefusedItem[],
  problems: QtiProblem[],
): { test: PackageTest; items: Item[] } | null {
  const list = new ProblemList(test.path);
  const byPath = new Map(items.map((item) => [item.path, item]));
  const refusedPaths = new Set(refused.map(({ path }) => path));
  const ordered: Item[] = [];
  const taken = new Set<Item>();
  const sections = written.map(({ identifier, title, refs }) => {
    const own: string[] = [];
    for (const ref of refs) {
      const { path } = ref;
      const item = byPath.get(path);
      if (item === undefined) {
        if (!refusedPaths.has(path)) {
          list.add('QTI_TEST_REFERENCE', ref, say('not-an-item', { path }));
        }
      } else if (taken.has(item)) {
        list.add('QTI_TEST_UNSUPPORTED', ref, say('item-in-test-twice', { path }));
      } else {
        ordered.push(item);
        taken.add(item);
        own.push(item.identifier);
      }
    }
    return { identifier, title, items: own };
  });
  problems.push(...list.problems);
  if (list.problems.length > 0) return null;
  const { identifier, title } = test;
  return {
    test: { identifier, title, items: ordered.map((item) => item.identifier), sections },
    items: [...ordered, ...items.filter((item) => !taken.has(item))],
  };
}
