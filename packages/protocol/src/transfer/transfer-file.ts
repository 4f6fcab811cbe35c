/**
 * A file that takes a campaign from one store to another: from host to host, from the authority to a laptop, and back.
 * Entries in order, sealed whole under a random transfer key that travels by another way (transfer file 1).
 *
 *     magic "CLOT" | version u8 (1) | keyId 8 | salt 16 | frames
 *     key    = HKDF-SHA-256(transfer key, salt, info "cloison/1/transfer", 32);  keyId = H("cloison/1/transfer-key" ‖ 0 ‖ transfer key)[0..8]
 *     frame  = length u32 ‖ AES-256-GCM(key, iv = frame number u64 ‖ 0 0 0 ‖ last u8, aad = everything before the frames, plain)
 *     plain  = entries, each: length u32 ‖ JSON ‖ blobs, whose lengths the JSON names in "b"; length counts JSON and blobs
 *              preceded by jsonLength u32
 *
 * Guarantees to the reader: a frame altered, left out, repeated, moved or cut off is noticed before it is believed, and so is a
 * file that ends early (only the last frame says that it is the last; this is the STREAM construction of Hoang, Reyhanitabar,
 * Rogaway and Vizár, CRYPTO 2015) or has bytes left over. Nothing is compressed: envelopes and hashes do not shrink, and content
 * brings its compressed forms along. Known limit: the reader learns the sizes of frames, not what is in them, without the key.
 */
import { toBase32 } from '../primitives/base32.ts';
import { type Bytes, concat, equalBytes, fromUtf8, u32, utf8 } from '../primitives/bytes.ts';
import { ProtocolError } from '../primitives/errors.ts';
import { sha256 } from '../primitives/hash.ts';

const MAGIC = utf8('CLOT');
const VERSION = 1;
const HEAD_BYTES = 4 + 1 + 8 + 16;
const TAG_BYTES = 16;
/** A frame is closed once its entries reach this size; one entry is never cut. */
const FRAME_BYTES = 1024 * 1024;
/** Largest frame that a reader accepts: a content file of 64 MiB with its compressed forms. */
const MAX_FRAME_BYTES = 256 * 1024 * 1024;

export const TRANSFER_KEY_BYTES = 20;

/** One entry: facts as JSON, and byte strings beside. */
export interface TransferEntry {
  readonly facts: Readonly<Record<string, unknown>>;
  readonly blobs: readonly Uint8Array[];
}

/** 32 symbols of Crockford base32 in groups of four. `random` are 20 fresh random bytes. */
export function writeTransferKey(random: Uint8Array): string {
  return toBase32(random).match(/.{4}/g)!.join('-');
}

/** The key as it was written, whatever its case and spaces. Throws `transfer-key`. */
export function readTransferKey(text: string): Bytes {
  const symbols = text.toUpperCase().replace(/[\s-]/g, '').replace(/[IL]/g, '1').replace(/O/g, '0');
  if (!/^[0-9A-HJKMNP-TV-Z]{32}$/.test(symbols)) throw new ProtocolError('transfer-key', 'not 32 symbols');
  return utf8(symbols);
}

/** Says which key a file needs, and nothing else about the key. */
export async function transferKeyId(key: Uint8Array): Promise<Bytes> {
  return (await sha256(concat(utf8('cloison/1/transfer-key\0'), key))).slice(0, 8);
}

/** The file, piece by piece. `salt`: 16 fresh random bytes. */
export async function* writeTransferFile(
  key: Uint8Array,
  salt: Uint8Array,
  entries: Iterable<TransferEntry> | AsyncIterable<TransferEntry>,
): AsyncGenerator<Bytes> {
  const head = concat(MAGIC, Uint8Array.of(VERSION), await transferKeyId(key), salt);
  const sealing = await sealingKey(key, salt);
  yield head;
  let number = 0;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const frame = async (last: boolean) => {
    const iv = frameIv(number, last);
    number += 1;
    const algorithm = { name: 'AES-GCM', iv, additionalData: head };
    const sealed = new Uint8Array(await crypto.subtle.encrypt(algorithm, sealing, concat(...parts)));
    parts = [];
    bytes = 0;
    return concat(u32(sealed.length), sealed);
  };
  for await (const entry of entries) {
    const encoded = encodeEntry(entry);
    if (bytes > 0 && bytes + encoded.length > FRAME_BYTES) yield await frame(false);
    parts.push(encoded);
    bytes += encoded.length;
  }
  yield await frame(true);
}

/** Which key a file needs: `keyId` of its head, of which 29 bytes are enough. Throws `transfer-malformed`. */
export function transferFileKeyId(start: Uint8Array): Bytes {
  if (start.length < HEAD_BYTES || !equalBytes(start.subarray(0, 4), MAGIC)) {
    throw new ProtocolError('transfer-malformed', 'not a transfer file');
  }
  if (start[4] !== VERSION) throw new ProtocolError('transfer-malformed', `version ${start[4]}`);
  return start.slice(5, 13) as Bytes;
}

/**
 * Entries in order, each only once its frame is authentic; `pieces` may be cut anywhere. Throws `transfer-key` when the file
 * was made under another key, `transfer-malformed` when it is not whole and unaltered. A reader that must not act on part of a
 * file reads it twice.
 */
export async function* readTransferFile(
  key: Uint8Array,
  pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
): AsyncGenerator<TransferEntry> {
  const input = new PieceReader(pieces);
  const head = await input.take(HEAD_BYTES);
  if (head === null) throw new ProtocolError('transfer-malformed', 'not a transfer file');
  if (!equalBytes(transferFileKeyId(head), await transferKeyId(key)))
    throw new ProtocolError('transfer-key', 'another key');
  const sealing = await sealingKey(key, head.subarray(13, HEAD_BYTES));
  let held = await readFrame(input);
  for (let number = 0; held !== null; number++) {
    const next = await readFrame(input);
    yield* decodeEntries(await openFrame(sealing, frameIv(number, next === null), head, held));
    held = next;
    if (next === null) return;
  }
  throw new ProtocolError('transfer-malformed', 'cut short');
}

async function readFrame(input: PieceReader): Promise<Uint8Array | null> {
  const length = await input.take(4);
  if (length === null) return null;
  const bytes = new DataView(length.buffer, length.byteOffset).getUint32(0);
  if (bytes < TAG_BYTES || bytes > MAX_FRAME_BYTES) throw new ProtocolError('transfer-malformed', 'altered');
  const frame = await input.take(bytes);
  if (frame === null) throw new ProtocolError('transfer-malformed', 'cut short');
  return frame;
}

async function openFrame(
  key: CryptoKey,
  iv: Bytes,
  head: Uint8Array,
  frame: Uint8Array,
): Promise<Uint8Array> {
  try {
    const algorithm = { name: 'AES-GCM', iv, additionalData: head as Bytes };
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, key, frame as Bytes));
  } catch {
    throw new ProtocolError('transfer-malformed', 'altered or cut short');
  }
}

function frameIv(number: number, last: boolean): Bytes {
  const iv = new Uint8Array(12);
  new DataView(iv.buffer).setBigUint64(0, BigInt(number));
  iv[11] = last ? 1 : 0;
  return iv;
}

async function sealingKey(key: Uint8Array, salt: Uint8Array): Promise<CryptoKey> {
  const material = await crypto.subtle.importKey('raw', key as Bytes, 'HKDF', false, ['deriveKey']);
  const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: salt as Bytes, info: utf8('cloison/1/transfer') };
  return crypto.subtle.deriveKey(algorithm, material, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

function encodeEntry({ facts, blobs }: TransferEntry): Bytes {
  const json = utf8(JSON.stringify({ ...facts, b: blobs.map(({ length }) => length) }));
  const total = 4 + json.length + blobs.reduce((sum, { length }) => sum + length, 0);
  if (total > MAX_FRAME_BYTES - TAG_BYTES - 4)
    throw new ProtocolError('transfer-malformed', 'an entry is too large');
  return concat(u32(total), u32(json.length), json, ...blobs);
}

function* decodeEntries(plain: Uint8Array): Generator<TransferEntry> {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.byteLength);
  const malformed = () => new ProtocolError('transfer-malformed', 'entry');
  for (let at = 0; at < plain.length; ) {
    if (at + 8 > plain.length) throw malformed();
    const [total, jsonLength] = [view.getUint32(at), view.getUint32(at + 4)];
    const end = at + 4 + total;
    let from = at + 8 + jsonLength;
    if (end > plain.length || from > end) throw malformed();
    const facts = parseFacts(plain.subarray(at + 8, from));
    const lengths = facts.b;
    if (!Array.isArray(lengths) || !lengths.every((one) => Number.isSafeInteger(one) && one >= 0))
      throw malformed();
    const blobs = (lengths as readonly number[]).map((length) => {
      from += length;
      if (from > end) throw malformed();
      return plain.slice(from - length, from);
    });
    if (from !== end) throw malformed();
    yield { facts, blobs };
    at = end;
  }
}

function parseFacts(json: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(fromUtf8(json));
  } catch {
    throw new ProtocolError('transfer-malformed', 'entry');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new ProtocolError('transfer-malformed', 'entry');
  }
  return value as Record<string, unknown>;
}

/** Takes pieces of any size, gives as many bytes as are asked for. */
class PieceReader {
  readonly #pieces: AsyncIterator<Uint8Array> | Iterator<Uint8Array>;
  #held: Uint8Array[] = [];
  #bytes = 0;

  constructor(pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>) {
    this.#pieces =
      Symbol.asyncIterator in pieces ? pieces[Symbol.asyncIterator]() : pieces[Symbol.iterator]();
  }

  /** Null at the end of the file; throws `transfer-malformed` when it ends before `count` bytes. */
  async take(count: number): Promise<Bytes | null> {
    while (this.#bytes < count) {
      const { done, value } = await this.#pieces.next();
      if (done === true) {
        if (this.#bytes === 0) return null;
        throw new ProtocolError('transfer-malformed', 'cut short');
      }
      this.#held.push(value);
      this.#bytes += value.length;
    }
    const taken = new Uint8Array(count);
    let at = 0;
    while (at < count) {
      const first = this.#held[0]!;
      const part = first.subarray(0, count - at);
      taken.set(part, at);
      at += part.length;
      if (part.length === first.length) this.#held.shift();
      else this.#held[0] = first.subarray(part.length);
    }
    this.#bytes -= count;
    return taken;
  }
}
