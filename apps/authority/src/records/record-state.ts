/** Opens envelopes as far as their place in a record's history: what has to be known before one replaces another. */
import type { EntryBody } from '@cloison/protocol';
import { parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow } from '../vault/rows.ts';
import { isStorageError } from '../vault/vault.ts';
import { type QuarantineCode, quarantineCodeOf } from './check-body.ts';
import type { RecordState } from './follow.ts';
import { openBody, openBodyOfNobody } from './open-body.ts';

export type ReadState =
  | { readonly kind: 'opened'; readonly state: RecordState }
  /**
   * The envelope is to blame. `state`: it opened, and a class keyed it for a pupil whom no class of its school has: null otherwise.
   */
  | { readonly kind: 'refused'; readonly code: QuarantineCode; readonly state: RecordState | null }
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
  const stateOf = (body: Pick<EntryBody, 'saves'>): RecordState => {
    const { version, previous, kind } = parseEnvelopeHeader(envelope);
    const saves = body.saves ?? null;
    return { version, hash, previous: previous.slice(), final: kind === 'final', saves };
  };
  try {
    return { kind: 'opened', state: stateOf(await openBody(campaign, holder, name, envelope)) };
  } catch (error) {
    if (isStorageError(error)) throw error;
    const code = quarantineCodeOf(error);
    if (code === null) return { kind: 'failed' };
    const body = code === 'unexpected-record' ? openBodyOfNobody(campaign, holder, name, envelope) : null;
    return { kind: 'refused', code, state: body === null ? null : stateOf(body) };
  }
}
