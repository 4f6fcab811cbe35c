import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { PostgresServer } from './postgres-server.ts';

it('a test server keeps what was committed before a kill -9, and leaves nothing behind when it goes', async () => {
  const postgres = await PostgresServer.start({ tls: true });
  const url = await postgres.createDatabase();
  await postgres.query('CREATE TABLE line (n int); INSERT INTO line VALUES (1)', url);
  expect(await postgres.query('SHOW fsync')).toEqual([{ fsync: 'on' }]);
  expect(await postgres.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'on' }]);
  await postgres.kill();
  await expect(postgres.query('SELECT 1')).rejects.toThrow();
  await postgres.restart();
  expect(await postgres.query('SELECT n FROM line', url)).toEqual([{ n: 1 }]);
  await postgres.set({ default_transaction_read_only: 'on' });
  await expect(postgres.query('INSERT INTO line VALUES (2)', url)).rejects.toThrow('read-only');
  await postgres.set({ default_transaction_read_only: null });
  await postgres.query('INSERT INTO line VALUES (2)', url);
  const { pid, folder } = postgres;
  await postgres.remove();
  expect(existsSync(folder)).toBe(false);
  expect(spawnSync('kill', ['-0', String(pid)]).status).not.toBe(0);
});
