/** Items as QTI files in a folder (a campaign's, or an unpacked package), by identifier, with their pictures. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  assetMediaType,
  describeProblem,
  type Item,
  type QtiProblem,
  QtiProblems,
  readItem,
} from '@cloison/qti';
import { refuseMeasurement } from './refusals.ts';

export interface ItemFolder {
  readonly items: ReadonlyMap<string, Item>;
  /** A picture as a `data:` URL; null when it is not there, or is no picture. */
  picture(path: string): string | null;
}

const ITEM = /<(?:\w+:)?(?:qti-assessment-item|assessmentItem)[\s>]/;
/** Pictures beyond this are left out of a page that people print. */
const MAX_PICTURE_BYTES = 4_000_000;

/** Throws `items-bad` with what is wrong in every file that is an item and cannot be read. */
export function readItemFolder(folder: string): ItemFolder {
  const items = new Map<string, Item>();
  const problems: QtiProblem[] = [];
  for (const path of globSync('**/*.xml', { cwd: folder }).sort()) {
    if (!isRegular(join(folder, path))) continue;
    const xml = readFileSync(join(folder, path), 'utf8');
    if (!ITEM.test(xml)) continue;
    try {
      // Paths of pictures are then from `folder` too.
      const item = readItem(xml, { path });
      items.set(item.identifier, item);
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) {
    const list = (lang: 'fr' | 'en') => problems.map((problem) => describeProblem(problem, lang));
    const first = (lang: 'fr' | 'en') => list(lang).slice(0, 20).join('\n');
    throw refuseMeasurement(
      'items-bad',
      { path: folder, count: String(problems.length), french: first('fr'), list: first('en') },
      { problems: list('en') },
    );
  }
  return {
    items,
    picture: (path) => {
      const file = join(folder, path);
      const type = assetMediaType(path);
      if (type === null || !type.startsWith('image/') || !isRegular(file)) return null;
      if (statSync(file).size > MAX_PICTURE_BYTES) return null;
      const bytes = readFileSync(file);
      return `data:${type};base64,${bytes.toString('base64')}`;
    },
  };
}

/** A pipe or a device may never end, and a folder can bear any name. */
function isRegular(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
