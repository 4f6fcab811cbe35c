/**
 * Turns a campaign's tables into dump entries, and dump entries into tables. Reading goes page by page. Filling commits large
 * batches without waiting for the disk, because nothing counts before the end, and the last commit flushes them all.
 */
import { hash } from 'node:crypto';
import {
  type Bytes,
  type HolderRole,
  parseEnvelopeHeader,
  parsePublishedCampaign,
} from '@cloison/protocol/public';
import { MINUTE_MS } from '../minutes.ts';
import { ANSWERS } from '../save-policy.ts';
import { StorageRefusal } from '../storage-error.ts';
import type { DumpEntry, DumpedEnvelope, DumpedRecord } from '../transfer.ts';
import type { Connections, Query, Row, Value } from './connections.ts';
import { schemaOf } from './schema.ts';
import { asBuffer, boolArray, byteaArray, int8Array, textArray } from './wire-values.ts';

/** Rows of a page. */
const PAGE = 500;
/** Entries of one batch when filling, and bytes after which a smaller batch is sent. */
const BATCH = 2000;
const BATCH_BYTES = 8 * 1024 * 1024;

type Source = { readonly id: number };

/** All entries, in the order of `TransferStore.dump`. */
export async function* dumpCampaign(connections: Connections, { id }: Source): AsyncGenerator<DumpEntry> {
  const s = schemaOf(id);
  const { query } = connections;
  const [row] = await query('SELECT published FROM cloison.campaign WHERE id = $1', [id]);
  yield { kind: 'published', published: parsePublishedCampaign(JSON.parse(row!.published as string)) };
  for (const { key, sequence } of await query('SELECT key, sequence FROM cloison.authority_key', [])) {
    yield { kind: 'caller', key: key as string, sequence: sequence as number };
  }
  for (const { hash: name } of await query(`SELECT hash FROM ${s}.content ORDER BY hash`, [])) {
    const [file] = await query(`SELECT hash, type, identity, gzip, br FROM ${s}.content WHERE hash = $1`, [
      name as string,
    ]);
    if (file !== undefined) yield { kind: 'content', file: file as never };
  }
  for await (const page of holderPages(query, s)) {
    for (const { holder, access, calendar, role, revoked } of page) {
      const line = { holder: holder as Bytes, access: access as Bytes, calendar: calendar as number };
      yield { kind: 'holder', holder: { ...line, role: role as HolderRole }, revoked: revoked as boolean };
    }
  }
  for await (const page of holderPages(query, s)) {
    const ids = int8Array(page.map((one) => one.id as number));
    const of = 'FROM unnest($1::bigint[]) AS g (id) JOIN';
    const documents = `SELECT t.envelope ${of} ${s}.document t ON t.holder = g.id`;
    for (const { envelope } of await query(documents, [ids])) {
      yield { kind: 'document', envelope: envelope as Bytes };
    }
  }
  for await (const page of holderPages(query, s)) {
    const rows = await query(
      `SELECT h.holder, t.name, t.after, t.sealed FROM unnest($1::bigint[]) AS g (id)
       JOIN ${s}.holder h ON h.id = g.id JOIN ${s}.routing t ON t.holder = h.id`,
      [int8Array(page.map((one) => one.id as number))],
    );
    for (const { holder, name, after, sealed } of rows) {
      const line = { name: name as string, after: after as string, sealed: sealed as Bytes };
      yield { kind: 'routing', routing: { holder: holder as Bytes, ...line } };
    }
  }
  for (const { name, calendar, key } of await query(
    `SELECT name, calendar, key FROM ${s}.released_key`,
    [],
  )) {
    yield {
      kind: 'key',
      released: { name: name as string, calendar: calendar as number, key: key as Bytes },
    };
  }
  for await (const page of holderPages(query, s)) yield* recordsOf(query, s, page);
  for await (const page of holderPages(query, s)) {
    const rows = await query(
      `SELECT h.holder AS uploader, t.envelope, t.at FROM unnest($1::bigint[]) AS g (id)
       JOIN ${s}.holder h ON h.id = g.id JOIN ${s}.rescue t ON t.uploader = h.id`,
      [int8Array(page.map((one) => one.id as number))],
    );
    for (const one of rows) yield { kind: 'rescue', uploader: one.uploader as Bytes, kept: keptOf(one) };
  }
}

async function* holderPages(query: Query, schema: string): AsyncGenerator<readonly Row[]> {
  for (let after = 0; ; ) {
    const rows = await query(
      `SELECT id, holder, access, calendar, role, revoked FROM ${schema}.holder WHERE id > $1 ORDER BY id LIMIT ${PAGE}`,
      [after],
    );
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id as number;
  }
}

/** Records of a page of holders, with answers and branches. */
async function* recordsOf(
  query: Query,
  schema: string,
  holders: readonly Row[],
): AsyncGenerator<DumpedRecord> {
  // A class can have hundreds of records, so a few holders at a time keep memory small.
  for (let i = 0; i < holders.length; i += 20) {
    const some = holders.slice(i, i + 20);
    const owners = new Map(some.map((one) => [one.id as number, one.holder as Bytes]));
    const records = await query(
      `SELECT t.id, t.holder, t.name, t.envelope, t.at FROM unnest($1::bigint[]) AS g (id)
       JOIN ${schema}.record t ON t.holder = g.id ORDER BY t.holder, t.name`,
      [int8Array([...owners.keys()])],
    );
    if (records.length === 0) continue;
    const ids = int8Array(records.map(({ id }) => id as number));
    const answers = grouped(
      await query(
        `WITH RECURSIVE accepted AS (
           SELECT v.* FROM unnest($1::bigint[]) AS g (id) JOIN ${schema}.record r ON r.id = g.id
             JOIN ${schema}.version v ON v.place = r.place
           UNION ALL
           SELECT v.* FROM accepted a JOIN ${schema}.version v ON v.place = a.before
         )
         SELECT record, hash, 0::smallint AS answer FROM accepted
         UNION ALL
         SELECT t.record, t.hash, t.answer FROM unnest($1::bigint[]) AS g (id) JOIN ${schema}.seen t ON t.record = g.id`,
        [ids],
      ),
    );
    const branches = grouped(
      await query(
        `SELECT t.record, t.envelope, t.at, t.reason FROM unnest($1::bigint[]) AS g (id)
         JOIN ${schema}.branch t ON t.record = g.id ORDER BY t.place`,
        [ids],
      ),
    );
    for (const record of records) {
      const id = record.id as number;
      yield {
        kind: 'record',
        holder: owners.get(record.holder as number)!,
        name: record.name as string,
        head: record.envelope === null ? null : keptOf(record),
        answers: (answers.get(id) ?? []).map((one) => ({
          hash: one.hash as Bytes,
          answer: ANSWERS[one.answer as 0 | 1 | 2],
        })),
        branches: (branches.get(id) ?? []).map((one) => ({
          ...keptOf(one),
          reason: one.reason as 'late' | 'conflict',
        })),
      };
    }
  }
}

function grouped(rows: readonly Row[]): ReadonlyMap<number, readonly Row[]> {
  return Map.groupBy(rows, ({ record }) => record as number);
}

function keptOf({ envelope, at }: Row): DumpedEnvelope {
  return { envelope: envelope as Bytes, atMs: (at as number) * MINUTE_MS };
}

/** Fills the tables of a campaign that is `filling`, and opens it with the last commit. */
export async function fillCampaign(
  session: Query,
  campaign: number,
  entries: Iterable<DumpEntry> | AsyncIterable<DumpEntry>,
): Promise<void> {
  const filling = new Filling(session, campaign);
  await session('SET synchronous_commit = off; SET statement_timeout = 600000');
  try {
    for await (const entry of entries) await filling.take(entry);
    await filling.end();
  } finally {
    await session('RESET synchronous_commit; RESET statement_timeout').catch(() => undefined);
  }
}

class Filling {
  readonly #query: Query;
  readonly #campaign: number;
  readonly #schema: string;
  readonly #callers: { readonly key: string; readonly sequence: number }[] = [];
  #published: string | null = null;
  #calendars = 0;
  #batch: DumpEntry[] = [];
  #bytes = 0;

  constructor(query: Query, campaign: number) {
    this.#query = query;
    this.#campaign = campaign;
    this.#schema = schemaOf(campaign);
  }

  async take(entry: DumpEntry): Promise<void> {
    switch (entry.kind) {
      case 'published':
        this.#calendars = entry.published.calendars.length;
        this.#published = JSON.stringify(entry.published);
        return;
      case 'caller':
        this.#callers.push(entry);
        return;
      case 'holder':
        if (entry.holder.calendar >= this.#calendars) throw new StorageRefusal('calendar');
        break;
      case 'key':
        if (entry.released.calendar >= this.#calendars) throw new StorageRefusal('calendar');
        break;
    }
    if (this.#batch.length > 0 && this.#batch[0]!.kind !== entry.kind) await this.#flush();
    this.#batch.push(entry);
    this.#bytes += bytesOf(entry);
    if (this.#batch.length >= BATCH || this.#bytes >= BATCH_BYTES) await this.#flush();
  }

  /** Call after the last entry. Its commit opens the campaign and puts everything before it on the disk. */
  async end(): Promise<void> {
    await this.#flush();
    if (this.#published === null) throw new StorageRefusal('absent');
    const names = ['holder', 'record', 'version', 'seen', 'branch', 'rescue', 'document', 'routing'];
    for (const name of names) await this.#query(`ANALYZE ${this.#schema}.${name}`);
    await this.#query('BEGIN; SET LOCAL synchronous_commit = on');
    try {
      await this.#query('SELECT cloison.enter($1)', [this.#campaign]);
      for (const { key, sequence } of this.#callers) {
        await this.#query(
          `INSERT INTO cloison.authority_key AS k VALUES ($1, $2)
           ON CONFLICT (key) DO UPDATE SET sequence = greatest(k.sequence, excluded.sequence)`,
          [key, sequence],
        );
      }
      await this.#query("UPDATE cloison.campaign SET state = 'open', published = $2 WHERE id = $1", [
        this.#campaign,
        this.#published,
      ]);
      await this.#query('COMMIT');
    } catch (error) {
      await this.#query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #flush(): Promise<void> {
    const batch = this.#batch;
    this.#batch = [];
    this.#bytes = 0;
    if (batch.length === 0) return;
    await this.#query('BEGIN');
    try {
      await this.#query('SELECT cloison.enter($1)', [this.#campaign]);
      await this.#insert(batch);
      await this.#query('COMMIT');
    } catch (error) {
      await this.#query('ROLLBACK').catch(() => undefined);
      throw error;
    }
  }

  async #insert(batch: readonly DumpEntry[]): Promise<void> {
    const s = this.#schema;
    const of = <K extends DumpEntry['kind']>(kind: K) =>
      batch.filter((entry): entry is Extract<DumpEntry, { kind: K }> => entry.kind === kind);
    switch (batch[0]!.kind) {
      case 'content':
        for (const { file } of of('content')) {
          const { hash: name, type, identity, gzip, br } = file;
          await this.#query(`INSERT INTO ${s}.content VALUES ($1, $2, $3, $4, $5)`, [
            name,
            type,
            asBuffer(identity),
            gzip === null ? null : asBuffer(gzip),
            br === null ? null : asBuffer(br),
          ]);
        }
        return;
      case 'holder': {
        const lines = of('holder');
        await this.#query(
          `INSERT INTO ${s}.holder (holder, access, calendar, role, revoked)
           SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::text[], $5::boolean[])`,
          [
            byteaArray(lines.map(({ holder }) => holder.holder)),
            byteaArray(lines.map(({ holder }) => holder.access)),
            int8Array(lines.map(({ holder }) => holder.calendar)),
            textArray(lines.map(({ holder }) => holder.role)),
            boolArray(lines.map(({ revoked }) => revoked)),
          ],
        );
        return;
      }
      case 'document': {
        const envelopes = of('document').map(({ envelope }) => ({ envelope, atMs: 0 }));
        await this.#query(
          `INSERT INTO ${s}.document SELECT h.id, g.name, g.version, g.hash, g.envelope
           FROM unnest(${ENVELOPES}) AS g (holder, device, name, version, final, hash, at, envelope)
           JOIN ${s}.holder h ON h.holder = g.holder`,
          envelopeColumns(envelopes),
        );
        return;
      }
      case 'routing': {
        const lines = of('routing').map(({ routing }) => routing);
        await this.#query(
          `INSERT INTO ${s}.routing SELECT h.id, g.name, g.after, g.sealed
           FROM unnest($1::bytea[], $2::text[], $3::text[], $4::bytea[]) AS g (holder, name, after, sealed)
           JOIN ${s}.holder h ON h.holder = g.holder`,
          [
            byteaArray(lines.map(({ holder }) => holder)),
            textArray(lines.map(({ name }) => name)),
            textArray(lines.map(({ after }) => after)),
            byteaArray(lines.map(({ sealed }) => sealed)),
          ],
        );
        return;
      }
      case 'key': {
        const lines = of('key').map(({ released }) => released);
        await this.#query(
          `INSERT INTO ${s}.released_key SELECT * FROM unnest($1::text[], $2::bigint[], $3::bytea[])`,
          [
            textArray(lines.map(({ name }) => name)),
            int8Array(lines.map(({ calendar }) => calendar)),
            byteaArray(lines.map(({ key }) => key)),
          ],
        );
        return;
      }
      case 'record':
        await this.#insertRecords(of('record'));
        return;
      case 'rescue': {
        const lines = of('rescue');
        await this.#query(
          `INSERT INTO ${s}.rescue
           SELECT u.id, h.id, g.name, g.version, g.hash, g.at, nextval('${s}.place'), g.envelope
           FROM unnest(${ENVELOPES}, $9::bytea[])
             AS g (holder, device, name, version, final, hash, at, envelope, uploader)
           JOIN ${s}.holder h ON h.holder = g.holder JOIN ${s}.holder u ON u.holder = g.uploader`,
          [
            ...envelopeColumns(lines.map(({ kept }) => kept)),
            byteaArray(lines.map(({ uploader }) => uploader)),
          ],
        );
        return;
      }
    }
  }

  async #insertRecords(records: readonly DumpedRecord[]): Promise<void> {
    const s = this.#schema;
    const made = await this.#query(
      `INSERT INTO ${s}.record (holder, name) SELECT h.id, g.name FROM unnest($1::bytea[], $2::text[])
         AS g (holder, name) JOIN ${s}.holder h ON h.holder = g.holder
       RETURNING id, holder, name, (SELECT h.holder FROM ${s}.holder h WHERE h.id = record.holder) AS owner`,
      [byteaArray(records.map(({ holder }) => holder)), textArray(records.map(({ name }) => name))],
    );
    const ids = new Map(made.map((row) => [`${hex(row.owner as Bytes)} ${row.name}`, row]));
    const rowOf = ({ holder, name }: DumpedRecord) => {
      const row = ids.get(`${hex(holder)} ${name}`);
      if (row === undefined) throw new Error('a record of a holder that is not in the same dump');
      return row as { readonly id: number; readonly holder: number };
    };
    const heads = records.flatMap((record) => (record.head === null ? [] : [{ record, head: record.head }]));
    await this.#query(
      `WITH headed AS (
         UPDATE ${s}.record r SET version = g.version, hash = g.hash, final = g.final, at = g.at,
           place = nextval('${s}.place'), envelope = g.envelope
         FROM unnest(${ENVELOPES}, $9::bigint[])
           AS g (holder, device, name, version, final, hash, at, envelope, owner)
         WHERE r.holder = g.owner AND r.name = g.name RETURNING r.place, r.id, r.version, r.hash
       )
       INSERT INTO ${s}.version SELECT * FROM headed`,
      [
        ...envelopeColumns(heads.map(({ head }) => head)),
        int8Array(heads.map(({ record }) => rowOf(record).holder)),
      ],
    );
    // The head's own answer is in `version`. A dump does not say how the older versions follow each other.
    const answers = records.flatMap((record) => {
      const { id } = rowOf(record);
      const head = record.head === null ? null : hex(hash('sha256', record.head.envelope, 'buffer'));
      return record.answers.filter((one) => hex(one.hash) !== head).map((one) => ({ id, ...one }));
    });
    await this.#query(`INSERT INTO ${s}.seen SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bigint[])`, [
      int8Array(answers.map(({ id }) => id)),
      byteaArray(answers.map((one) => one.hash)),
      int8Array(answers.map(({ answer }) => ANSWERS.indexOf(answer))),
    ]);
    await this.#query(`UPDATE ${s}.record SET remembers = true WHERE id = ANY ($1::bigint[])`, [
      int8Array([...new Set(answers.map(({ id }) => id))]),
    ]);
    const branches = records.flatMap((record) =>
      record.branches.map((branch) => ({ row: rowOf(record), branch })),
    );
    await this.#query(
      `INSERT INTO ${s}.branch SELECT g.record, g.device, g.owner, g.name, g.reason, g.version, g.hash, g.at,
         nextval('${s}.place'), g.envelope
       FROM unnest(${ENVELOPES}, $9::bigint[], $10::bigint[], $11::text[])
         AS g (holder, device, name, version, final, hash, at, envelope, record, owner, reason)`,
      [
        ...envelopeColumns(branches.map(({ branch }) => branch)),
        int8Array(branches.map(({ row }) => row.id)),
        int8Array(branches.map(({ row }) => row.holder)),
        textArray(branches.map(({ branch }) => branch.reason)),
      ],
    );
  }
}

/** The parameters of `envelopeColumns`: holder, device, name, version, final, hash, at, envelope. */
const ENVELOPES =
  '$1::bytea[], $2::bytea[], $3::text[], $4::bigint[], $5::boolean[], $6::bytea[], $7::bigint[], $8::bytea[]';

function envelopeColumns(kept: readonly DumpedEnvelope[]): readonly Value[] {
  const headers = kept.map(({ envelope }) => parseEnvelopeHeader(envelope));
  return [
    byteaArray(headers.map(({ holderId }) => holderId)),
    byteaArray(headers.map(({ device }) => device)),
    textArray(headers.map(({ name }) => name)),
    int8Array(headers.map(({ version }) => version)),
    boolArray(headers.map(({ kind }) => kind === 'final')),
    byteaArray(kept.map(({ envelope }) => hash('sha256', envelope, 'buffer'))),
    int8Array(kept.map(({ atMs }) => atMs / MINUTE_MS)),
    byteaArray(kept.map(({ envelope }) => envelope)),
  ];
}

function bytesOf(entry: DumpEntry): number {
  switch (entry.kind) {
    case 'content':
      return entry.file.identity.length * 2;
    case 'document':
      return entry.envelope.length;
    case 'rescue':
      return entry.kept.envelope.length;
    case 'record':
      return (
        (entry.head?.envelope.length ?? 0) +
        entry.answers.length * 40 +
        entry.branches.reduce((sum, { envelope }) => sum + envelope.length, 0)
      );
    case 'routing':
      return entry.routing.sealed.length;
    default:
      return 200;
  }
}

function hex(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('hex');
}
