/**
 * A stage's routing tables, sealed to one pupil (protocol 1, "Routing").
 *
 *     magic "CLR1" | flags u8 (0) | nameLength u8 | name (ASCII) | campaignId 16 | holderId 16 | iv 12
 *     | AES-256-GCM(routing key, iv, aad = everything before, body)      body as in an envelope, padded to a multiple of 512
 *
 * The name is that of the record after whose end the platform releases it. Guarantees to the authority: who has the
 * platform's data, and no ticket, reads no table; nobody reads one before the platform releases it, because the ticket has
 * only the key. Known limit: a pupil who has the table can pass it on, as well as the questions.
 */
import { decodeBody, encodeBody, encodedBodyBytes } from './body.ts';
import { BODY_BLOCK_BYTES } from './envelope-header.ts';
import { type Bytes, concat, equalBytes, utf8 } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';
import { parseName } from './primitives/names.ts';

const MAGIC = utf8('CLR1');
const TAG_BYTES = 16;

export const ROUTING_KEY_BYTES = 32;

export interface RoutingAddress {
  readonly campaignId: Uint8Array;
  readonly holderId: Uint8Array;
  /** Of the record that has to be final: `maths`, `maths/3`. */
  readonly name: string;
}

/** `key` from the pupil's ticket, 32 bytes; `iv`: 12 fresh random bytes. */
export async function sealRouting(
  key: Uint8Array,
  address: RoutingAddress,
  tables: unknown,
  iv: Uint8Array,
): Promise<Bytes> {
  const header = concat(startOf(address), iv);
  const ceiling = Math.ceil(encodedBodyBytes(tables) / BODY_BLOCK_BYTES) * BODY_BLOCK_BYTES;
  const algorithm = { name: 'AES-GCM', iv: iv as Bytes, additionalData: header };
  const sealed = await crypto.subtle.encrypt(algorithm, await importKey(key), encodeBody(tables, ceiling));
  return concat(header, new Uint8Array(sealed));
}

/**
 * The tables as JSON, still to be parsed. Throws `routing-malformed` (not a table of this pupil and stage), `routing-sealed`
 * (does not open with this key), or what a damaged body throws.
 */
export async function openRouting(
  key: Uint8Array,
  address: RoutingAddress,
  bytes: Uint8Array,
): Promise<unknown> {
  const start = startOf(address);
  const headerBytes = start.length + 12;
  if (bytes.length < headerBytes + TAG_BYTES || !equalBytes(bytes.subarray(0, start.length), start)) {
    throw new ProtocolError('routing-malformed');
  }
  const algorithm = {
    name: 'AES-GCM',
    iv: bytes.slice(start.length, headerBytes) as Bytes,
    additionalData: bytes.slice(0, headerBytes) as Bytes,
  };
  let body: Uint8Array;
  try {
    const sealed = bytes.slice(headerBytes) as Bytes;
    body = new Uint8Array(await crypto.subtle.decrypt(algorithm, await importKey(key), sealed));
  } catch {
    throw new ProtocolError('routing-sealed');
  }
  return decodeBody(body);
}

function startOf({ campaignId, holderId, name }: RoutingAddress): Bytes {
  const ascii = utf8(parseName(name));
  return concat(MAGIC, Uint8Array.of(0, ascii.length), ascii, campaignId, holderId);
}

async function importKey(key: Uint8Array): Promise<CryptoKey> {
  if (key.length !== ROUTING_KEY_BYTES) throw new ProtocolError('routing-sealed', 'length of the key');
  return crypto.subtle.importKey('raw', key as Bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}
