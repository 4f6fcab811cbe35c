/** Reads the clear header of an incoming envelope and computes its hash. The platform cannot read its contents. */
import { hash } from 'node:crypto';
import {
  type EnvelopeHeader,
  fromBase64Url,
  ProtocolError,
  parseEnvelopeHeader,
} from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import type { NewEnvelope } from '../store/envelopes.ts';

/** Throws `bad-envelope` or `too-large`. */
export function readEnvelope(body: Uint8Array): NewEnvelope {
  const bytes = new Uint8Array(body.buffer as ArrayBuffer, body.byteOffset, body.byteLength);
  let header: EnvelopeHeader;
  try {
    header = parseEnvelopeHeader(bytes);
  } catch (error) {
    const tooLarge = error instanceof ProtocolError && error.code === 'envelope-too-large';
    throw new PlatformError(tooLarge ? 'too-large' : 'bad-envelope');
  }
  // As text, because Node returns a digest three times faster as text.
  return { header, hash: Buffer.from(hash('sha256', bytes, 'binary'), 'latin1'), bytes };
}

/** `readEnvelope` of base64url, as in batches and rescue files. */
export function readEnvelopeText(text: string): NewEnvelope {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64Url(text);
  } catch {
    throw new PlatformError('bad-envelope');
  }
  return readEnvelope(bytes);
}

export function base64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64url');
}
