/** Public content, verified: every byte is checked against a hash that came in a sealed document. */
import { type Manifest, parseManifest } from '@cloison/protocol';
import { type Bytes, fromHex, fromUtf8, ProtocolError, verifyHash } from '@cloison/protocol/public';
import type { PlatformApi } from './api.ts';
import type { BrowserStore } from './browser-store.ts';

export interface CampaignContent {
  readonly manifest: Manifest;
  /** Hash of the manifest, hexadecimal, as tickets and bodies state it. */
  readonly manifestHash: string;
  /** Verified bytes and media type of a file of the manifest; throws `hash-mismatch`. */
  file(path: string): Promise<{ readonly bytes: Bytes; readonly type: string }>;
  /** Verified JSON of a file of the manifest: hostile to none but still to be parsed. */
  json(path: string): Promise<unknown>;
}

async function verified(hash: string, api: PlatformApi, store: BrowserStore): Promise<Bytes> {
  const held = await store.readContent(hash).catch(() => null);
  const bytes = await verifyHash(held ?? (await api.content(hash)), fromHex(hash));
  if (held === null) await store.writeContent(hash, bytes).catch(() => undefined);
  return bytes;
}

/** Loads the manifest that a ticket or keyring names. */
export async function loadContent(
  manifestHash: string,
  api: PlatformApi,
  store: BrowserStore,
): Promise<CampaignContent> {
  const manifest = parseManifest(JSON.parse(fromUtf8(await verified(manifestHash, api, store))));
  const file = async (path: string) => {
    const entry = Object.hasOwn(manifest.files, path) ? manifest.files[path] : undefined;
    if (entry === undefined) throw new ProtocolError('hash-mismatch', 'no such file in the manifest');
    return { bytes: await verified(entry.hash, api, store), type: entry.type };
  };
  return {
    manifest,
    manifestHash,
    file,
    json: async (path) => JSON.parse(fromUtf8((await file(path)).bytes)),
  };
}
