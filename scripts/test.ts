/** `npm test`: everything. Arguments go to Vitest: `npm test -- packages/qti`. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildApps } from './prepare/build-apps.ts';
import { ensureDebianPackages } from './prepare/debian-packages.ts';
import { memoryFolder } from './prepare/memory-folder.ts';
import { runTool } from './run-tool.ts';

ensureDebianPackages();
// Tests start hundreds of commands: compiled code that is kept saves each of them 0.3 s of processor.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled');
await buildApps();
const folder = process.env.TMPDIR === undefined ? memoryFolder() : null;
if (folder !== null) process.env.TMPDIR = folder;
// Ctrl-C ends Vitest; what it wrote is then still removed here.
process.on('SIGINT', () => {});
let code = 1;
try {
  code = runTool('vitest', ['run', ...process.argv.slice(2)]);
} finally {
  if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
process.exit(code);
