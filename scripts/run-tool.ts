/** Runs a tool that npm installed, with the Node of this process. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

/** Exit code of the tool. */
export function runTool(name: string, args: readonly string[]): number {
  const { status } = spawnSync(join(root, 'node_modules', '.bin', name), args, {
    cwd: root,
    stdio: 'inherit',
  });
  return status ?? 1;
}
