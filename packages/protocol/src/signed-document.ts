/**
 * Documents that the authority signs inside the seal (protocol 2, "Signed documents"): Ed25519 (RFC 8032).
 *
 * Several people have the secret of a class or a school. The seal shows that a document was made by one of them or by the
 * authority; the signature shows that it was the authority, for this holder, under this name and version. Guarantees that
 * to whoever has the authority's key from a document that nobody else could make. Known limit: an older document that the
 * authority signed is still signed.
 *
 * Verification is JavaScript: Chrome and Edge before 137, Firefox before 129 and Safari before 17 have no Ed25519 in
 * WebCrypto.
 */
import { verifyAsync } from '@noble/ed25519';
import { decodeBody, encodeBody } from './body.ts';
import { type OpenedEnvelope, openBody, type SealedEnvelope, type SealInput, sealBody } from './envelope.ts';
import type { Holder } from './keys.ts';
import { type Bytes, concat, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { sha256 } from './primitives/hash.ts';

/** What a signature takes of a body before padding. */
export const SIGNATURE_BYTES = 64;
const CONTEXT = concat(utf8('cloison/2/document'), new Uint8Array(1));

/** Signs with the authority's Ed25519 key; 64 bytes. */
export type SignDocument = (message: Bytes) => Promise<Uint8Array>;

export async function sealSignedDocument(
  holder: Holder,
  input: Omit<SealInput, 'kind'>,
  sign: SignDocument,
): Promise<SealedEnvelope> {
  return sealBody(holder, { ...input, kind: 'document' }, async (header) => {
    const body = encodeBody(input.body, input.ceiling, SIGNATURE_BYTES);
    body.set(await sign(documentMessage(header, body)));
    return body;
  });
}

/**
 * Opens, and verifies with the authority's key (raw, 32 bytes). Throws what `open` throws, and `envelope-signature` when
 * it was sealed by somebody else who has the holder's secret.
 */
export async function openSignedDocument(
  holder: Holder,
  envelope: Uint8Array,
  name: string,
  authorityKey: Uint8Array,
): Promise<OpenedEnvelope> {
  const { header, body } = await openBody(holder, envelope, { kind: 'document', name });
  const message = documentMessage(envelope.subarray(0, header.bodyOffset), body);
  const signature = body.subarray(0, SIGNATURE_BYTES);
  // zip215 false: RFC 8032 to the letter, canonical encodings only.
  const good = await verifyAsync(signature, message, authorityKey, { zip215: false }).catch(() => false);
  if (!good) throw new ProtocolError('envelope-signature');
  return { header, body: decodeBody(body.subarray(SIGNATURE_BYTES)), hash: await sha256(envelope) };
}

/** What is signed: everything but the signature itself, which is the first 64 bytes of the body. */
export function documentMessage(header: Uint8Array, body: Uint8Array): Bytes {
  return concat(CONTEXT, header, body.subarray(SIGNATURE_BYTES));
}
