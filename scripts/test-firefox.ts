/**
 * `npm run test:firefox`: the pages of pupils and schools in Debian's Firefox ESR, which is installed when it is missing. Not part of `npm test`:
 * it takes minutes. Arguments go to Vitest.
 */
import { buildApps } from './prepare/build-apps.ts';
import { ensureDebianPackages, FIREFOX_PACKAGE } from './prepare/debian-packages.ts';
import { runTool } from './run-tool.ts';

/** Left out: tests of Chromium's own protocol, and of what goes over the network below the page. */
const FILES = {
  pupil: [
    'ahead',
    'answering',
    'before-the-test',
    'accessibility',
    'cards',
    'custom',
    'offline',
    'pictures',
    'reading',
    'reading-order',
    'resuming',
    'tools',
    'trouble',
    'upload',
  ],
  school: [
    'access',
    'area',
    'closing',
    'desk',
    'entry',
    'forged-report',
    'head',
    'left-open',
    'missing',
    'narrow',
    'results',
    'second-entry',
    'strict-pages',
  ],
};

ensureDebianPackages(FIREFOX_PACKAGE);
await buildApps();
process.env.CLOISON_TEST_BROWSER = 'firefox';
const given = process.argv.slice(2);
const all = [
  ...Object.entries(FILES).flatMap(([page, names]) => names.map((name) => `tests/${page}/${name}.test.ts`)),
  'apps/authority/src/verify/firefox-visit.test.ts',
];
process.exit(runTool('vitest', ['run', '--maxWorkers=1', ...(given.length > 0 ? given : all)]));
