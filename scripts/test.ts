/** `npm test`: everything. Arguments go to Vitest: `npm test -- packages/qti`. */
import { buildApps } from './build.ts';
import { ensureChromium } from './chromium.ts';
import { runTool } from './run-tool.ts';

ensureChromium();
await buildApps();
process.exit(runTool('vitest', ['run', ...process.argv.slice(2)]));
