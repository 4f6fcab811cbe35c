/** The smallest campaign that faults are tried on, and what the authority finds of it afterwards. */
import { generateKeyPairSync, sign } from 'node:crypto';
import type { Holder } from '@cloison/protocol';
import { accessHash, type Bytes, campaignIdOf, fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../apps/authority/src/platform-link/platform-client.ts';
import { answersIn, type SimulatedPupil } from './crowd.ts';

export const CAMPAIGN = 'essai-pannes';
export const RECORD = 'francais';
const HOLDERS_AT_ONCE = 2000;
const READ_AT_ONCE = 500;

/** An authority with a key of its own. */
export interface FaultAuthority {
  /** Raw, 32 bytes: what the platform is started with. */
  readonly publicKey: Uint8Array;
  client(url: string): PlatformClient;
}

export function newAuthority(): FaultAuthority {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
  let sequence = 0;
  return {
    publicKey: raw,
    client: (platform) =>
      createPlatformClient({
        platform,
        campaign: CAMPAIGN,
        signer: { keyId: toBase64Url(raw), sign: async (bytes) => sign(null, bytes, privateKey) },
        nextSequence: () => ++sequence,
      }),
  };
}

export const faultCampaignId = (): Promise<Bytes> => campaignIdOf(CAMPAIGN);

/** One window, open for a day; every holder is a pupil. */
export async function publish(authority: PlatformClient, holders: readonly Holder[]): Promise<void> {
  const hour = 3_600_000;
  const at = (ms: number) => new Date(ms).toISOString();
  const window = { opens: at(Date.now() - hour), closes: at(Date.now() + 24 * hour) };
  const title = { fr: 'Essai', en: 'Test' };
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal: true, manifest: '0'.repeat(64), online: true },
    calendars: [{ [RECORD]: window }],
  });
  const lines = await Promise.all(
    holders.map(async ({ holderId, access }) => ({
      holder: toBase64Url(holderId),
      access: toBase64Url(await accessHash(access)),
      calendar: 0,
      role: 'pupil' as const,
    })),
  );
  lines.sort((a, b) => (a.holder < b.holder ? -1 : 1));
  for (let i = 0; i < lines.length; i += HOLDERS_AT_ONCE) {
    await authority.putHolders({ holders: lines.slice(i, i + HOLDERS_AT_ONCE) });
  }
}

export interface Found {
  readonly acknowledged: number;
  readonly found: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly pupils: number;
  readonly finished: number;
}

/** Reads every record as the authority does, opens it, and compares it with what each pupil was told. */
export async function compare(authority: PlatformClient, pupils: readonly SimulatedPupil[]): Promise<Found> {
  const entries = await entriesByHolder(authority);
  let [acknowledged, found, duplicated, finished] = [0, 0, 0, 0];
  for (let i = 0; i < pupils.length; i += READ_AT_ONCE) {
    const some = pupils.slice(i, i + READ_AT_ONCE);
    const { records } = await authority.readRecords({
      records: some.map(({ holder }) => ({ holder: toBase64Url(holder.holderId), name: RECORD })),
    });
    for (const [j, pupil] of some.entries()) {
      const envelope = records[j]!.envelope;
      const head = envelope === null ? null : await answersIn(pupil.holder, fromBase64Url(envelope));
      acknowledged += pupil.acknowledged;
      found += Math.min(pupil.acknowledged, head?.answered ?? 0);
      const own = entries.get(toBase64Url(pupil.holder.holderId)) ?? [];
      duplicated += Math.max(0, own.length - 1);
      if (head?.final === true && own.filter((kind) => kind === 'final').length === 1) finished += 1;
    }
  }
  return {
    acknowledged,
    found,
    lost: acknowledged - found,
    duplicated,
    pupils: pupils.length,
    finished,
  };
}

/** Kinds of all that the feed shows of each holder, from its beginning. */
async function entriesByHolder(authority: PlatformClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const byHolder = new Map<string, string[]>();
  let after = '';
  for (;;) {
    const feed = await authority.feed(after, 2000);
    // Begun anew, as the authority's own reading does: a process that has found its servers again has begun an era.
    if (feed.rewound) byHolder.clear();
    for (const { holder, kind } of feed.entries) {
      byHolder.set(holder, [...(byHolder.get(holder) ?? []), kind]);
    }
    if (!feed.more) return byHolder;
    after = feed.next;
  }
}
