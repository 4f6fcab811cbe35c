/**
 * `npm run test:firefox`: the pupil's pages in Debian's Firefox ESR, which is installed when it is missing. Not part of `npm test`:
 * it takes minutes. Arguments go to Vitest.
 */
import { buildApps } from './prepare/build-apps.ts';
import { ensureDebianPackages, FIREFOX_PACKAGE } from './prepare/debian-packages.ts';
import { runTool } from './run-tool.ts';

/** Tests of what pupils do. Left out: those of Chromium's own protocol, and of what goes over the network below the page. */
const FILES = [
  'answering',
  'before-the-test',
  'accessibility',
  'offline',
  'pictures',
  'reading',
  'reading-order',
  'tools',
  'trouble',
].map((name) => `tests/pupil/${name}.test.ts`);

ensureDebianPackages(FIREFOX_PACKAGE);
await buildApps();
process.env.CLOISON_TEST_BROWSER = 'firefox';
const given = process.argv.slice(2);
process.exit(runTool('vitest', ['run', '--maxWorkers=1', ...(given.length > 0 ? given : FILES)]));
