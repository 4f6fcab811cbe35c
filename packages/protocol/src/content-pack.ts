/**
 * A sequence's content, sealed so that browsers can fetch it before it opens (protocol 1, "Content fetched ahead").
 *
 *     magic "CLP1" | flags u8 (0) | nameLength u8 | name (ASCII) | campaignId 16 | iv 12
 *     | AES-256-GCM(key, iv, aad = everything before, body)
 *     body = deflate-raw( indexLength u32 ‖ index as JSON [[path, bytes], …] ‖ the files one after the other )
 *     key  = HKDF-SHA-256(opening key, salt = share, info "cloison/1/content", 32)
 *
 * Guarantees to the authority: before the opening nobody else reads the content, because only the authority has the opening
 * key. After the opening, somebody who has stolen the platform's data still cannot read it: the share is in the tickets, which
 * the platform cannot open. To the pupil: none by itself; each file is checked against its hash in the manifest.
 * Known limit: from the opening on, anybody with a ticket can pass both keys on, as they can a photograph of the screen.
 */
import { deflateSync, Inflate } from 'fflate';
import { type Bytes, concat, equalBytes, fromUtf8, u32, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { hmacSha256 } from './primitives/hash.ts';
import { parseName } from './primitives/names.ts';

const MAGIC = utf8('CLP1');
const TAG_BYTES = 16;
const STEP_BYTES = 65_536;

export const CONTENT_KEY_BYTES = 32;

export interface PackFile {
  /** As the manifest names it. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** What belongs together to open one pack. */
export interface PackKeys {
  /** 32 random bytes of the sequence: released at the opening. */
  readonly opening: Uint8Array;
  /** 32 random bytes of the campaign: in every ticket. */
  readonly share: Uint8Array;
}

export interface PackAddress {
  readonly campaignId: Uint8Array;
  /** The sequence. */
  readonly name: string;
}

/** `iv`: 12 fresh random bytes. */
export async function sealPack(
  keys: PackKeys,
  { campaignId, name }: PackAddress,
  files: readonly PackFile[],
  iv: Uint8Array,
): Promise<Bytes> {
  const ascii = utf8(parseName(name));
  const header = concat(MAGIC, Uint8Array.of(0, ascii.length), ascii, campaignId, iv);
  const index = utf8(JSON.stringify(files.map(({ path, bytes }) => [path, bytes.length])));
  const body = deflateSync(concat(u32(index.length), index, ...files.map(({ bytes }) => bytes)));
  const algorithm = { name: 'AES-GCM', iv: iv as Bytes, additionalData: header };
  const sealed = await crypto.subtle.encrypt(algorithm, await contentKey(keys), body as Bytes);
  return concat(header, new Uint8Array(sealed));
}

/**
 * The files by path. `maxBytes`: all files and the index may have no more, whatever the pack says. Throws `pack-malformed`
 * (not a pack, or of another campaign or name, or damaged inside) or `pack-sealed` (does not open with these keys).
 */
export async function openPack(
  keys: PackKeys,
  { campaignId, name }: PackAddress,
  pack: Uint8Array,
  maxBytes: number,
): Promise<ReadonlyMap<string, Bytes>> {
  const ascii = utf8(parseName(name));
  const start = concat(MAGIC, Uint8Array.of(0, ascii.length), ascii, campaignId);
  const headerBytes = start.length + 12;
  if (pack.length < headerBytes + TAG_BYTES || !equalBytes(pack.subarray(0, start.length), start)) {
    throw new ProtocolError('pack-malformed', 'not this pack');
  }
  const algorithm = {
    name: 'AES-GCM',
    iv: pack.slice(start.length, headerBytes) as Bytes,
    additionalData: pack.slice(0, headerBytes) as Bytes,
  };
  let body: Uint8Array;
  try {
    const sealed = pack.slice(headerBytes) as Bytes;
    body = new Uint8Array(await crypto.subtle.decrypt(algorithm, await contentKey(keys), sealed));
  } catch {
    throw new ProtocolError('pack-sealed');
  }
  return filesOf(inflateBounded(body, maxBytes));
}

async function contentKey({ opening, share }: PackKeys): Promise<CryptoKey> {
  if (opening.length !== CONTENT_KEY_BYTES || share.length !== CONTENT_KEY_BYTES)
    throw new ProtocolError('pack-sealed', 'length of a key');
  const prk = await hmacSha256(share, opening);
  const key = await hmacSha256(prk, concat(utf8('cloison/1/content'), Uint8Array.of(1)));
  return crypto.subtle.importKey('raw', key, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** In steps, so that a bomb is stopped at the limit and not after it. */
function inflateBounded(deflated: Uint8Array, maxBytes: number): Bytes {
  const parts: Uint8Array[] = [];
  let total = 0;
  let ended = false;
  const inflate = new Inflate((part, final) => {
    total += part.length;
    if (total > maxBytes) throw new ProtocolError('pack-malformed', 'limit');
    parts.push(part);
    ended ||= final;
  });
  try {
    for (let at = 0; at < deflated.length; at += STEP_BYTES) {
      inflate.push(deflated.subarray(at, at + STEP_BYTES), at + STEP_BYTES >= deflated.length);
    }
  } catch (error) {
    throw error instanceof ProtocolError ? error : new ProtocolError('pack-malformed', 'damaged');
  }
  if (!ended) throw new ProtocolError('pack-malformed', 'ends early');
  return concat(...parts);
}

function filesOf(bytes: Bytes): ReadonlyMap<string, Bytes> {
  const indexBytes = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  if (indexBytes < 0 || 4 + indexBytes > bytes.length) throw new ProtocolError('pack-malformed', 'index');
  const index = parseIndex(bytes.subarray(4, 4 + indexBytes));
  const files = new Map<string, Bytes>();
  let at = 4 + indexBytes;
  for (const [path, length] of index) {
    if (at + length > bytes.length) throw new ProtocolError('pack-malformed', 'a file ends early');
    files.set(path, bytes.slice(at, at + length));
    at += length;
  }
  if (at !== bytes.length) throw new ProtocolError('pack-malformed', 'bytes left over');
  return files;
}

function parseIndex(bytes: Uint8Array): readonly (readonly [string, number])[] {
  let index: unknown;
  try {
    index = JSON.parse(fromUtf8(bytes));
  } catch {
    throw new ProtocolError('pack-malformed', 'index');
  }
  const isEntry = (entry: unknown): entry is [string, number] =>
    Array.isArray(entry) &&
    entry.length === 2 &&
    typeof entry[0] === 'string' &&
    Number.isSafeInteger(entry[1]) &&
    entry[1] >= 0;
  if (!Array.isArray(index) || !index.every(isEntry)) throw new ProtocolError('pack-malformed', 'index');
  return index;
}
