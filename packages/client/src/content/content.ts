/**
 * Public content, verified: every byte is checked against a hash that came in a sealed document.
 *
 * A sequence whose content was sealed to be fetched ahead has one pack: opened with the key that the platform gives from the
 * opening on and the share of the ticket, and believed file by file, by the same hashes as any other content.
 */
import { type Manifest, openPack, type PackKeys, parseManifest } from '@cloison/protocol';
import {
  type Bytes,
  campaignIdOf,
  fromHex,
  fromUtf8,
  ProtocolError,
  verifyHash,
} from '@cloison/protocol/public';
import type { PlatformApi } from '../platform/api.ts';
import type { BrowserStore } from '../storage/browser-store.ts';

export interface CampaignContent {
  readonly manifest: Manifest;
  /** Hash of the manifest, hexadecimal, as tickets and bodies state it. */
  readonly manifestHash: string;
  /**
   * Verified bytes and media type of a file of the manifest; throws `hash-mismatch`, or what `PackOpener.key` throws.
   */
  file(path: string): Promise<{ readonly bytes: Bytes; readonly type: string }>;
  /** JSON of a file of the manifest whose bytes are verified. The caller still parses it. */
  json(path: string): Promise<unknown>;
  /** Fetches what `file` will need and keeps it, without asking for a key. */
  keep(path: string): Promise<void>;
}

/** What a ticket gives to open sealed content with. */
export interface PackOpener {
  readonly share: Bytes;
  /** The opening key of a sequence, from the platform; throws `RefusedError` before the opening. */
  key(sequence: string): Promise<Bytes>;
}

/** Fetches under way, by store: a second caller waits for the answer to the first. */
const underWay = new WeakMap<BrowserStore, Map<string, Promise<Bytes>>>();

/** A manifest states the sizes of all else. One of ten thousand files has some two megabytes. */
const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;

/**
 * From this browser's store, or from the platform when it is not there or not what it should be. Fetched once for all who ask.
 * `most`: bytes that the manifest states; missing: it is a manifest.
 */
export function verifiedContent(
  hash: string,
  api: Pick<PlatformApi, 'content'>,
  store: BrowserStore,
  most = MAX_MANIFEST_BYTES,
): Promise<Bytes> {
  let fetching = underWay.get(store);
  if (fetching === undefined) {
    fetching = new Map();
    underWay.set(store, fetching);
  }
  const begun = fetching.get(hash);
  if (begun !== undefined) return begun;
  const asked = heldOrFetched(hash, api, store, most).finally(() => underWay.get(store)?.delete(hash));
  fetching.set(hash, asked);
  return asked;
}

async function heldOrFetched(
  hash: string,
  api: Pick<PlatformApi, 'content'>,
  store: BrowserStore,
  most: number,
): Promise<Bytes> {
  const expected = fromHex(hash);
  const held = await heldContent(hash, store);
  if (held !== null) return held;
  const bytes = await verifyHash(await api.content(hash, { most }), expected);
  await store.writeContent(hash, bytes).catch(() => undefined);
  return bytes;
}

/** What this browser has under that hash, null when it has nothing or something else. */
export async function heldContent(hash: string, store: BrowserStore): Promise<Bytes | null> {
  const held = await store.readContent(hash).catch(() => null);
  if (held === null) return null;
  return verifyHash(held, fromHex(hash)).catch(() => null);
}

/** Loads the manifest that a ticket or keyring names. `opener`: for the content of a ticket that has a share. */
export async function loadContent(
  manifestHash: string,
  api: PlatformApi,
  store: BrowserStore,
  opener: PackOpener | null = null,
): Promise<CampaignContent> {
  const manifest = parseManifest(JSON.parse(fromUtf8(await verifiedContent(manifestHash, api, store))));
  const packs = new Map<string, Promise<ReadonlyMap<string, Bytes>>>();
  const packed = (sequence: PackedSequence): Promise<ReadonlyMap<string, Bytes>> => {
    let pack = packs.get(sequence.id);
    if (pack === undefined) {
      pack = opened(manifest, sequence, opener, api, store);
      packs.set(sequence.id, pack);
      // Tried again by the next caller: the opening may have come, or the network.
      pack.catch(() => packs.delete(sequence.id));
    }
    return pack;
  };
  const entryOf = (path: string) => {
    const entry = Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
    if (entry === undefined) throw new ProtocolError('hash-mismatch', 'no such file in the manifest');
    return entry;
  };
  const file = async (path: string) => {
    const entry = entryOf(path);
    const sequence = sequenceOf(manifest, path);
    if (sequence === null) {
      const bytes = await verifiedContent(entry.hash, api, store, entry.bytes);
      return { bytes, type: entry.type };
    }
    const bytes = (await packed(sequence)).get(path);
    if (bytes === undefined) throw new ProtocolError('hash-mismatch', 'a file is not in its pack');
    return { bytes: await verifyHash(bytes, fromHex(entry.hash)), type: entry.type };
  };
  return {
    manifest,
    manifestHash,
    file,
    json: async (path) => JSON.parse(fromUtf8((await file(path)).bytes)),
    keep: async (path) => {
      const { hash, bytes } = sequenceOf(manifest, path)?.pack ?? entryOf(path);
      await verifiedContent(hash, api, store, bytes);
    },
  };
}

type Sequence = Manifest['sequences'][number];
export type PackedSequence = Sequence & Required<Pick<Sequence, 'pack'>>;

/** Sequences whose content is sealed in a pack. */
export function packedSequences(manifest: Manifest): readonly PackedSequence[] {
  return manifest.sequences.filter((sequence): sequence is PackedSequence => sequence.pack !== undefined);
}

/** The sequence in whose pack a file is, null when it is published by itself. */
function sequenceOf(manifest: Manifest, path: string): PackedSequence | null {
  const has = ({ id, content }: PackedSequence) => path === content || path.startsWith(`assets/${id}/`);
  return packedSequences(manifest).find(has) ?? null;
}

async function opened(
  manifest: Manifest,
  sequence: PackedSequence,
  opener: PackOpener | null,
  api: PlatformApi,
  store: BrowserStore,
): Promise<ReadonlyMap<string, Bytes>> {
  if (opener === null) throw new ProtocolError('pack-sealed', 'this holder opens no sealed content');
  const { id, pack } = sequence;
  const bytes = await verifiedContent(pack.hash, api, store, pack.bytes);
  const address = { campaignId: await campaignIdOf(manifest.campaign), name: id };
  const open = (opening: Bytes) => {
    const keys: PackKeys = { opening, share: opener.share };
    return openPack(keys, address, bytes, maxPackBytes(manifest, sequence));
  };
  // The key is kept from the opening on, for a reload without network. One that does not fit is fetched again.
  const keyAddress = keyName(pack.hash);
  const kept = await store.readContent(keyAddress).catch(() => null);
  if (kept !== null) {
    const files = await open(kept).catch(() => null);
    if (files !== null) return files;
  }
  const key = await opener.key(id);
  const files = await open(key);
  await store.writeContent(keyAddress, key).catch(() => undefined);
  return files;
}

/** The name of a pack's opening key in the store. No hash looks like it. */
const keyName = (packHash: string) => `key ${packHash}`;

/** All files of the sequence, and an index that names them. */
function maxPackBytes(manifest: Manifest, sequence: PackedSequence): number {
  return Object.entries(manifest.files)
    .filter(([path]) => sequenceOf(manifest, path)?.id === sequence.id)
    .reduce((sum, [path, { bytes }]) => sum + bytes + 6 * path.length + 40, 100);
}
