/**
 * Saves on one connection, inside a transaction that the caller begins and commits. A save changes one page of `record` and
 * appends to `version` (docs/decisions/0017).
 */
import { decideWrite, type RecordState } from '@cloison/protocol/public';
import type { NewEnvelope } from '../envelopes.ts';
import { minuteOf } from '../minutes.ts';
import { ANSWERS, type DecidedHead, MAX_REMEMBERED_BRANCHES, outcomeOf, SAVED } from '../save-policy.ts';
import type { SaveOutcome, SaveRequest } from '../saving.ts';
import {
  type ChainEnd,
  hashOfVersion,
  type Jumps,
  jumpsAfter,
  type VersionAt,
  type VersionRow,
} from './accepted-versions.ts';
import type { Cursors } from './cursors.ts';
import type { Statements, Value } from './statements.ts';

/** How many holders and heads are kept in memory. */
const MAX_HOLDERS = 100_000;
const MAX_HEADS = 200_000;
const NO_JUMPS: Jumps = [null];
const [ACCEPTED, KEPT_LATE, KEPT_CONFLICT] = [0, 1, 2] satisfies readonly (keyof typeof ANSWERS)[];

/** A holder who saved recently, with the rows of its records as this connection left them. */
interface Saver {
  readonly id: number;
  readonly revoked: boolean;
  readonly heads: Map<string, RecordRow>;
}

/** A record without its envelope. `hash` and `cursor` are null when it has only branches. */
interface RecordRow {
  readonly id: number;
  readonly version: number;
  readonly hash: Uint8Array | null;
  readonly final: number;
  readonly cursor: number | null;
  /** See `ChainEnd`. */
  readonly jumps: Jumps;
  /** Whether the table `seen` has answers of this record. */
  readonly remembers: number;
}

export class RecordSaves {
  readonly #sql: Statements;
  readonly #cursors: Cursors;
  readonly #holders = new Map<number, Saver>();
  #heads = 0;

  constructor(sql: Statements, cursors: Cursors) {
    this.#sql = sql;
    this.#cursors = cursors;
  }

  /** Empties the cache. Call it after a rollback, and after another connection wrote. */
  forget(): void {
    this.#holders.clear();
    this.#heads = 0;
  }

  /** `owner` is the row of a holder who is not revoked; null to look the holder up. */
  save(request: SaveRequest, owner: number | null): SaveOutcome {
    const { header, hash, bytes, window } = request;
    const holder = owner === null ? this.#holder(header.holderId) : this.#saver(owner, false);
    const row = holder.heads.get(header.name) ?? this.#row(holder.id, header.name);
    const decision = decideWrite(header, this.#stateOf(row, header, hash, holder.revoked), window);
    if (decision.kind === 'accept') return this.#accept(request, holder, row);
    if (decision.kind === 'branch') {
      if (row === undefined && !this.#mayHaveAnother(holder.id, request.maxRecords)) {
        return { kind: 'too-many-records' };
      }
      const id =
        row?.id ??
        Number(this.#sql.run('INSERT INTO record (holder, name) VALUES (?, ?)', holder.id, header.name));
      this.#keepBranch(id, decision.answer, { header, hash, bytes }, request.nowMs);
      if (holder.heads.delete(header.name)) this.#heads -= 1;
    }
    return outcomeOf(decision, headOf(row));
  }

  /** Whether this envelope was answered before, as a save of its own holder. */
  wasAnswered(holder: number, { header, hash }: NewEnvelope): boolean {
    const row = this.#row(holder, header.name);
    if (row === undefined) return false;
    const { wasAccepted, keptAs } = this.#stateOf(row, header, hash, false);
    return wasAccepted || keptAs !== null;
  }

  /** The envelope becomes the head: one row of `record` changes, one is added to `version`. */
  #accept(
    { header, hash, bytes, nowMs, maxRecords }: SaveRequest,
    { id: holder, heads }: Saver,
    row: RecordRow | undefined,
  ): SaveOutcome {
    const head = row === undefined ? null : chainEndOf(row);
    const final = header.kind === 'final' ? 1 : 0;
    const jumps = head === null ? NO_JUMPS : jumpsAfter(this.#versionAt, head);
    const jump = jumps[0]!;
    if (row === undefined && !this.#mayHaveAnother(holder, maxRecords)) return { kind: 'too-many-records' };
    const cursor = this.#cursors.next();
    let id = row?.id;
    if (id === undefined) {
      id = Number(
        this.#sql.run(
          `INSERT INTO record (holder, name, version, hash, final, at, cursor, envelope)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          holder,
          header.name,
          header.version,
          hash,
          final,
          minuteOf(nowMs),
          cursor,
          bytes,
        ),
      );
    } else {
      this.#sql.run(
        'UPDATE record SET version = ?, hash = ?, final = ?, at = ?, cursor = ?, jump = ?, envelope = ? WHERE id = ?',
        header.version,
        hash,
        final,
        minuteOf(nowMs),
        cursor,
        jump,
        bytes,
        id,
      );
    }
    this.#sql.run(
      'INSERT INTO version VALUES (?, ?, ?, ?, ?, ?)',
      cursor,
      id,
      header.version,
      hash,
      head?.cursor ?? null,
      jump,
    );
    if (this.#heads >= MAX_HEADS) this.forget();
    if (!heads.has(header.name)) this.#heads += 1;
    heads.set(header.name, {
      id,
      version: header.version,
      // A copy: the hash is a view of a larger buffer, which the cache would keep alive.
      hash: new Uint8Array(hash),
      final,
      cursor,
      jumps,
      remembers: row?.remembers ?? 0,
    });
    return SAVED;
  }

  #mayHaveAnother(holder: number, maxRecords: number): boolean {
    return this.#count('SELECT count(*) AS n FROM record WHERE holder = ?', holder) < maxRecords;
  }

  #holder(holder: Uint8Array): Saver {
    const found = this.#sql.get('SELECT id, revoked FROM holder WHERE holder = ?', holder) as
      | { readonly id: number; readonly revoked: number }
      | undefined;
    if (found === undefined) throw new Error('the holder was deleted after its token was checked');
    return this.#saver(found.id, found.revoked === 1);
  }

  #saver(id: number, revoked: boolean): Saver {
    let saver = this.#holders.get(id);
    if (saver === undefined) {
      saver = { id, revoked, heads: new Map() };
      if (this.#holders.size >= MAX_HOLDERS) this.forget();
      this.#holders.set(id, saver);
    }
    return saver;
  }

  #row(holder: number, name: string): RecordRow | undefined {
    const row = this.#sql.get(
      'SELECT id, version, hash, final, cursor, jump, remembers FROM record WHERE holder = ? AND name = ?',
      holder,
      name,
    );
    return row === undefined ? undefined : ({ ...row, jumps: [row.jump] } as unknown as RecordRow);
  }

  readonly #versionAt: VersionAt = (cursor) =>
    this.#sql.get(
      'SELECT version, hash, before, jump FROM version WHERE cursor = ?',
      cursor,
    ) as never as VersionRow;

  /** Reads lazily what `decideWrite` seldom needs. */
  #stateOf(
    row: RecordRow | undefined,
    { version, device }: NewEnvelope['header'],
    hash: Uint8Array,
    revoked: boolean,
  ): RecordState {
    if (row === undefined) return { ...NO_STATE, revoked };
    const answer =
      row.remembers === 0
        ? undefined
        : this.#sql.get('SELECT answer FROM seen WHERE record = ? AND hash = ?', row.id, hash)?.answer;
    const count = (sql: string, ...values: readonly Value[]) => this.#count(sql, row.id, ...values);
    return new KnownState(
      row.hash === null ? null : { version: row.version, hash: row.hash, final: row.final === 1 },
      answer === ACCEPTED || this.#wasAccepted(row, version, hash),
      answer === KEPT_LATE ? 'late' : answer === KEPT_CONFLICT ? 'conflict' : null,
      revoked,
      device,
      count,
    );
  }

  /** Whether this envelope was ever the head. */
  #wasAccepted(row: RecordRow, version: number, hash: Uint8Array): boolean {
    if (row.hash === null || version > row.version) return false;
    if (version === row.version) return Buffer.compare(row.hash, hash) === 0;
    const known = hashOfVersion(this.#versionAt, chainEndOf(row)!, version);
    return known !== null && Buffer.compare(known, hash) === 0;
  }

  #keepBranch(record: number, answer: 'late' | 'conflict', envelope: NewEnvelope, nowMs: number): void {
    const { header, hash, bytes } = envelope;
    this.#sql.run(
      `INSERT OR REPLACE INTO branch (record, device, reason, version, hash, at, cursor, envelope)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      record,
      header.device,
      answer,
      header.version,
      hash,
      minuteOf(nowMs),
      this.#cursors.next(),
      bytes,
    );
    const kept = this.#count('SELECT count(*) AS n FROM seen WHERE record = ? AND answer > 0', record);
    if (kept >= MAX_REMEMBERED_BRANCHES) {
      // Forgets only those whose envelope was replaced.
      this.#sql.run(
        `DELETE FROM seen WHERE record = ? AND answer > 0
         AND hash NOT IN (SELECT hash FROM branch WHERE record = seen.record)`,
        record,
      );
    }
    this.#sql.run('INSERT OR IGNORE INTO seen VALUES (?, ?, ?)', record, hash, ANSWERS.indexOf(answer));
    this.#sql.run('UPDATE record SET remembers = 1 WHERE id = ? AND remembers = 0', record);
  }

  #count(sql: string, ...values: readonly Value[]): number {
    return (this.#sql.get(sql, ...values) as { n: number }).n;
  }
}

const NO_STATE: Omit<RecordState, 'revoked'> = {
  head: null,
  wasAccepted: false,
  keptAs: null,
  branchDevices: 0,
  deviceHasBranch: false,
};

/** Counts branches only when `decideWrite` reads them, which it does not for an accepted save. */
class KnownState implements RecordState {
  readonly head: RecordState['head'];
  readonly wasAccepted: boolean;
  readonly keptAs: RecordState['keptAs'];
  readonly revoked: boolean;
  readonly #device: Uint8Array;
  readonly #count: (sql: string, ...values: readonly Value[]) => number;

  constructor(
    head: RecordState['head'],
    wasAccepted: boolean,
    keptAs: RecordState['keptAs'],
    revoked: boolean,
    device: Uint8Array,
    count: (sql: string, ...values: readonly Value[]) => number,
  ) {
    this.head = head;
    this.wasAccepted = wasAccepted;
    this.keptAs = keptAs;
    this.revoked = revoked;
    this.#device = device;
    this.#count = count;
  }

  get branchDevices(): number {
    return this.#count('SELECT count(*) AS n FROM branch WHERE record = ?');
  }
  get deviceHasBranch(): boolean {
    return this.#count('SELECT count(*) AS n FROM branch WHERE record = ? AND device = ?', this.#device) > 0;
  }
}

/** Null for a record that has only branches. */
function headOf(row: RecordRow | undefined): DecidedHead | null {
  return row === undefined || row.hash === null ? null : { version: row.version, hash: row.hash };
}

/** Null for a record that has only branches. */
function chainEndOf({ version, cursor, jumps }: RecordRow): ChainEnd | null {
  return cursor === null ? null : { version, cursor, jumps };
}
