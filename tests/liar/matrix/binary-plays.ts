/** Everything that can be wrong with bytes: envelopes, content, keys and sealed tables. */
import { type Honest, http, type Sent } from './raw-host.ts';

/** `others`: bytes that were truly answered to other calls, and to this one before. */
export type BinaryPlay = (honest: Honest, others: readonly Buffer[]) => Sent | null;

const bytes = (body: Buffer): Sent =>
  http({ status: 200, headers: { 'content-type': 'application/octet-stream' }, body });

/** Of an envelope: magic, kind, flags, length of the name, name, then campaign, holder, device, version, previous, iv, body. */
const AT: Readonly<Record<string, (body: Buffer) => number>> = {
  magic: () => 0,
  kind: () => 4,
  flags: () => 5,
  'length of the name': () => 6,
  name: () => 7,
  campaign: (body) => 7 + nameOf(body),
  holder: (body) => 7 + nameOf(body) + 16,
  device: (body) => 7 + nameOf(body) + 32,
  version: (body) => 7 + nameOf(body) + 43,
  previous: (body) => 7 + nameOf(body) + 44,
  iv: (body) => 7 + nameOf(body) + 76,
  body: (body) => 7 + nameOf(body) + 88,
  'last byte': (body) => body.length - 1,
};
const nameOf = (body: Buffer) => body[6] ?? 0;

const flipped = (at: (body: Buffer) => number, bit: number): BinaryPlay => {
  return ({ body }) => {
    const altered = Buffer.from(body);
    const place = Math.max(0, Math.min(at(body), body.length - 1));
    altered[place] = (altered[place] ?? 0) ^ bit;
    return bytes(altered);
  };
};

export const BINARY_PLAYS: Readonly<Record<string, BinaryPlay>> = {
  'no bytes': () => bytes(Buffer.alloc(0)),
  'one byte': ({ body }) => bytes(body.subarray(0, 1)),
  'nought alone': ({ body }) => bytes(Buffer.alloc(body.length)),
  'a byte less': ({ body }) => bytes(body.subarray(0, -1)),
  'a byte more': ({ body }) => bytes(Buffer.concat([body, Buffer.of(0)])),
  twice: ({ body }) => bytes(Buffer.concat([body, body])),
  'a million bytes more': ({ body }) => bytes(Buffer.concat([body, Buffer.alloc(1_000_000)])),
  'the highest version': ({ body }) => {
    const altered = Buffer.from(body);
    const at = 7 + nameOf(body) + 40;
    if (at + 4 > body.length) return null;
    altered.writeUInt32BE(0xffff_ffff, at);
    return bytes(altered);
  },
  'version nought': ({ body }) => {
    const altered = Buffer.from(body);
    const at = 7 + nameOf(body) + 40;
    if (at + 4 > body.length) return null;
    altered.writeUInt32BE(0, at);
    return bytes(altered);
  },
  ...Object.fromEntries(
    Object.entries(AT).flatMap(([what, at]): [string, BinaryPlay][] => [
      [`${what}, lowest bit`, flipped(at, 1)],
      [`${what}, highest bit`, flipped(at, 128)],
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(AT).map(([what, at]): [string, BinaryPlay] => [
      `cut before ${what}`,
      ({ body }) => bytes(body.subarray(0, Math.min(at(body), body.length))),
    ]),
  ),
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, i): [string, BinaryPlay] => [
      `another’s, ${i}`,
      ({ body }, others) => {
        const different = others.filter((other) => !other.equals(body));
        const other = different[i % Math.max(1, different.length)];
        return other === undefined || i >= different.length ? null : bytes(other);
      },
    ]),
  ),
};
