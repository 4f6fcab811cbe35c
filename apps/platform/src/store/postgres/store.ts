/**
 * The PostgreSQL store. Several processes share it, and no process caches anything that another could change unnoticed.
 *
 * A request begins with `campaign()`, which reads the state and the generation of the campaign, once for all requests of an
 * iteration of the event loop. What a process caches of publications, holders and content is valid for one generation. A save
 * begins without that query: it uses what is cached, and the statement that accepts it checks the generation.
 */
import { type PublishedCampaign, parseSignedStatement, type SignedStatement } from '@cloison/protocol/public';
import type { MaybePromise } from '../../base/maybe-promise.ts';
import { pepperMark } from '../../base/secrets.ts';
import { SetupError } from '../../base/setup-error.ts';
import type { CampaignLookup, LookupOf } from '../directory.ts';
import { newEra } from '../feed-cursor.ts';
import { SILENT_OBSERVER, type StoreObserver } from '../health.ts';
import type { PurgeBegun } from '../purging.ts';
import type { SavingCampaign } from '../saving.ts';
import { NONCE_MS, type SignedCallMark } from '../signed-calls.ts';
import { StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { Store } from '../store.ts';
import type { DumpEntry } from '../transfer.ts';
import type { BookedSlots } from '../unknown-code-slots.ts';
import { MAX_WAIT_MS, SLOT_MS } from '../unknown-code-slots.ts';
import { parsePostgresAddress } from './address.ts';
import { PostgresCampaign } from './campaign.ts';
import { Connections, type Query } from './connections.ts';
import { QueryBatcher } from './query-batcher.ts';
import { LOCK_CLASS, layOut, migrate, schemaOf } from './schema.ts';
import { dumpCampaign, fillCampaign } from './transfer.ts';
import { textArray } from './wire-values.ts';

export interface PostgresStoreOptions {
  /** See `address.ts`. */
  readonly address: string;
  /** The store keeps a mark of its pepper and refuses to open with another one, under which every token would be unknown. */
  readonly pepper: Uint8Array;
  readonly observer?: StoreObserver;
}

interface CampaignRow {
  readonly id: number;
  readonly name: string;
  readonly state: 'filling' | 'open' | 'moved' | 'purging' | 'purged';
  readonly generation: number;
  readonly purge_at: number | null;
  readonly purge_counts: string | null;
  readonly statement: string | null;
}

/**
 * Connects and migrates. Rejects with `SetupError`: `bad-setting` (a wrong address, or no server there),
 * `plain-store`, `wrong-secrets`, `too-new`.
 */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  const address = parsePostgresAddress(options.address);
  const connections = new Connections(address);
  try {
    await connections.session(migrate);
    await requirePepper(connections, pepperMark(options.pepper));
    return new PostgresStore(connections, options.observer ?? SILENT_OBSERVER);
  } catch (error) {
    await connections.close();
    if (error instanceof SetupError) throw error;
    if (error instanceof StorageFailure) {
      throw new SetupError('postgres-unusable', {
        host: address.host ?? '',
        port: address.port ?? 0,
        database: address.database ?? '',
      });
    }
    throw error;
  }
}

async function requirePepper(connections: Connections, mark: string): Promise<void> {
  const [kept] = await connections.query('SELECT mark FROM cloison.pepper_mark', []);
  if (kept === undefined) {
    await connections.query('INSERT INTO cloison.pepper_mark (mark) VALUES ($1) ON CONFLICT DO NOTHING', [
      mark,
    ]);
    return requirePepper(connections, mark);
  }
  if (kept.mark === mark) return;
  throw new SetupError('secrets-of-another-store');
}

/** The authority recognises this sentence and translates it: `not-destroyed.ts`. */
const NOT_ERASED =
  "PostgreSQL has removed the campaign's tables without overwriting their blocks; its write-ahead log until it is recycled, its archives, replicas and backups still hold parts of them.";

class PostgresStore implements Store {
  readonly notErased = NOT_ERASED;
  readonly #connections: Connections;
  readonly #observer: StoreObserver;
  readonly #rows: QueryBatcher<CampaignRow>;
  readonly #open = new Map<number, PostgresCampaign>();
  /** Campaigns that were open at their last look-up. */
  readonly #toSave = new Map<
    string,
    { readonly state: 'open'; readonly campaign: SavingCampaign; readonly asOf: number }
  >();
  #closing: Promise<void> | null = null;

  constructor(connections: Connections, observer: StoreObserver) {
    this.#connections = connections;
    this.#observer = observer;
    this.#rows = new QueryBatcher((names) => this.#readRows(names));
  }

  async #readRows(names: readonly string[]): Promise<ReadonlyMap<string, CampaignRow>> {
    const rows = (await this.#connections.quick(
      `SELECT id, name, state, generation, purge_at, purge_counts, statement FROM cloison.campaign
       WHERE name = ANY ($1::text[])`,
      [textArray(names)],
    )) as unknown as readonly CampaignRow[];
    const found = new Map(rows.map((row) => [row.name, row]));
    for (const name of names) {
      const row = found.get(name);
      if (row?.state === 'open') {
        const campaign = this.#campaignOf(row);
        if (this.#toSave.get(name)?.asOf !== row.generation) {
          this.#toSave.set(name, { state: 'open', campaign: campaign.asKnown(), asOf: row.generation });
        }
      } else {
        this.#toSave.delete(name);
      }
    }
    return found;
  }

  campaignToSave(name: string): MaybePromise<LookupOf<SavingCampaign>> {
    return this.#toSave.get(name) ?? this.campaign(name);
  }

  async campaign(name: string): Promise<CampaignLookup> {
    const row = await this.#rows.ask(name);
    if (row === null) return { state: 'absent' };
    switch (row.state) {
      case 'filling':
        return { state: 'absent' };
      case 'open':
      case 'moved':
        return { state: row.state, campaign: this.#campaignOf(row) };
      case 'purging':
        return { state: 'purging', begun: begunOf(row) };
      case 'purged':
        return { state: 'purged', statement: parseSignedStatement(JSON.parse(row.statement!)) };
    }
  }

  #campaignOf({ id, name, generation }: Pick<CampaignRow, 'id' | 'name' | 'generation'>): PostgresCampaign {
    let campaign = this.#open.get(id);
    if (campaign === undefined) {
      campaign = new PostgresCampaign({
        id,
        name,
        connections: this.#connections,
        observer: this.#observer,
        invalidate: () => this.#toSave.delete(name),
      });
      this.#open.set(id, campaign);
    }
    campaign.useGeneration(generation);
    return campaign;
  }

  async campaigns(): Promise<readonly string[]> {
    const rows = await this.#connections.query(
      "SELECT name FROM cloison.campaign WHERE state <> 'filling' ORDER BY name",
      [],
    );
    return rows.map(({ name }) => name as string);
  }

  async publish(name: string, published: PublishedCampaign): Promise<void> {
    const json = JSON.stringify(published);
    const row = await this.#connections.transaction(async (query) => {
      const row = await this.#rowForChange(query, name);
      if (row === null) return this.#create(query, name, 'open', json);
      if (row.state === 'purging' || row.state === 'purged') throw new StorageRefusal('purged');
      if (row.state !== 'open') throw new StorageFailure('unavailable');
      const [most] = await query(`SELECT max(calendar) AS most FROM ${schemaOf(row.id)}.holder`, []);
      if (most!.most !== null && (most!.most as number) >= published.calendars.length) {
        throw new StorageRefusal('calendar');
      }
      await query('UPDATE cloison.campaign SET published = $2 WHERE id = $1', [row.id, json]);
      const [renewed] = await query('SELECT cloison.renew($1) AS generation', [row.id]);
      return { ...row, generation: renewed!.generation as number };
    });
    this.#campaignOf(row);
  }

  /** The row of a campaign, null when there is none. Until the end of the transaction nobody else changes the campaign. */
  async #rowForChange(query: Query, name: string): Promise<CampaignRow | null> {
    const read = async () => {
      const [row] = await query(
        `SELECT id, name, state, generation, purge_at, purge_counts, statement FROM cloison.campaign WHERE name = $1`,
        [name],
      );
      return (row as unknown as CampaignRow | undefined) ?? null;
    };
    let row = await read();
    if (row === null) {
      await query(`SELECT pg_advisory_xact_lock(${LOCK_CLASS}, 0)`, []);
      row = await read();
    }
    if (row === null) return null;
    await query(`SELECT pg_advisory_xact_lock(${LOCK_CLASS}, $1)`, [row.id]);
    return read();
  }

  async #create(
    query: Query,
    name: string,
    state: 'open' | 'filling',
    json: string | null,
  ): Promise<CampaignRow> {
    const [row] = await query(
      `INSERT INTO cloison.campaign (name, state, layout, published) VALUES ($1, $2, 0, $3)
       RETURNING id, name, state, generation, purge_at, purge_counts, statement`,
      [name, state, json],
    );
    const made = row as unknown as CampaignRow;
    await layOut(query, made.id, 0);
    return made;
  }

  acceptCall({ key, sequence, nonce, nowMs }: SignedCallMark): Promise<'accepted' | 'replayed'> {
    return this.#connections
      .transaction(async (query) => {
        // The row of the key is locked, so that processes judge the calls of one key one after the other.
        const [row] = await query(
          `INSERT INTO cloison.authority_key AS k VALUES ($1, $2) ON CONFLICT (key) DO UPDATE SET sequence = excluded.sequence
           WHERE k.sequence < excluded.sequence AND NOT EXISTS (SELECT FROM cloison.nonce WHERE nonce = $3 AND at >= $4)
         RETURNING sequence`,
          [key, sequence, nonce, nowMs - NONCE_MS],
        );
        if (row === undefined) return 'replayed';
        await query('DELETE FROM cloison.nonce WHERE at < $1', [nowMs - NONCE_MS]);
        const [added] = await query(
          'INSERT INTO cloison.nonce VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING at',
          [nonce, nowMs],
        );
        if (added === undefined) throw new Replayed();
        return 'accepted' as const;
      })
      .catch((error: unknown) => {
        if (error instanceof Replayed) return 'replayed';
        throw error;
      });
  }

  async bookSlots(campaign: string, wanted: number): Promise<BookedSlots> {
    const [row] = await this.#connections.quick(
      'SELECT booked, first_ms FROM cloison.book_turns($1, $2, $3, $4)',
      [campaign, wanted, SLOT_MS, MAX_WAIT_MS],
    );
    return { count: row!.booked as number, firstMs: row!.first_ms as number };
  }

  async beginPurge(name: string, nowMs: number): Promise<PurgeBegun> {
    const begun = await this.#connections.longTransaction(async (query) => {
      const row = await this.#rowForChange(query, name);
      if (row?.state === 'purging') return begunOf(row);
      // Another process was faster: the caller asks again and gets its statement.
      if (row?.state === 'purged') throw new StorageFailure('unavailable');
      if (row?.state !== 'open' && row?.state !== 'moved') throw new Error('only an open campaign is purged');
      const begun: PurgeBegun = { atMs: nowMs, counts: await this.#campaignOf(row).countsIn(query) };
      await query(
        "UPDATE cloison.campaign SET state = 'purging', purge_at = $2, purge_counts = $3 WHERE id = $1",
        [row.id, begun.atMs, JSON.stringify(begun.counts)],
      );
      return begun;
    });
    this.#toSave.delete(name);
    return begun;
  }

  async erase(name: string): Promise<void> {
    await this.#connections.longTransaction(async (query) => {
      const row = await this.#rowForChange(query, name);
      if (row?.state === 'purged') return;
      if (row?.state !== 'purging') throw new Error('erasing begins with beginPurge');
      await this.#drop(query, row.id);
      this.#open.delete(row.id);
    });
    // Dropped tables lose their contents at the commit and their files at the next checkpoint. Ask for one now, if allowed.
    await this.#connections.session((query) => query('CHECKPOINT')).catch(() => undefined);
  }

  async #drop(query: Query, id: number): Promise<void> {
    await query(`DROP SCHEMA IF EXISTS ${schemaOf(id)} CASCADE`);
    await query('DELETE FROM cloison.era WHERE campaign = $1', [id]);
  }

  async finishPurge(name: string, statement: SignedStatement): Promise<void> {
    await this.#connections.query(
      "UPDATE cloison.campaign SET state = 'purged', statement = $2, published = NULL WHERE name = $1 AND state = 'purging'",
      [name, JSON.stringify(statement)],
    );
  }

  beginMove(name: string): Promise<void> {
    return this.#setMoved(name, 'moved');
  }

  cancelMove(name: string): Promise<void> {
    return this.#setMoved(name, 'open');
  }

  async #setMoved(name: string, state: 'moved' | 'open'): Promise<void> {
    await this.#connections.transaction(async (query) => {
      const row = await this.#rowForChange(query, name);
      if (row === null || row.state === 'filling') throw new StorageRefusal('absent');
      if (row.state !== 'open' && row.state !== 'moved') throw new StorageRefusal('purged');
      await query('UPDATE cloison.campaign SET state = $2 WHERE id = $1', [row.id, state]);
    });
    this.#toSave.delete(name);
  }

  async *dump(name: string): AsyncGenerator<DumpEntry> {
    const lookup = await this.campaign(name);
    if (lookup.state !== 'open' && lookup.state !== 'moved') {
      throw new StorageRefusal(lookup.state === 'absent' ? 'absent' : 'purged');
    }
    yield* dumpCampaign(this.#connections, lookup.campaign as PostgresCampaign);
  }

  async restore(name: string, entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>): Promise<void> {
    await this.#connections.session(async (session) => {
      // A session lock: if this process is killed, the server releases it.
      const [taken] = await session('SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS taken', [name]);
      if (taken!.taken !== true) throw new StorageFailure('unavailable');
      try {
        const row = await this.#connections.transaction(async (query) => {
          const row = await this.#rowForChange(query, name);
          if (row !== null && row.state !== 'filling') {
            throw new StorageRefusal(
              row.state === 'purging' || row.state === 'purged' ? 'purged' : 'present',
            );
          }
          if (row !== null) {
            await this.#drop(query, row.id);
            await query('DELETE FROM cloison.campaign WHERE id = $1', [row.id]);
          }
          return this.#create(query, name, 'filling', null);
        });
        await fillCampaign(session, row.id, entries);
      } finally {
        await session('SELECT pg_advisory_unlock(hashtextextended($1, 0))', [name]).catch(() => undefined);
      }
    });
  }

  async renewEras(): Promise<void> {
    await this.#connections.transaction(async (query) => {
      const open = await query(
        "SELECT id FROM cloison.campaign WHERE state IN ('open', 'moved') ORDER BY id",
        [],
      );
      for (const { id } of open as readonly { id: number }[]) {
        await query(`SELECT pg_advisory_xact_lock(${LOCK_CLASS}, $1)`, [id]);
        await query('DELETE FROM cloison.era WHERE campaign = $1', [id]);
        await query('INSERT INTO cloison.era VALUES ($1, $2, 0)', [id, newEra()]);
      }
    });
  }

  async check(): Promise<void> {
    await this.#connections.quick('UPDATE cloison.pepper_mark SET checked = checked + 1', []);
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeAll();
    return this.#closing;
  }

  async #closeAll(): Promise<void> {
    await Promise.all([...this.#open.values()].map((campaign) => campaign.close()));
    await this.#connections.close();
  }
}

class Replayed extends Error {}

function begunOf(row: CampaignRow): PurgeBegun {
  return { atMs: row.purge_at!, counts: JSON.parse(row.purge_counts!) as PurgeBegun['counts'] };
}
