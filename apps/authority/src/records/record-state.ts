/** Opens envelopes as far as their place in a record's history: what has to be known before one replaces another. */
import { parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import { isStorageError } from '../vault/vault.ts';
import { type QuarantineCode, quarantineCodeOf } from './check-body.ts';
import type { RecordState } from './follow.ts';
import { openBody } from './open-body.ts';

export type ReadState =
  | { readonly kind: 'opened'; readonly state: RecordState }
  /** The envelope is to blame. */
  | { readonly kind: 'refused'; readonly code: QuarantineCode }
  /** Something of ours failed on it: damage in the vault, or a defect. */
  | { readonly kind: 'failed' };

/** By hash, base64url. */
export type ReadStates = ReadonlyMap<string, ReadState>;

const MAX_CACHED = 20_000;
const caches = new WeakMap<OpenCampaign, Map<string, ReadState>>();

/** As `readState`; opened once while it is among the last thousands used: a head is compared with the one before it. */
export async function cachedState(
  campaign: OpenCampaign,
  holder: HolderRow,
  envelope: { readonly name: string; readonly hash: Uint8Array; readonly envelope: Uint8Array },
): Promise<ReadState> {
  let cache = caches.get(campaign);
  if (cache === undefined) {
    cache = new Map();
    caches.set(campaign, cache);
  }
  const key = toBase64Url(envelope.hash);
  const read = cache.get(key) ?? (await readState(campaign, holder, envelope));
  cache.delete(key);
  // What failed here is tried again: it may have been mended. So is what is of nobody: a corrected roster may make it somebody's.
  const isOfNobody = read.kind === 'refused' && read.code === 'unexpected-record';
  if (read.kind !== 'failed' && !isOfNobody) cache.set(key, read);
  if (cache.size > MAX_CACHED) cache.delete(cache.keys().next().value ?? key);
  return read;
}

async function readState(
  campaign: OpenCampaign,
  holder: HolderRow,
  { name, hash, envelope }: Parameters<typeof cachedState>[2],
): Promise<ReadState> {
  try {
    const { version, previous, kind } = parseEnvelopeHeader(envelope);
    const body = await openBody(campaign, holder, name, envelope);
    const saves = body.saves ?? null;
    return {
      kind: 'opened',
      state: { version, hash, previous: previous.slice(), final: kind === 'final', saves },
    };
  } catch (error) {
    if (isStorageError(error)) throw error;
    const code = quarantineCodeOf(error);
    return code === null ? { kind: 'failed' } : { kind: 'refused', code };
  }
}
