/** A new key of a platform, as WebCrypto has it: for statements of erasure and proofs of a key. */
import type { Bytes } from '@cloison/protocol/public';

export interface TestStatementKey {
  readonly privateKey: CryptoKey;
  /** Raw: 32 bytes. */
  readonly publicKey: Bytes;
}

export async function newStatementKey(): Promise<TestStatementKey> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    privateKey: pair.privateKey,
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  };
}
