/**
 * The body of an envelope before sealing: `length u32 ‖ deflate-raw(JSON) ‖ zeros`, up to the ceiling that the manifest
 * states, itself a multiple of 512. Reading treats every byte as hostile.
 */
import { deflateSync, Inflate, inflateSync } from 'fflate';
import { BODY_BLOCK_BYTES, envelopeBytes, MAX_ENVELOPE_BYTES } from './envelope-header.ts';
import { type Bytes, fromUtf8, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';

/** A body never inflates past this many bytes of JSON. */
export const MAX_JSON_BYTES = 1_048_576;

/** Largest ceiling that an envelope of this name can have. */
export function maxCeiling(name: string): number {
  const room = MAX_ENVELOPE_BYTES - envelopeBytes(name, 0);
  return room - (room % BODY_BLOCK_BYTES);
}

/**
 * The smallest ceiling under which every JSON text of at most `jsonBytes` UTF-8 bytes fits, whatever it says: stored
 * deflate blocks cost five bytes each (RFC 1951, section 3.2.4), and fflate ends a block after some 7,000 symbols; 4,096 is
 * on the safe side of that.
 */
export function ceilingFor(jsonBytes: number): number {
  const worst = 4 + jsonBytes + 5 * Math.ceil((jsonBytes + 1) / 4_096) + 16;
  return Math.ceil(worst / BODY_BLOCK_BYTES) * BODY_BLOCK_BYTES;
}

/** Bytes that a JSON value takes in a body, before padding. */
export function encodedBodyBytes(value: unknown): number {
  return 4 + deflateSync(utf8(JSON.stringify(value))).length;
}

/**
 * Encodes and pads to exactly `ceiling` bytes, the first `before` of which are left to the caller; throws
 * `body-too-large` when it does not fit.
 */
export function encodeBody(value: unknown, ceiling: number, before = 0): Bytes {
  if (ceiling % BODY_BLOCK_BYTES !== 0)
    throw new ProtocolError('body-too-large', 'ceiling is not a multiple of 512');
  const deflated = deflateSync(utf8(JSON.stringify(value)));
  if (before + 4 + deflated.length > ceiling) {
    throw new ProtocolError('body-too-large', `${before + 4 + deflated.length} of ${ceiling}`);
  }
  const body = new Uint8Array(ceiling);
  new DataView(body.buffer).setUint32(before, deflated.length);
  body.set(deflated, before + 4);
  return body;
}

/** The JSON value of a body; throws `body-padding`, `body-inflate` or `body-json`. */
export function decodeBody(body: Uint8Array): unknown {
  const length = body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset).getUint32(0);
  if (length < 1 || 4 + length > body.length) throw new ProtocolError('body-padding', 'length');
  for (let i = 4 + length; i < body.length; i++) {
    if (body[i] !== 0) throw new ProtocolError('body-padding', 'not zero');
  }
  const json = fromUtf8(inflateBounded(body.subarray(4, 4 + length)));
  try {
    return JSON.parse(json);
  } catch {
    throw new ProtocolError('body-json');
  }
}

/** Inflates in small steps, so that a bomb is stopped at the limit and not after it. */
function inflateBounded(deflated: Uint8Array): Bytes {
  const parts: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const inflate = new Inflate((part, final) => {
    total += part.length;
    if (total > MAX_JSON_BYTES) throw new ProtocolError('body-inflate', 'limit');
    parts.push(part);
    ended ||= final;
  });
  try {
    for (let at = 0; at < deflated.length; at += 512) {
      inflate.push(deflated.subarray(at, at + 512), at + 512 >= deflated.length);
    }
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError('body-inflate', 'damaged');
  }
  if (!ended || hasTrailingByte(deflated, total))
    throw new ProtocolError('body-inflate', 'ends early or late');
  const whole = new Uint8Array(total);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** A deflate stream without its last byte is incomplete, unless that byte was never part of it. */
function hasTrailingByte(deflated: Uint8Array, inflatedBytes: number): boolean {
  try {
    inflateSync(deflated.subarray(0, -1), { out: new Uint8Array(inflatedBytes) });
    return true;
  } catch {
    return false;
  }
}
