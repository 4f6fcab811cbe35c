/**
 * Encodes parameters in PostgreSQL's binary format of arrays (documentation of 17, "Message Data Types", and its
 * `array_recv`), in which envelopes are half as long as in hexadecimal. Also says how results are read.
 *
 *     array: dimensions i32 (1) | has nulls i32 (0) | element type u32 | length i32 | lower bound i32 (1)
 *            | for each element: length i32, bytes
 */
import type { CustomTypesConfig } from 'pg';

/** Type numbers of `pg_type`. */
export const BOOL = 16;
export const BYTEA = 17;
export const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
export const TEXT = 25;
const FLOAT8 = 701;
const NUMERIC = 1700;
const HEADER_BYTES = 20;

/** A parameter of type `bytea[]`. */
export function byteaArray(values: readonly Uint8Array[]): Buffer {
  const bytes = values.reduce((sum, value) => sum + 4 + value.length, HEADER_BYTES);
  const buffer = arrayOf(BYTEA, values.length, bytes);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(value.length, at);
    buffer.set(value, at);
    at += value.length;
  }
  return buffer;
}

/** A parameter of type `text[]`. */
export function textArray(values: readonly string[]): Buffer {
  const buffer = byteaArray(values.map((value) => Buffer.from(value, 'utf8')));
  buffer.writeUInt32BE(TEXT, 8);
  return buffer;
}

/** A parameter of type `int8[]`, of safe integers. */
export function int8Array(values: readonly number[]): Buffer {
  const buffer = arrayOf(INT8, values.length, HEADER_BYTES + values.length * 12);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(8, at);
    at = buffer.writeInt32BE(Math.floor(value / 2 ** 32), at);
    at = buffer.writeUInt32BE(value >>> 0, at);
  }
  return buffer;
}

/** A parameter of type `bool[]`. */
export function boolArray(values: readonly boolean[]): Buffer {
  const buffer = arrayOf(BOOL, values.length, HEADER_BYTES + values.length * 5);
  let at = HEADER_BYTES;
  for (const value of values) {
    at = buffer.writeInt32BE(1, at);
    at = buffer.writeUInt8(value ? 1 : 0, at);
  }
  return buffer;
}

function arrayOf(type: number, length: number, bytes: number): Buffer {
  const buffer = Buffer.allocUnsafe(bytes);
  buffer.writeInt32BE(1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeUInt32BE(type, 8);
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
  return buffer;
}

/** From `\x` and hexadecimal digits. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

/** How each type of a result is parsed. Results come as text, because `pg` treats binary results as if they were text. */
const readers: Readonly<Record<number, (text: string) => unknown>> = {
  [BOOL]: (text) => text === 't',
  [BYTEA]: bytesOf,
  [INT2]: Number,
  [INT4]: Number,
  [INT8]: Number,
  [FLOAT8]: Number,
  [NUMERIC]: Number,
};

export const RESULT_TYPES = {
  getTypeParser: (oid: number) => readers[oid] ?? String,
} as unknown as CustomTypesConfig;

/** The same bytes, in the class that `pg` sends as binary. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** The same bytes as a key for maps: latin1, one character a byte. */
export function keyOf(bytes: Uint8Array): string {
  return asBuffer(bytes).toString('latin1');
}
