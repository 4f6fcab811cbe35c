/**
 * What browsers read after a code is typed: the list of a holder's envelopes, then the envelopes one by one. At nine o'clock
 * many do so at once, and the reads of one iteration of the event loop go into one query.
 */
import type { Bytes } from '@cloison/protocol/public';
import type { StoredEnvelope } from '../envelopes.ts';
import type { HolderListing, ListedEnvelope } from '../reading.ts';
import type { Connections, Row } from './connections.ts';
import { QueryBatcher } from './query-batcher.ts';
import { byteaArray, keyOf, textArray } from './wire-values.ts';

/** The maximum number of envelopes, of at most 64 KiB each, in one answer. */
const MAX_ENVELOPES = 100;
const HOLDER_BYTES = 16;
const NOTHING: HolderListing = { documents: [], records: [] };

export class PostgresReads {
  readonly #documents: QueryBatcher<StoredEnvelope>;
  readonly #records: QueryBatcher<StoredEnvelope>;
  readonly #listings: QueryBatcher<HolderListing>;

  constructor({ schema, connections }: { readonly schema: string; readonly connections: Connections }) {
    /** `g.n` is the index of each look-up, from 1. */
    const envelopes = (columns: string, table: string) =>
      new QueryBatcher(async (keys) => {
        const rows = await connections.query(
          `SELECT g.n, ${columns} FROM unnest($1::bytea[], $2::text[]) WITH ORDINALITY AS g (holder, name, n)
           JOIN ${schema}.holder h ON h.holder = g.holder
           JOIN ${schema}.${table} e ON e.holder = h.id AND e.name = g.name AND e.envelope IS NOT NULL`,
          [byteaArray(keys.map(holderIn)), textArray(keys.map((key) => key.slice(HOLDER_BYTES)))],
        );
        return new Map(rows.map((row) => [keys[(row.n as number) - 1]!, storedOf(row)]));
      }, MAX_ENVELOPES);
    this.#documents = envelopes('e.version, e.hash, false AS final, e.envelope', 'document');
    this.#records = envelopes('e.version, e.hash, e.final, e.envelope', 'record');
    this.#listings = new QueryBatcher(async (keys) => {
      const rows = await connections.query(
        `SELECT g.n, true AS is_document, d.name, d.version, d.hash, false AS final
           FROM unnest($1::bytea[]) WITH ORDINALITY AS g (holder, n)
           JOIN ${schema}.holder h ON h.holder = g.holder JOIN ${schema}.document d ON d.holder = h.id
         UNION ALL
         SELECT g.n, false, r.name, r.version, r.hash, r.final
           FROM unnest($1::bytea[]) WITH ORDINALITY AS g (holder, n)
           JOIN ${schema}.holder h ON h.holder = g.holder
           JOIN ${schema}.record r ON r.holder = h.id AND r.hash IS NOT NULL`,
        [byteaArray(keys.map(holderIn))],
      );
      const of = Map.groupBy(rows, (row) => keys[(row.n as number) - 1]!);
      return new Map([...of].map(([key, own]) => [key, listingOf(own)]));
    });
  }

  document(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    return this.#documents.ask(keyOf(holder) + name);
  }

  record(holder: Uint8Array, name: string): Promise<StoredEnvelope | null> {
    return this.#records.ask(keyOf(holder) + name);
  }

  async listing(holder: Uint8Array): Promise<HolderListing> {
    return (await this.#listings.ask(keyOf(holder))) ?? NOTHING;
  }
}

/** The first sixteen characters of latin1. */
function holderIn(key: string): Buffer {
  return Buffer.from(key.slice(0, HOLDER_BYTES), 'latin1');
}

function storedOf(row: Row): StoredEnvelope {
  return {
    version: row.version as number,
    hash: row.hash as Bytes,
    final: row.final as boolean,
    bytes: row.envelope as Bytes,
  };
}

function listingOf(rows: readonly Row[]): HolderListing {
  const list = (documents: boolean): readonly ListedEnvelope[] =>
    rows
      .filter((row) => row.is_document === documents)
      .map((row) => ({
        name: row.name as string,
        version: row.version as number,
        hash: row.hash as Bytes,
        final: row.final as boolean,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  return { documents: list(true), records: list(false) };
}
