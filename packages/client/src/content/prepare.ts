/**
 * Preparing a computer ahead of the day: the manifest and every sealed pack are fetched and kept, so that the opening moves
 * a key instead of megabytes. Needs no code, and nothing that it fetches can be read before the opening.
 */
import { type Manifest, parseManifest } from '@cloison/protocol';
import { fromHex, fromUtf8, verifyHash } from '@cloison/protocol/public';
import { type PlatformApi, UnreachableError } from '../platform/api.ts';
import type { BrowserStore } from '../storage/browser-store.ts';
import { heldContent, packedSequences, verifiedContent } from './content.ts';

export interface Prepared {
  /** Number of sequences whose content is here now; 0: this campaign has nothing to fetch ahead. */
  readonly sequences: number;
  readonly bytes: number;
}

/** This browser cannot keep what was fetched: no room, or storage is refused to it. */
export class NotKeptError extends Error {
  constructor(cause: unknown) {
    super('This browser does not keep what was fetched', { cause });
    this.name = 'NotKeptError';
  }
}

/** Nobody signed the card that names them, and what is fetched stays on the disk. Four levels have some hundred megabytes. */
const MAX_PREPARED_BYTES = 1024 ** 3;

/**
 * Fetches what is missing, and checks what is here. `onProgress` gets the bytes done and the bytes of all packs. The card is not
 * authenticated: what it names is used only if a ticket names it too. Throws `NotKeptError`, `RefusedError`,
 * `UnreachableError`, or `ProtocolError` for bytes that are not what they are called.
 */
export async function prepareContent(
  api: Pick<PlatformApi, 'card' | 'content'>,
  store: BrowserStore,
  onProgress: (done: number, total: number) => void = () => undefined,
): Promise<Prepared> {
  const { manifest: manifestHash } = await api.card();
  const manifest = await manifestOf(manifestHash, api, store);
  const packs = packedSequences(manifest).map(({ pack }) => pack);
  const total = packs.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total > MAX_PREPARED_BYTES) throw new UnreachableError('no campaign is so large');
  let done = 0;
  onProgress(0, total);
  for (const { hash, bytes } of packs) {
    if ((await heldContent(hash, store)) === null) {
      const onBytes = (got: number) => onProgress(done + got, total);
      const fetched = await api.content(hash, { most: bytes, onBytes });
      await keep(store, hash, await verifyHash(fetched, fromHex(hash)));
    }
    done += bytes;
    onProgress(done, total);
  }
  if (packs.length > 0 && (await heldContent(manifestHash, store)) === null) throw new NotKeptError(null);
  return { sequences: packs.length, bytes: total };
}

/** Fetches and keeps the manifest that the card names. It is not authenticated: use it only to prepare. */
export async function keepManifest(
  api: Pick<PlatformApi, 'card' | 'content'>,
  store: BrowserStore,
): Promise<Manifest> {
  return manifestOf((await api.card()).manifest, api, store);
}

async function manifestOf(
  hash: string,
  api: Pick<PlatformApi, 'content'>,
  store: BrowserStore,
): Promise<Manifest> {
  return parseManifest(JSON.parse(fromUtf8(await verifiedContent(hash, api, store))));
}

/** Reads it back, because a store may accept what it does not keep. */
async function keep(store: BrowserStore, hash: string, bytes: Parameters<BrowserStore['writeContent']>[1]) {
  try {
    await store.writeContent(hash, bytes);
  } catch (error) {
    throw new NotKeptError(error);
  }
  if ((await heldContent(hash, store)) === null) throw new NotKeptError(null);
}
