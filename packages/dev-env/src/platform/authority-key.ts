/** A new signing key of an authority. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface TestAuthorityKey {
  readonly privateKey: KeyObject;
  /** The public key, raw: 32 bytes. */
  readonly raw: Uint8Array<ArrayBuffer>;
  /** The same in base64url. */
  readonly x: string;
  /** An Ed25519 signature, 64 bytes. */
  sign(message: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
}

export function newAuthorityKey(): TestAuthorityKey {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const x = publicKey.export({ format: 'jwk' }).x!;
  return {
    privateKey,
    raw: new Uint8Array(Buffer.from(x, 'base64url')),
    x,
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}
