/** The load run at a small size; `npm run load` is the large one. */

import { startStoreServer } from '@cloison/dev-env/stores/store-server.ts';
import { describe, expect, it } from 'vitest';
import { runLoad } from './load-run.ts';
import { shares } from './plan.ts';

const PLAN = {
  pupils: 120,
  loginMs: 1500,
  sustainMs: 2000,
  saveEveryMs: 500,
  minSaves: 2,
  finishMs: 500,
};

describe('A load run', () => {
  it.each([
    ['sqlite', 1],
    ['postgres', 2],
    ['nats', 2],
  ] as const)(
    'brings every pupil from login to final record, and finds every acknowledged save in the store: %s',
    async (kind, processes) => {
      const server = await startStoreServer(kind);
      try {
        const { url: store, pids: storePids } = server;
        const result = await runLoad({ plan: PLAN, store, storePids, processes, tls: false });
        expect(result.failures).toEqual([]);
        expect(result).toMatchObject({
          finished: 120,
          failed: 0,
          connections: 120,
          acknowledged: 120,
          found: 120,
          lost: 0,
          finals: 120,
        });
        expect(result.login.count).toBe(120);
        expect(result.allLoggedInS).toBeGreaterThan(0);
        expect(result.save.count).toBeGreaterThanOrEqual(3 * 120);
        expect(result.cpu.serviceS).toBeGreaterThan(0);
      } finally {
        await server.stop();
      }
    },
  );
  it('speaks TLS with the service when it is asked to', async () => {
    const plan = { ...PLAN, pupils: 20, sustainMs: 500 };
    const result = await runLoad({ plan, store: null, processes: 1, tls: true });
    expect(result).toMatchObject({ finished: 20, failed: 0, lost: 0, finals: 20, failures: [] });
  });
  it('gives each pupil to one process', () => {
    expect(shares(10, 3)).toEqual([
      [0, 3],
      [3, 3],
      [6, 4],
    ]);
  });
});
