/**
 * `GET /authority/1/{campaign}/key`: the platform's key, and the proof that it has it: the caller's nonce, host and campaign,
 * signed. What is signed is a statement of a kind of its own, so that it can be taken for no other.
 */
import { type KeyProof, type PlatformKey, parseKeyProof, signStatement } from '@cloison/protocol/public';
import { PlatformError } from '../base/platform-error.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import type { StatementKey } from './purge.ts';

/** `challenge`: `nonce` and `host` of the query; without a nonce the key alone is shown. Throws `bad-request`. */
export async function proveKey(
  { privateKey, publicKey }: StatementKey,
  campaign: string,
  challenge: Readonly<Record<string, unknown>>,
): Promise<PlatformKey> {
  const shown = { v: 1, publicKey: base64Url(publicKey) } as const;
  const { nonce, host } = challenge;
  if (nonce === undefined) return shown;
  let proof: KeyProof;
  try {
    proof = parseKeyProof({ v: 1, kind: 'key-proof', campaign, host, nonce });
  } catch {
    throw new PlatformError('bad-request');
  }
  return { ...shown, proof: await signStatement(proof, privateKey, publicKey) };
}
