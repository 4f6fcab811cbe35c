/** The smallest campaign that a real platform serves: one window, holders on demand. For tests of saving. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newAuthority } from '@cloison/dev-env/authority/signing-authority.ts';
import { startPlatform } from '@cloison/platform';
import { type Holder, openHolder } from '@cloison/protocol';
import { accessHash, type Bytes, campaignIdOf, toBase64Url } from '@cloison/protocol/public';
import type { PlatformClient } from '../../apps/authority/src/platform-link/platform-client.ts';

export const CAMPAIGN = 'test-saving';
export const RECORD = 'francais';

export interface TinyCampaign {
  readonly url: string;
  readonly authority: PlatformClient;
  /** A pupil that the platform knows. */
  addPupil(root: Bytes): Promise<Holder>;
  /** Stops the service and starts it again on the same files and port. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function startTinyCampaign(): Promise<TinyCampaign> {
  const dataDir = mkdtempSync(join(tmpdir(), 'cloison-saving-'));
  const signing = newAuthority(CAMPAIGN);
  const options = { dataDir, authorityKey: signing.publicKey };
  let platform = await startPlatform(options);
  const authority = signing.client(platform.url);
  const hour = 3_600_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const window = { opens: at(Date.now() - hour), closes: at(Date.now() + 24 * hour) };
  const title = { fr: 'Essai', en: 'Test' };
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal: true, manifest: '0'.repeat(64), online: true },
    calendars: [{ [RECORD]: window }],
  });
  const campaignId = await campaignIdOf(CAMPAIGN);
  return {
    get url() {
      return platform.url;
    },
    authority,
    async addPupil(root) {
      const holder = await openHolder(root, campaignId);
      const access = toBase64Url(await accessHash(holder.access));
      await authority.putHolders({
        holders: [{ holder: toBase64Url(holder.holderId), access, calendar: 0, role: 'pupil' }],
      });
      return holder;
    },
    async restart() {
      const { port } = platform;
      await platform.close();
      platform = await startPlatform({ ...options, port });
    },
    async close() {
      await platform.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
