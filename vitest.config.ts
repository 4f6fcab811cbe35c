import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'apps/*/src/**/*.test.{ts,tsx}',
      'apps/platform/bench/*.test.ts',
      'examples/src/**/*.test.ts',
      'tests/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    // Generous, so that a machine that does other work too fails no test; speed is measured by the benches.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    // Why: scripts/run.mjs.
    execArgv: ['--no-memory-protection-keys'],
  },
});
