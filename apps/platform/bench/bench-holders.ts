/** Holders and envelopes, the same in every process of a bench, and the requests of their browsers. */
import { hash } from 'node:crypto';
import {
  CAMPAIGN,
  NOON,
  publishedCampaign,
  type TestHolder,
} from '@cloison/dev-env/platform/published-campaign.ts';
import { bearer, type EnvelopeKind } from '@cloison/protocol/public';
import { TokenHash } from '../src/campaign/token-hash.ts';
import type { DumpEntry } from '../src/store/transfer.ts';
import type { Request } from './raw-client.ts';

/** Padded size of a sitting of some twelve items. */
const BODY_BYTES = 1536;
const KINDS: Readonly<Record<EnvelopeKind, number>> = { record: 1, final: 2, document: 3 };
const CAMPAIGN_ID = hash('sha256', CAMPAIGN, 'buffer').subarray(0, 16);
const TAIL_BYTES = 12 + BODY_BYTES + 16;

/** The record that benches save. The other records of a holder are `francais/1`, `francais/2` … */
export const SAVED = 'francais';
export const recordName = (index: number) => (index === 0 ? SAVED : `${SAVED}/${index}`);
const ABSENT = `${SAVED}~9`;

export function benchHolder(index: number): TestHolder {
  const bytes = (what: string, length: number) =>
    new Uint8Array(hash('sha256', `${what} ${index}`, 'buffer').subarray(0, length));
  return { id: bytes('holder', 16), access: bytes('access', 32), role: 'pupil' };
}

/** A first version, with a valid header and a random body. */
function firstEnvelope(holder: Uint8Array, name: string, kind: EnvelopeKind = 'record'): Buffer {
  const bytes = Buffer.alloc(7 + name.length + 16 + 16 + 8 + 4 + 32 + TAIL_BYTES);
  let at = bytes.write(`CLO1${String.fromCharCode(KINDS[kind], 0, name.length)}${name}`, 'latin1');
  at += CAMPAIGN_ID.copy(bytes, at);
  bytes.set(holder, at);
  at += 16;
  bytes.fill(7, at, at + 8);
  bytes.writeUInt32BE(1, at + 8);
  bytes.fill(hash('sha256', holder, 'buffer'), at + 8 + 4 + 32);
  return bytes;
}

export interface Filling {
  readonly holders: number;
  /** How many records each holder has: `francais` and the next ones. */
  readonly recordsEach: number;
}

/** A campaign whose holders each have a ticket and records, as dump entries. */
export function* filledCampaign(pepper: Uint8Array, { holders, recordsEach }: Filling): Generator<DumpEntry> {
  yield { kind: 'published', published: publishedCampaign() as never };
  const tokens = new TokenHash(pepper);
  for (let i = 0; i < holders; i++) {
    const { id, access } = benchHolder(i);
    const stored = Buffer.from(tokens.storedText(access), 'latin1');
    yield {
      kind: 'holder',
      holder: { holder: id, access: stored, calendar: 0, role: 'pupil' },
      revoked: false,
    };
  }
  for (let i = 0; i < holders; i++) {
    yield { kind: 'document', envelope: firstEnvelope(benchHolder(i).id, 'ticket', 'document') };
  }
  for (let i = 0; i < holders; i++) {
    const { id } = benchHolder(i);
    for (let record = 0; record < recordsEach; record++) {
      const name = recordName(record);
      const envelope = firstEnvelope(id, name);
      const answers = [{ hash: hash('sha256', envelope, 'buffer'), answer: 'saved' as const }];
      yield { kind: 'record', holder: id, name, head: { envelope, atMs: NOON }, answers, branches: [] };
    }
  }
}

const HASH_BYTES = 32;
const VERSION_AT = 7 + SAVED.length + 16 + 16 + 8;

/**
 * The saves of one holder's record `francais`, each following the last, from the second version on. The bytes of a request are
 * reused for the next one, so that the client copies nothing.
 */
class SaveChain {
  readonly #request: Buffer;
  readonly #envelope: Buffer;
  #version = 1;
  /** Hashes of the versions from `#hashedFrom` on, concatenated. */
  #ahead = Buffer.alloc(0);
  #hashedFrom = 1;

  constructor(holder: TestHolder) {
    const envelope = firstEnvelope(holder.id, SAVED);
    const head = Buffer.from(
      `PUT /api/1/${CAMPAIGN}/records/${SAVED} HTTP/1.1\r\n${headersOf(holder)}content-type: application/octet-stream\r\ncontent-length: ${envelope.length}\r\n\r\n`,
    );
    this.#request = Buffer.concat([head, envelope]);
    this.#envelope = this.#request.subarray(head.length);
  }

  /** The next save. Call it only after the last one was answered. */
  next(): Request {
    const at = (this.#version - this.#hashedFrom) * HASH_BYTES;
    if (at < this.#ahead.length) this.#succeed(this.#envelope, this.#version, this.#ahead, at);
    else this.#succeed(this.#envelope, this.#version, hash('sha256', this.#envelope, 'buffer'), 0);
    this.#version += 1;
    return { bytes: this.#request, status: 204 };
  }

  /** Computes the hashes that the next `count` saves need, in advance. */
  prepare(count: number): void {
    const envelope = Buffer.from(this.#envelope);
    const ahead = Buffer.alloc(count * HASH_BYTES);
    for (let i = 0; i < count; i++) {
      ahead.set(hash('sha256', envelope, 'buffer'), i * HASH_BYTES);
      this.#succeed(envelope, this.#version + i, ahead, i * HASH_BYTES);
    }
    this.#ahead = ahead;
    this.#hashedFrom = this.#version;
  }

  /** Turns the envelope of `version` into the next one. The hash of the former is in `hashes`. */
  #succeed(envelope: Buffer, version: number, hashes: Buffer, at: number): void {
    hashes.copy(envelope, VERSION_AT + 4, at, at + HASH_BYTES);
    envelope.writeUInt32BE(version + 1, VERSION_AT);
    // A new initialisation vector for every envelope, as in a browser.
    envelope.writeUInt32BE(version + 1, VERSION_AT + 36);
  }
}

/** `count` of `all` holders, spread evenly. */
export function someHolders(count: number, all: number): readonly TestHolder[] {
  return Array.from({ length: Math.min(count, all) }, (_, i) =>
    benchHolder(Math.floor((i * all) / Math.min(count, all))),
  );
}

/** Saves of many holders for one server. Each socket has holders of its own, and sends for one after the other. */
export class Savers {
  readonly #chains: readonly SaveChain[];

  constructor(holders: readonly TestHolder[]) {
    this.#chains = holders.map((holder) => new SaveChain(holder));
  }

  /** Call before a load of about `saves` saves: hashes are then computed in advance, as browsers do it on their own machines. */
  prepare(saves: number): void {
    for (const chain of this.#chains) chain.prepare(Math.ceil(saves / this.#chains.length));
  }

  /** For one load at a time, with at most as many sockets as holders. */
  next(inFlight: number): (socket: number) => Request {
    const turns = shares(this.#chains, inFlight);
    return (socket) => turns(socket).next();
  }
}

/** What a browser requests after a code is typed: `me`, the ticket, and the record, which exists only when it resumes. */
export function openings(
  holders: readonly TestHolder[],
  inFlight: number,
  record: 'absent' | 'present',
): (socket: number) => Request {
  const turns = shares(holders, inFlight);
  const [name, status] = record === 'present' ? [SAVED, 200] : [ABSENT, 404];
  const scripts: (readonly Request[])[] = [];
  const steps = new Uint32Array(inFlight);
  return (socket) => {
    const step = steps[socket]!++ % OPENING_REQUESTS;
    if (step === 0) {
      const holder = turns(socket);
      scripts[socket] = [
        get(holder, 'me', 200),
        get(holder, 'documents/ticket', 200),
        get(holder, `records/${name}`, status as number),
      ];
    }
    return scripts[socket]![step]!;
  };
}

/** The number of requests of one login or resume. */
export const OPENING_REQUESTS = 3;

/** Requests `me` for each holder, again and again. */
export function callsOfAll(holders: readonly TestHolder[], inFlight: number): (socket: number) => Request {
  const turns = shares(holders, inFlight);
  return (socket) => get(turns(socket), 'me', 200);
}

/** The next element of one socket's share. */
function shares<T>(all: readonly T[], inFlight: number): (socket: number) => T {
  const own = Math.floor(all.length / inFlight);
  if (own === 0) throw new Error('fewer holders than requests in flight');
  const turns = new Uint32Array(inFlight);
  return (socket) => all[socket * own + (turns[socket]!++ % own)]!;
}

function get(holder: TestHolder, path: string, status: number): Request {
  return {
    bytes: Buffer.from(`GET /api/1/${CAMPAIGN}/${path} HTTP/1.1\r\n${headersOf(holder)}\r\n`),
    status,
  };
}

function headersOf({ access }: TestHolder): string {
  return `host: localhost\r\nauthorization: ${bearer(access)}\r\n`;
}

/** One envelope's bytes, for floors that write the same. */
export function envelopeOf(holder: TestHolder): Buffer {
  return firstEnvelope(holder.id, SAVED);
}
