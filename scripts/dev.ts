/**
 * `npm run dev`: the demonstration, with the pages built again at each change of their sources (reload the browser).
 * Arguments go to the demonstration.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'vite';
import { buildApps } from './prepare/build-apps.ts';

const root = join(import.meta.dirname, '..');
await buildApps();
for (const app of ['pupil', 'school']) {
  await build({ root: join(root, 'apps', app), logLevel: 'warn', build: { watch: {}, emptyOutDir: true } });
}
const args = [
  '--disable-warning=ExperimentalWarning',
  join(root, 'scripts/demo.ts'),
  ...process.argv.slice(2),
];
const demo = spawn(process.execPath, args, { stdio: 'inherit' });
// Ctrl-C reaches the demonstration too: leave when it has ended.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('exit', (code) => process.exit(code ?? 0));
