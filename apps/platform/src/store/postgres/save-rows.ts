/**
 * Encodes a group of saves as one parameter: an array of the composite type `new_save` (`schema.ts`) in PostgreSQL's binary
 * format (17, `array_recv` and `record_recv`), written in one pass. This costs the server and this process less than twelve
 * parameters that are arrays. The server takes the types of the array and of its rows from the statement, not from here.
 *
 *     array: dimensions i32 (1) | has nulls i32 (0) | element type u32 (0: as declared) | length i32 | lower bound i32 (1)
 *            | rows
 *     row: length i32 | columns i32 (13) | columns
 *     column: type u32 | length i32 | bytes
 */
import { minuteOf } from '../minutes.ts';
import type { SaveRequest } from '../saving.ts';
import { BOOL, BYTEA, INT8, TEXT } from './wire-values.ts';

/** A save, and the generation of what its caller knew; 0 to accept any generation. */
export interface JudgedSave extends SaveRequest {
  readonly asOf: number;
  /** Number of the holder, who is not revoked in that generation; null to look the holder up. */
  readonly owner: number | null;
  /** Key of its holder in maps: `keyOf`. */
  readonly key: string;
}

const COLUMNS = 13;
const HEADER_BYTES = 20;
/** Length of a row, without the contents of its columns of bytes and text. */
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

/** At least as many bytes as the row takes: a UTF-16 code unit is at most three bytes of UTF-8. */
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
