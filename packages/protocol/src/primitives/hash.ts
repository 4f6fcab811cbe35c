/** SHA-256, HMAC and HKDF (RFC 5869) by WebCrypto: one source for browsers and Node. */
import { type Bytes, equalBytes } from './bytes.ts';
import { ProtocolError } from './errors.ts';

/** `H` of the protocol: SHA-256, 32 bytes. */
export async function sha256(bytes: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Bytes));
}

/** HMAC-SHA-256, 32 bytes. */
export async function hmacSha256(key: Uint8Array, bytes: Uint8Array): Promise<Bytes> {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', key as Bytes, algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes as Bytes));
}

/** Throws `hash-mismatch` unless `H(bytes)` is `expected`; returns the bytes, verified. */
export async function verifyHash<T extends Uint8Array>(bytes: T, expected: Uint8Array): Promise<T> {
  if (!equalBytes(await sha256(bytes), expected)) throw new ProtocolError('hash-mismatch');
  return bytes;
}
