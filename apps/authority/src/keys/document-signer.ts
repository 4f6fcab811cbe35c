/** What signs documents of holders whose secret several people have: the authority's Ed25519 key, opened when it is first used. */
import { sign } from 'node:crypto';
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
}

export function documentSigner(keys: KeyStore): DocumentSigner {
  const { publicKey } = keys.authorityPublic();
  let opened: Promise<SignNow> | null = null;
  return {
    publicKey,
    authority: toBase64Url(publicKey),
    open: () => {
      opened ??= keys.authorityPrivate().then((key) => (message) => sign(null, message, key));
      return opened;
    },
  };
}
