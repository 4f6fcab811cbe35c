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
  /** It is called by this and `at`. */
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
  const growing = join(parent, `${UNFINISHED}${stamp}-${process.pid}`);
  const folder = join(parent, `${prefix}${stamp}`);
  try {
    mkdirSync(parent, { recursive: true, mode: 0o700 });
    removeUnfinished(parent);
    mkdirSync(growing, { mode: 0o700 });
    const manifest = await fill(growing);
    const entries = readdirSync(growing, { recursive: true, withFileTypes: true });
    const pathOf = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
    for (const entry of entries) if (entry.isFile()) flushPath(pathOf(entry));
    writeFileSync(join(growing, manifestName), `${JSON.stringify(manifest, null, 1)}\n`, { mode: 0o600 });
    flushPath(join(growing, manifestName));
    for (const entry of entries) if (entry.isDirectory()) flushPath(pathOf(entry));
    flushPath(growing);
    renameSync(growing, folder);
    flushPath(parent);
    return { folder, manifest };
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw error;
  }
}

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
