import { linkSync, lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';

export interface WholeFile {
  /** Permissions; by default those that the process gives to new files. */
  readonly mode?: number;
  /** Throws `EEXIST` when something has the name already, however it came there. */
  readonly isNew?: boolean;
}

/**
 * Writes a file that has its name only once it is whole and on the disk; until then it is `{path}.part`. When writing fails,
 * the disk being full, what had the name before has it still, and no part is left. What is there and is no plain file, a link
 * or a device, is written to directly.
 */
export function writeWhole(
  path: string,
  content: string | Uint8Array,
  { mode, isNew = false }: WholeFile = {},
): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there !== undefined && isNew) throw alreadyThere(path);
  if (there?.isFile() === false) {
    writeFileSync(path, content);
    return;
  }
  const part = `${path}.part`;
  try {
    // What a killed process left may be open to others.
    rmSync(part, { force: true });
    writeFileSync(part, content, { flush: true, ...(mode === undefined ? {} : { mode }) });
    if (isNew) giveNewName(part, path);
    else renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}

/** A link is refused when the name is taken, which a renaming is not; media without links (FAT) leave a moment between. */
function giveNewName(part: string, path: string): void {
  try {
    linkSync(part, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) throw alreadyThere(path);
    renameSync(part, path);
    return;
  }
  rmSync(part);
}

function alreadyThere(path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`EEXIST: file already exists, open '${path}'`), {
    code: 'EEXIST',
    syscall: 'open',
    path,
  });
}
