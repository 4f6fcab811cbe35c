/** `npm test`: everything. Arguments go to Vitest: `npm test -- packages/qti`. */
import { join } from 'node:path';
import { buildApps } from './prepare/build-apps.ts';
import { ensureDebianPackages } from './prepare/debian-packages.ts';
import { runTool } from './run-tool.ts';

ensureDebianPackages();
// Tests start hundreds of commands: compiled code that is kept saves each of them 0.3 s of processor.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '..', 'node_modules', '.cache', 'compiled');
await buildApps();
process.exit(runTool('vitest', ['run', ...process.argv.slice(2)]));
