import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes a file that has its name only once it is whole and on the disk; until then it is `{path}.part`. When writing fails,
 * the disk being full, what had the name before has it still, and no part is left. What is there and is no plain file, a link
 * or a device, is written to directly.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  if (lstatSync(path, { throwIfNoEntry: false })?.isFile() === false) {
    writeFileSync(path, content);
    return;
  }
  const part = `${path}.part`;
  try {
    writeFileSync(part, content, { flush: true });
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
}
