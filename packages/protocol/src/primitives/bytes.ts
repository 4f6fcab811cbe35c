/** Byte strings: the few operations that the formats of protocol 1 need, the same in browsers and Node. */
import { ProtocolError } from './errors.ts';

export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** UTF-8 bytes of a text. */
export function utf8(text: string): Bytes {
  return encoder.encode(text) as Bytes;
}

/** Text of UTF-8 bytes; throws `body-json` on bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new ProtocolError('body-json', 'not UTF-8');
  }
}

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Compares two public byte strings. Not constant-time: secrets are compared by the platform's own means. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function u32(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Codes of the symbols, and the value of each symbol by its code (255: none). */
const BASE64URL_CODES = Uint8Array.from(BASE64URL, (symbol) => symbol.charCodeAt(0));
const BASE64URL_VALUE = new Uint8Array(128).fill(255);
for (let i = 0; i < 64; i++) BASE64URL_VALUE[BASE64URL.charCodeAt(i)] = i;

/** Characters that a call may have as arguments, well below what any engine allows. */
const CHARACTERS_A_CALL = 8_192;

/** base64url without padding (RFC 4648, section 5). */
export function toBase64Url(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil((bytes.length * 4) / 3));
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const three = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    // Beyond the end nothing is kept: what the last bytes do not fill.
    codes[at] = BASE64URL_CODES[three >> 18]!;
    codes[at + 1] = BASE64URL_CODES[(three >> 12) & 63]!;
    codes[at + 2] = BASE64URL_CODES[(three >> 6) & 63]!;
    codes[at + 3] = BASE64URL_CODES[three & 63]!;
    at += 4;
  }
  // In pieces, not symbol by symbol: a text of thousands of joined parts has to be copied whole when it is first used.
  let text = '';
  for (let from = 0; from < codes.length; from += CHARACTERS_A_CALL) {
    const part = codes.subarray(from, from + CHARACTERS_A_CALL);
    text += String.fromCharCode.apply(null, part as unknown as number[]);
  }
  return text;
}

/** Bytes of canonical base64url; throws `message-invalid` on anything else. */
export function fromBase64Url(text: string): Bytes {
  if (text.length % 4 === 1) throw new ProtocolError('message-invalid', 'base64url length');
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const value = code < 128 ? BASE64URL_VALUE[code]! : 255;
    if (value === 255) throw new ProtocolError('message-invalid', 'base64url symbol');
    held = (held << 6) | value;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at++] = (held >> bits) & 255;
    }
  }
  if ((held & ((1 << bits) - 1)) !== 0)
    throw new ProtocolError('message-invalid', 'base64url is not canonical');
  return bytes;
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

export function toHex(bytes: Uint8Array): string {
  let text = '';
  for (let i = 0; i < bytes.length; i++) text += HEX[bytes[i]!]!;
  return text;
}

/** Bytes of lower-case hexadecimal text; throws `message-invalid` on anything else. */
export function fromHex(text: string): Bytes {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new ProtocolError('message-invalid', 'hexadecimal');
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
