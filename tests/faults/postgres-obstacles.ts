/** Ways to keep a PostgreSQL server from taking anything, and what they are lifted by. All open to its superuser. */

import { PLATFORM_ROLE, type PostgresStore } from '@cloison/dev-env/faults/platform-on-store.ts';
import pg from 'pg';
import type { Obstacle } from './obstacle.ts';

/** What PostgreSQL says of a full disk, at every write of a record: SQLSTATE 53100. */
export function diskFull({ server, url }: PostgresStore): Obstacle {
  const records = (act: (table: string) => string) =>
    server.query(
      `DO $$ DECLARE one record; BEGIN
         FOR one IN SELECT schemaname, tablename FROM pg_tables WHERE schemaname ~ '^cloison_c' AND tablename = 'record' LOOP
           EXECUTE format('${act('%I.%I')}', one.schemaname, one.tablename);
         END LOOP; END $$`,
      url,
    );
  return {
    title: 'no more room on the disk',
    statuses: [507],
    total: true,
    put: async () => {
      await server.query(
        `CREATE FUNCTION public.no_room() RETURNS trigger LANGUAGE plpgsql AS
         $$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$`,
        url,
      );
      await records(
        (table) =>
          `CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON ${table} EXECUTE FUNCTION public.no_room()`,
      );
    },
    lift: async () => {
      await server.query('DROP FUNCTION IF EXISTS public.no_room() CASCADE', url);
    },
  };
}

export function readOnly({ server }: PostgresStore): Obstacle {
  return {
    title: 'store read-only',
    statuses: [503],
    total: true,
    put: () => server.set({ default_transaction_read_only: 'on' }),
    lift: () => server.set({ default_transaction_read_only: null }),
  };
}

/** Another session holds every table of the campaign: all connections of the platform wait, and then give up. */
export function poolExhausted({ url }: PostgresStore): Obstacle {
  let holder: pg.Client | null = null;
  return {
    title: 'all connections taken',
    statuses: [503],
    total: true,
    put: async () => {
      holder = new pg.Client({ connectionString: url });
      holder.on('error', () => undefined);
      await holder.connect();
      await holder.query('BEGIN');
      const { rows } = await holder.query<{ name: string }>(
        `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname ~ '^cloison_c'`,
      );
      await holder.query(`LOCK TABLE ${rows.map(({ name }) => name).join(', ')} IN ACCESS EXCLUSIVE MODE`);
    },
    lift: async () => {
      await holder?.end();
      holder = null;
    },
  };
}

/** The server gives the platform no connection, and has ended those that it had. */
export function noConnection({ server }: PostgresStore): Obstacle {
  const limit = (count: number) => server.query(`ALTER ROLE ${PLATFORM_ROLE} CONNECTION LIMIT ${count}`);
  return {
    title: 'no connection left at the server',
    statuses: [503],
    total: true,
    put: async () => {
      await limit(0);
      await server.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '${PLATFORM_ROLE}'`,
      );
    },
    lift: async () => {
      await limit(-1);
    },
  };
}

export const POSTGRES_OBSTACLES: readonly ((store: PostgresStore) => Obstacle)[] = [
  diskFull,
  readOnly,
  poolExhausted,
  noConnection,
];
