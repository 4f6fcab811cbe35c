/** A browser's name for one holder: two pupils on one computer are not linked. */
import type { Bytes } from './primitives/bytes.ts';
import { hmacSha256 } from './primitives/hash.ts';

/** `HMAC-SHA-256(secret of this browser, holderId)[0..8]`. */
export async function deviceOf(browserSecret: Uint8Array, holderId: Uint8Array): Promise<Bytes> {
  return (await hmacSha256(browserSecret, holderId)).slice(0, 8);
}
