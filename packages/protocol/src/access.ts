/** What the platform knows of a token: a keyed hash of its hash (protocol 1, "Campaign, holder, keys"). */
import { type Bytes, fromBase64Url, toBase64Url } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { hmacSha256, sha256 } from './primitives/hash.ts';

/** What the authority sends for a holder: `H(access)`. */
export async function accessHash(access: Uint8Array): Promise<Bytes> {
  return sha256(access);
}

/** What the platform stores: `HMAC-SHA-256(pepper, H(access))`; the pepper is kept outside its store. */
export async function storedAccess(pepper: Uint8Array, hashOfAccess: Uint8Array): Promise<Bytes> {
  return hmacSha256(pepper, hashOfAccess);
}

/** Value of the `Authorization` header. */
export function bearer(access: Uint8Array): string {
  return `Bearer ${toBase64Url(access)}`;
}

/** The 32-byte token of an `Authorization` header; throws `message-invalid`. */
export function parseBearer(header: string | undefined): Bytes {
  const text = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(header ?? '')?.[1];
  if (text === undefined) throw new ProtocolError('message-invalid', 'authorization');
  return fromBase64Url(text);
}
