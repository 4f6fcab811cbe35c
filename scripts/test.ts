/** `npm test`: everything. Arguments go to Vitest: `npm test -- packages/qti`. */
import { buildApps } from './build.ts';
import { ensureDebianPackages } from './debian.ts';
import { runTool } from './run-tool.ts';

ensureDebianPackages();
await buildApps();
process.exit(runTool('vitest', ['run', ...process.argv.slice(2)]));
