import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StorageFailure } from '../storage-error.ts';
import { parsePostgresAddress } from './address.ts';
import { Connections } from './connections.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await PostgresServer.start();
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

  it('keeps nothing of what it sent once that was answered, not until the whole heap is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as (options: { readonly type: 'minor' | 'major' }) => void;
    const connections = new Connections(parsePostgresAddress(await server.createDatabase()));
    const ask = async (times: number) => {
      for (let time = 0; time < times; time++) {
        const [row] = await connections.quick('SELECT length($1::bytea) AS n', [Buffer.alloc(20_000)]);
        expect(row).toEqual({ n: 20_000 });
      }
    };
    await ask(10);
    collect({ type: 'major' });
    const before = process.memoryUsage().arrayBuffers;
    await ask(100);
    // What survives one is looked at once more by the next.
    for (let time = 0; time < 3; time++) collect({ type: 'minor' });
    // Of two million bytes.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400_000);
    await connections.close();
  });
});
