/** An authority with a key of its own and no vault, which calls a platform as the real one does. */
import {
  createPlatformClient,
  type PlatformClient,
} from '../../../../apps/authority/src/platform-link/platform-client.ts';
import { newAuthorityKey, type TestAuthorityKey } from '../platform/authority-key.ts';

export interface SigningAuthority {
  readonly key: TestAuthorityKey;
  /** Raw, 32 bytes: what the platform is started with. */
  readonly publicKey: Uint8Array;
  client(url: string): PlatformClient;
}

/** `now`: of its calls, epoch milliseconds; the machine's clock by default. */
export function newAuthority(campaign: string, now: () => number = Date.now): SigningAuthority {
  const key = newAuthorityKey();
  let sequence = 0;
  return {
    key,
    publicKey: key.raw,
    client: (platform) =>
      createPlatformClient({
        platform,
        campaign,
        signer: { keyId: key.x, sign: key.sign },
        nextSequence: () => ++sequence,
        now,
      }),
  };
}
