/**
 * A new folder that is whole or not there. It grows under a name that begins with `.unfinished-`, and gets its own once
 * everything in it is on the disk: killed at any point, nothing looks like a finished one.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { flushPath } from './flush-path.ts';

const UNFINISHED = '.unfinished-';

export interface NewFolder<Manifest> {
  /** Its parent, which is made when it is not there. */
  readonly in: string;
  /** It is called by this and `at`; a second one of the same second by `-2` as well, and so on. */
  readonly prefix: string;
  /** ISO 8601. */
  readonly at: string;
  /** The file that is written last, as JSON. */
  readonly manifestName: string;
  /** Fills the folder and says what its manifest is. */
  readonly fill: (growing: string) => Promise<Manifest>;
}

/** Removes what ended processes have left behind. What `fill` throws is thrown, and then nothing is left. */
export async function growFolder<Manifest>({
  in: parent,
  prefix,
  at,
  manifestName,
  fill,
}: NewFolder<Manifest>): Promise<{ readonly folder: string; readonly manifest: Manifest }> {
  const stamp = at.replace(/[-:]|\.\d+/g, '');
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  removeUnfinished(parent);
  const growing = underFreeName(
    (ending) => join(parent, `${UNFINISHED}${stamp}${ending}-${process.pid}`),
    (path) => mkdirSync(path, { mode: 0o700 }),
  );
  try {
    const manifest = await fill(growing);
    const entries = readdirSync(growing, { recursive: true, withFileTypes: true });
    const pathOf = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
    for (const entry of entries) if (entry.isFile()) flushPath(pathOf(entry));
    writeFileSync(join(growing, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    flushPath(join(growing, manifestName));
    for (const entry of entries) if (entry.isDirectory()) flushPath(pathOf(entry));
    flushPath(growing);
    const folder = underFreeName(
      (ending) => join(parent, `${prefix}${stamp}${ending}`),
      (path) => renameSync(growing, path),
    );
    flushPath(parent);
    return { folder, manifest };
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw error;
  }
}

/** Folders that begin or end in one second, in a program that runs twice: more than anybody starts. */
const MOST_NAMES = 100;

/** Uses the first name that nothing has, and gives it back. A folder never takes the name of one that holds something. */
function underFreeName(nameOf: (ending: string) => string, use: (path: string) => void): string {
  for (let number = 1; ; number++) {
    const path = nameOf(number === 1 ? '' : `-${number}`);
    try {
      use(path);
      return path;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (number === MOST_NAMES || !TAKEN.has(code)) throw error;
    }
  }
}

/** A folder is there that is not empty, or, on other systems and when one is made, anything. */
const TAKEN: ReadonlySet<string> = new Set(['EEXIST', 'ENOTEMPTY']);

function removeUnfinished(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(UNFINISHED) ? Number(/-(\d+)$/.exec(name)?.[1]) : Number.NaN;
    if (Number.isInteger(pid) && !isAlive(pid)) rmSync(join(parent, name), { recursive: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
