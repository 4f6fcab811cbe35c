/**
 * Names of records of which the office has nothing, or nothing final. The audit asks the platform for them by name: a
 * platform that leaves entries out of its feed would not be found out otherwise, since only what has come is compared.
 */
import { randomBytes } from 'node:crypto';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { publishedHolders } from '../codes/publish-holders.ts';
import { expectedNames } from '../records/expected-names.ts';
import { isHeadFinal, type RecordKey } from '../records/received-records.ts';
import type { HolderRow } from '../vault/rows.ts';

/** Holders looked at together. */
const HOLDERS = 200;

/** All of them, in batches of at most `size`, by holder. */
export function* silentRecords(campaign: OpenCampaign, size: number): Generator<readonly RecordKey[]> {
  yield* silentOf(campaign, allPublished(campaign), size);
}

function* allPublished(campaign: OpenCampaign): Generator<HolderRow> {
  for (let after: Uint8Array = new Uint8Array(0); ; ) {
    const holders = publishedHolders(campaign, after, HOLDERS);
    yield* holders;
    const last = holders.at(-1);
    if (last === undefined) return;
    after = last.holder_id;
  }
}

/** The records of these holders of which nothing final is kept, in batches of at most `size`. */
export function* silentOf(
  campaign: OpenCampaign,
  holders: Iterable<HolderRow>,
  size: number,
): Generator<readonly RecordKey[]> {
  let batch: RecordKey[] = [];
  for (const holder of holders) {
    for (const name of silentNames(campaign, holder)) {
      batch.push({ holder: holder.holder_id, name });
      if (batch.length < size) continue;
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

/** Some of them, of holders drawn at random. */
export async function sampleSilent(campaign: OpenCampaign, count: number): Promise<readonly RecordKey[]> {
  const drawn: RecordKey[] = [];
  const start = randomBytes(16);
  // From there on, and round from the first.
  const after = publishedHolders(campaign, start, HOLDERS);
  const first = publishedHolders(campaign, new Uint8Array(0), HOLDERS - after.length);
  for (const holder of [
    ...after,
    ...first.filter(({ holder_id }) => Buffer.compare(holder_id, start) <= 0),
  ]) {
    for (const name of silentNames(campaign, holder)) {
      if (drawn.length === count) return drawn;
      drawn.push({ holder: holder.holder_id, name });
    }
  }
  return drawn;
}

function silentNames(campaign: OpenCampaign, holder: HolderRow): readonly string[] {
  return expectedNames(campaign, holder).filter(
    (name) => !isHeadFinal(campaign.vault, holder.holder_id, name),
  );
}
