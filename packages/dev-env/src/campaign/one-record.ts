/** The smallest campaign: one record for each pupil, whose window is open for a day. */
import type { PlatformClient } from '../../../../apps/authority/src/platform-link/platform-client.ts';

export async function publishOneRecord(
  authority: PlatformClient,
  campaign: string,
  record: string,
): Promise<void> {
  const hour = 3_600_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const window = { opens: at(Date.now() - hour), closes: at(Date.now() + 24 * hour) };
  const title = { fr: 'Essai', en: 'Test' };
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign, title, rehearsal: true, manifest: '0'.repeat(64), online: true },
    calendars: [{ [record]: window }],
  });
}
