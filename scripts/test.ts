/** `npm test`: everything. Arguments go to Vitest: `npm test -- packages/qti`. */
import { buildApps } from './prepare/build-apps.ts';
import { ensureDebianPackages } from './prepare/debian-packages.ts';
import { runTool } from './run-tool.ts';

ensureDebianPackages();
await buildApps();
process.exit(runTool('vitest', ['run', ...process.argv.slice(2)]));
