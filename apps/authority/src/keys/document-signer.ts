/** What signs documents of holders whose secret several people have: the authority's Ed25519 key, opened when it is first used. */
import { type KeyObject, sign } from 'node:crypto';
import { type Bytes, toBase64Url } from '@cloison/protocol/public';
import type { SignNow } from '../envelopes/envelope.ts';
import type { KeyStore } from './key-store.ts';

export interface DocumentSigner {
  /** Raw, 32 bytes. */
  readonly publicKey: Bytes;
  /** The same, base64url, as keyrings state it. */
  readonly authority: string;
  /** May ask for the passphrase, the first time. */
  readonly open: () => Promise<SignNow>;
  /** As `open`: the key itself, for a thread of this process. */
  readonly privateKey: () => Promise<KeyObject>;
}

export function documentSigner(keys: KeyStore): DocumentSigner {
  return signerOf(keys.authorityPublic().publicKey, () => keys.authorityPrivate());
}

/** `openKey` is called once, when something is first signed. */
export function signerOf(publicKey: Bytes, openKey: () => Promise<KeyObject>): DocumentSigner {
  let opened: Promise<KeyObject> | null = null;
  const privateKey = () => {
    opened ??= openKey();
    return opened;
  };
  return {
    publicKey,
    authority: toBase64Url(publicKey),
    privateKey,
    open: async () => {
      const key = await privateKey();
      return (message) => sign(null, message, key);
    },
  };
}
