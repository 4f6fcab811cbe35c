/**
 * A group of saves as one parameter, an array of the composite type `new_save` (`schema.ts`) in PostgreSQL's binary format
 * (17, `array_recv` and `record_recv`), written in one pass: the server takes a row apart for less than twelve arrays cost,
 * and so does this process. The server reads the types of the array and of its rows in the statement, not here.
 *
 *     array: dimensions i32 (1) | has nulls i32 (0) | element type u32 (0: as declared) | length i32 | lower bound i32 (1)
 *            | rows
 *     row: length i32 | columns i32 (13) | columns
 *     column: type u32 | length i32 | bytes
 */
import { MINUTE_MS, toTheMinute } from '../minutes.ts';
import type { SaveRequest } from '../saving.ts';
import { BOOL, BYTEA, INT8, TEXT } from './wire-values.ts';

/** A save, and the generation by which it was judged; 0 when that was looked up for it. */
export interface JudgedSave extends SaveRequest {
  readonly asOf: number;
  /** Number of a holder who is not revoked in that generation; null when that is to be looked up. */
  readonly owner: number | null;
  /** What a map finds its holder by: `keyOf`. */
  readonly key: string;
}

const COLUMNS = 13;
const HEADER_BYTES = 20;
/** Of a row without what is in its columns of bytes and text. */
const ROW_BYTES = 4 + 4 + COLUMNS * 8 + 5 * 8 + 2;

/** A parameter of type `new_save[]`. */
export function saveRows(saves: readonly JudgedSave[]): Buffer {
  const rows = new RowWriter(
    saves.reduce((sum, save) => sum + roomOf(save), HEADER_BYTES),
    saves.length,
  );
  for (const { header, hash, bytes, window, maxRecords, nowMs, asOf, owner } of saves) {
    rows.begin();
    rows.bytes(header.holderId);
    rows.text(header.name);
    rows.int8(header.version);
    rows.bytes(header.previous);
    rows.bytes(hash);
    rows.bytes(header.device);
    rows.bool(header.kind === 'final');
    rows.bool(window.kind === 'open');
    rows.int8(maxRecords);
    rows.int8(minuteOf(nowMs));
    rows.int8(asOf);
    if (owner === null) rows.null(INT8);
    else rows.int8(owner);
    rows.bytes(bytes);
    rows.end();
  }
  return rows.finish();
}

/** As the tables have times. */
export function minuteOf(ms: number): number {
  return toTheMinute(ms) / MINUTE_MS;
}

/** At least as many bytes as its row takes: a character of UTF-16 is at most three of UTF-8. */
function roomOf({ header, hash, bytes }: JudgedSave): number {
  const { holderId, name, previous, device } = header;
  const variable = holderId.length + 3 * name.length + previous.length + hash.length + device.length;
  return ROW_BYTES + variable + bytes.length;
}

class RowWriter {
  readonly #buffer: Buffer;
  #at = HEADER_BYTES;
  #row = 0;

  constructor(room: number, rows: number) {
    this.#buffer = Buffer.allocUnsafe(room);
    this.#buffer.writeInt32BE(1, 0);
    this.#buffer.writeInt32BE(0, 4);
    this.#buffer.writeInt32BE(0, 8);
    this.#buffer.writeInt32BE(rows, 12);
    this.#buffer.writeInt32BE(1, 16);
  }

  begin(): void {
    this.#row = this.#at;
    this.#at = this.#buffer.writeInt32BE(COLUMNS, this.#at + 4);
  }

  end(): void {
    this.#buffer.writeInt32BE(this.#at - this.#row - 4, this.#row);
  }

  bytes(value: Uint8Array): void {
    this.#column(BYTEA, value.length);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
  }

  text(value: string): void {
    this.#column(TEXT, 0);
    const length = this.#buffer.write(value, this.#at, 'utf8');
    this.#buffer.writeInt32BE(length, this.#at - 4);
    this.#at += length;
  }

  /** A safe integer. */
  int8(value: number): void {
    this.#column(INT8, 8);
    this.#at = this.#buffer.writeInt32BE(Math.floor(value / 2 ** 32), this.#at);
    this.#at = this.#buffer.writeUInt32BE(value >>> 0, this.#at);
  }

  null(type: number): void {
    this.#column(type, -1);
  }

  bool(value: boolean): void {
    this.#column(BOOL, 1);
    this.#buffer[this.#at++] = value ? 1 : 0;
  }

  finish(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #column(type: number, length: number): void {
    this.#buffer.writeUInt32BE(type, this.#at);
    this.#at = this.#buffer.writeInt32BE(length, this.#at + 4);
  }
}
