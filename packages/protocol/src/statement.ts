/** Signed statements (purge, certificate): Ed25519 (RFC 8032) over the exact bytes of a JSON text. */

import { parseSignedStatement, type SignedStatement } from './messages/platform.ts';
import { type Bytes, equalBytes, fromBase64Url, fromUtf8, toBase64Url, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';

/** Signs the JSON text of `value`. `publicKey` is the raw 32-byte key that belongs to `privateKey`. */
export async function signStatement(
  value: unknown,
  privateKey: CryptoKey,
  publicKey: Uint8Array,
): Promise<SignedStatement> {
  const bytes = utf8(JSON.stringify(value));
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes));
  return {
    statement: toBase64Url(bytes),
    publicKey: toBase64Url(publicKey),
    signature: toBase64Url(signature),
  };
}

/**
 * The statement's JSON value if it was signed by `expectedKey` (raw, 32 bytes) and its text is as `JSON.stringify` writes it:
 * one that names a key twice would say one thing to this reader and another to others. Throws `message-invalid`.
 */
export async function verifyStatement(signed: unknown, expectedKey: Uint8Array): Promise<unknown> {
  const { statement, publicKey, signature } = parseSignedStatement(signed);
  const [bytes, key] = [fromBase64Url(statement), fromBase64Url(publicKey)];
  if (!equalBytes(key, expectedKey))
    throw new ProtocolError('message-invalid', 'signed by another key', null, 'publicKey');
  const imported = await crypto.subtle.importKey('raw', key as Bytes, 'Ed25519', false, ['verify']);
  if (!(await crypto.subtle.verify('Ed25519', imported, fromBase64Url(signature), bytes))) {
    throw new ProtocolError('message-invalid', 'signature', null, 'signature');
  }
  const value = jsonOf(bytes);
  if (value === undefined) throw new ProtocolError('message-invalid', 'statement', null, 'statement');
  return value;
}

/** Undefined: no UTF-8, no JSON, written otherwise, or nested deeper than it can be written again. */
function jsonOf(bytes: Uint8Array): unknown {
  try {
    const text = fromUtf8(bytes);
    const value: unknown = JSON.parse(text);
    return JSON.stringify(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}
