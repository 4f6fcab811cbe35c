import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageFailure } from '../store.ts';
import { Connections } from './connections.ts';
import { parsePostgresAddress } from './postgres-address.ts';
import { TestPostgres } from './test-postgres.ts';

let server: TestPostgres;
beforeAll(async () => {
  server = await TestPostgres.start();
});
afterAll(() => server.remove());

describe('a connection', () => {
  it('that the server ends between two statements refuses the second and nothing more: the process ended with it', async () => {
    const connections = new Connections(parsePostgresAddress(await server.createDatabase()));
    const used = connections.session(async (query) => {
      const [row] = await query('SELECT pg_backend_pid() AS pid');
      await server.query(`SELECT pg_terminate_backend(${row!.pid as number})`);
      // Its last words come while nothing is asked of it.
      await sleep(300);
      return query('SELECT 1');
    });
    await expect(used).rejects.toBeInstanceOf(StorageFailure);
    expect(await connections.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await connections.close();
  });
});
