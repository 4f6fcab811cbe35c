/** The console's program on a vault that is there, for its bench: `console-child.ts VAULT KEYS INSTANT`; the address on its first line. */
import { createInterface } from 'node:readline';
import { SAMPLE_COST, SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import { startConsole } from '../../apps/authority/src/console/start-console.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { PAGES } from './console-browser.ts';

const [vaultFolder = '', keysFolder = '', instant = ''] = process.argv.slice(2);
const running = await startConsole({
  vaultFolder,
  keysFolder,
  keys: openKeyStore(keysFolder, SAMPLE_PASSPHRASE, SAMPLE_COST),
  passphrase: SAMPLE_PASSPHRASE,
  actor: { who: 'c.lambert', now: () => new Date(instant) },
  waitMs: 30_000,
  pages: PAGES,
  onError: (error) => process.stderr.write(`${(error as Error).stack ?? error}\n`),
});
process.stdout.write(`${running.address()}\n`);
// A line on standard input: what this process has used. Its end ends the console.
for await (const _line of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  const memory = process.memoryUsage();
  process.stdout.write(
    `${JSON.stringify({
      cpuSeconds: (user + system) / 1e6,
      residentMiB: memory.rss / 2 ** 20,
      peakMiB: process.resourceUsage().maxRSS / 1024,
    })}\n`,
  );
}
await running.close();
process.exit(0);
