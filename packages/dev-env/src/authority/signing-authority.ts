/** An authority with a key of its own, which calls a platform as the real one does. */
import { sign } from 'node:crypto';
import { toBase64Url } from '@cloison/protocol/public';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../../../apps/authority/src/platform-link/platform-client.ts';
import { newAuthorityKey } from '../platform/authority-key.ts';

export interface SigningAuthority {
  /** Raw, 32 bytes: what the platform is started with. */
  readonly publicKey: Uint8Array;
  client(url: string): PlatformClient;
}

export function newAuthority(campaign: string): SigningAuthority {
  const { privateKey, raw } = newAuthorityKey();
  let sequence = 0;
  return {
    publicKey: raw,
    client: (platform) =>
      createPlatformClient({
        platform,
        campaign,
        signer: { keyId: toBase64Url(raw), sign: async (bytes) => sign(null, bytes, privateKey) },
        nextSequence: () => ++sequence,
      }),
  };
}
