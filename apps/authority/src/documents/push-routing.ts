/**
 * Routing tables of adaptive sequences, sealed to each pupil who has a ticket. The platform keeps the ciphertext until that
 * pupil's record of the stage is final. Sorted by holder; only what the platform has not; killed anywhere, sent again.
 */
import { randomBytes } from 'node:crypto';
import { sealRouting } from '@cloison/protocol';
import { toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { FIRST_HOLDER } from '../codes/publish-holders.ts';
import type { PlatformClient } from '../platform-link/platform-client.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import { routingKey, stageTables } from './given-sequence.ts';

/** Entries of one batch: 2,000 at most, and well below the platform's limit in bytes. */
const BATCH_ENTRIES = 500;
const BATCH_BYTES = 4 * 1024 * 1024;

interface Pupil {
  readonly holder_id: Uint8Array;
  readonly level: string;
}

interface LevelTables {
  /** By record name. */
  readonly tables: ReturnType<typeof stageTables>;
  readonly digest: Uint8Array;
}

/** By level; levels without an adaptive sequence are left out. */
function tablesByLevel(campaign: OpenCampaign): ReadonlyMap<string, LevelTables> {
  const byLevel = new Map<string, LevelTables>();
  for (const { id } of campaign.spec.levels) {
    const own = [...scoringModel(campaign).values()].filter(({ level }) => level === id);
    const tables = new Map(own.flatMap((sequence) => [...stageTables(sequence)]));
    if (tables.size === 0) continue;
    byLevel.set(id, {
      tables,
      digest: campaign.sealer.lookup('routing-tables', JSON.stringify([...tables])),
    });
  }
  return byLevel;
}

/** Pupils above `after` whose tables the platform lacks. */
export function pupilsToSend(
  { vault, name }: OpenCampaign,
  level: string,
  digest: Uint8Array,
  after: Uint8Array,
) {
  return vault.all<Pupil>(
    `SELECT h.holder_id, p.level FROM holder_view h JOIN pupil_view p ON p.id = h.pupil
     LEFT JOIN routing_sent s ON s.holder = h.holder_id
     WHERE h.campaign = ? AND h.kind = 'pupil' AND h.state = 'assigned' AND h.pushed = 1 AND p.level = ?
       AND p.state = 'present' AND h.holder_id > ? AND (s.digest IS NULL OR s.digest <> ?)
     ORDER BY h.holder_id LIMIT ${BATCH_ENTRIES}`,
    name,
    level,
    after,
    digest,
  );
}

/** Of a pupil of that level: names of the records after whose end the platform gives tables, as they are now; none, where it has older ones. */
export function givenRouting(
  campaign: OpenCampaign,
): (holder: Uint8Array, level: string) => readonly string[] {
  const byLevel = tablesByLevel(campaign);
  return (holder, level) => {
    const own = byLevel.get(level);
    if (own === undefined) return [];
    const { vault } = campaign;
    const isGiven =
      vault.count('SELECT count(*) FROM routing_sent WHERE holder = ? AND digest = ?', holder, own.digest) >
      0;
    return isGiven ? [...own.tables.keys()] : [];
  };
}

/** Number of pupils whose tables were sent. */
export async function pushRouting(
  campaign: OpenCampaign,
  client: Pick<PlatformClient, 'putRouting'>,
  options: { readonly signal?: AbortSignal | undefined; readonly onProgress?: (done: number) => void } = {},
): Promise<number> {
  let done = 0;
  for (const [level, { tables, digest }] of tablesByLevel(campaign)) {
    let after: Uint8Array = FIRST_HOLDER;
    for (;;) {
      options.signal?.throwIfAborted();
      const pupils = pupilsToSend(campaign, level, digest, after);
      if (pupils.length === 0) break;
      after = pupils.at(-1)?.holder_id ?? after;
      await sendBatch(campaign, client, pupils, tables, digest);
      done += pupils.length;
      options.onProgress?.(done);
    }
  }
  return done;
}

type Entries = Parameters<PlatformClient['putRouting']>[0]['entries'];

async function sendBatch(
  campaign: OpenCampaign,
  client: Pick<PlatformClient, 'putRouting'>,
  pupils: readonly Pupil[],
  tables: LevelTables['tables'],
  digest: Uint8Array,
): Promise<void> {
  const { vault } = campaign;
  let entries: Entries = [];
  let bytes = 0;
  let sent: Uint8Array[] = [];
  const flush = async () => {
    if (entries.length === 0) return;
    await client.putRouting({ entries });
    vault.transaction(() => {
      for (const holder of sent)
        vault.run('INSERT OR REPLACE INTO routing_sent VALUES (?, ?)', holder, digest);
    });
    entries = [];
    sent = [];
    bytes = 0;
  };
  for (const { holder_id: holderId } of pupils) {
    for (const [name, body] of tables) {
      const address = { campaignId: campaign.campaignId, holderId, name };
      const key = routingKey(campaign, holderId, name);
      const sealed = await sealRouting(key, address, body, new Uint8Array(randomBytes(12)));
      entries.push({ holder: toBase64Url(holderId), name, after: name, sealed: toBase64Url(sealed) });
      bytes += sealed.length;
    }
    sent.push(holderId);
    if (bytes > BATCH_BYTES || entries.length > BATCH_ENTRIES) await flush();
  }
  await flush();
}

/** Pupils whose tables would be sent. */
export function countRoutingToSend(campaign: OpenCampaign): number {
  const { vault, name } = campaign;
  return [...tablesByLevel(campaign)].reduce(
    (sum, [level, { digest }]) =>
      sum +
      vault.count(
        `SELECT count(*) FROM holder_view h JOIN pupil_view p ON p.id = h.pupil
         LEFT JOIN routing_sent s ON s.holder = h.holder_id
         WHERE h.campaign = ? AND h.kind = 'pupil' AND h.state = 'assigned' AND p.level = ? AND p.state = 'present'
           AND (s.digest IS NULL OR s.digest <> ?)`,
        name,
        level,
        digest,
      ),
    0,
  );
}

/** Everything counts as not sent: the platform was restored from a backup. In the caller's transaction. */
export function forgetRouting({ vault, name }: OpenCampaign): void {
  vault.run(
    'DELETE FROM routing_sent WHERE holder IN (SELECT holder_id FROM holder_view WHERE campaign = ?)',
    name,
  );
}
