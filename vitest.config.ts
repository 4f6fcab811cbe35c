import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Half a minute and more each, those that wait for servers between those that compute; then the folders of browsers. */
const LONG = [
  'tests/life/demo',
  'apps/platform/src/store/nats/cluster',
  'tests/office/console',
  'tests/operations/operations',
  'tests/pupil/resuming',
  'tests/faults/obstacle',
  'apps/authority/src/cli/kill',
  'tests/simulate/simulate',
  'tests/faults/killed-server',
  'tests/school/closing',
  'tests/audit/audit',
  'tests/authority/kill',
  'tests/school/access',
  'tests/pupil/accessibility',
  'tests/school/entry',
  'tests/school/desk',
  'tests/fuzz/fuzz',
  'tests/life/profile-leak',
  'tests/school/',
  'tests/pupil/',
  'tests/load/load',
  'tests/model/model',
  'tests/hostile/bad-input',
  'tests/life/',
];

/** A long file that begins last would run alone at the end. Vitest itself knows how long they take after a first run only. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => {
      const index = LONG.findIndex((path) => moduleId.includes(path));
      return index === -1 ? LONG.length : index;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

/** Rooms whose tests only compute, nearly all: no server, no browser, no database. */
const COMPUTING = [
  'packages/{csv,disclosure,measurement,protocol,qti,study-files,theme}/src/**/*.test.ts',
  'apps/{office,pupil,school}/src/**/*.test.{ts,tsx}',
];

/** Those of them that leave their process as it was: they put nothing in the place of a module, a clock or a variable. */
const COMPUTE_ONLY = globSync(COMPUTING, { cwd: import.meta.dirname }).filter(
  (file) => !/\bvi\.|process\.env|globalThis/.test(readFileSync(join(import.meta.dirname, file), 'utf8')),
);

export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'computing',
          include: COMPUTE_ONLY,
          // Many files in one process: to start one, and to load a room again, takes longer than most of these tests.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'alone',
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.{ts,tsx}',
            'apps/platform/bench/*.test.ts',
            'examples/src/**/*.test.ts',
            'tests/**/*.test.ts',
            'scripts/**/*.test.ts',
          ],
          exclude: ['**/node_modules/**', ...COMPUTE_ONLY],
        },
      },
    ],
    // Far more than any test takes on a machine that is ten times slower: a limit ends what hangs, and says nothing about speed.
    // No test has a shorter one of its own. Speed is measured by the benches.
    testTimeout: 900_000,
    hookTimeout: 900_000,
    // Its own default is one second.
    expect: { poll: { timeout: 120_000 } },
    // Three for two cores: a test that waits for a server, a browser or a clock leaves its core to another.
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    // Why: scripts/run.mjs.
    execArgv: ['--no-memory-protection-keys'],
  },
});
