/** Holders and envelopes that every process of a bench computes alike, and what their browsers send. */
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

/** What a sitting of some twelve items is padded to. */
const BODY_BYTES = 1536;
const KINDS: Readonly<Record<EnvelopeKind, number>> = { record: 1, final: 2, document: 3 };
const CAMPAIGN_ID = hash('sha256', CAMPAIGN, 'buffer').subarray(0, 16);
const TAIL_BYTES = 12 + BODY_BYTES + 16;

/** The record that benches save; the others of a holder are `francais/1`, `francais/2` … */
export const SAVED = 'francais';
export const recordName = (index: number) => (index === 0 ? SAVED : `${SAVED}/${index}`);
const ABSENT = `${SAVED}~9`;

export function benchHolder(index: number): TestHolder {
  const bytes = (what: string, length: number) =>
    new Uint8Array(hash('sha256', `${what} ${index}`, 'buffer').subarray(0, length));
  return { id: bytes('holder', 16), access: bytes('access', 32), role: 'pupil' };
}

/** A first version: true header, a body that only looks sealed. */
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
  /** Of each holder: `francais` and the next ones. */
  readonly recordsEach: number;
}

/** A campaign with so many holders, each with a ticket and records, as `Store.restore` takes it. */
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
 * The record `francais` of one holder: its saves, each the successor of the one before, from the second version on. The
 * bytes of a request are reused for the next, so that a client copies nothing.
 */
class SaveChain {
  readonly #request: Buffer;
  readonly #envelope: Buffer;
  #version = 1;
  /** Hashes of the versions from `#aheadFrom` on, one after the other. */
  #ahead = Buffer.alloc(0);
  #aheadFrom = 1;

  constructor(holder: TestHolder) {
    const envelope = firstEnvelope(holder.id, SAVED);
    const head = Buffer.from(
      `PUT /api/1/${CAMPAIGN}/records/${SAVED} HTTP/1.1\r\n${headersOf(holder)}content-type: application/octet-stream\r\ncontent-length: ${envelope.length}\r\n\r\n`,
    );
    this.#request = Buffer.concat([head, envelope]);
    this.#envelope = this.#request.subarray(head.length);
  }

  /** The next save; only once the last one was answered. */
  next(): Request {
    const at = (this.#version - this.#aheadFrom) * HASH_BYTES;
    if (at < this.#ahead.length) this.#succeed(this.#envelope, this.#version, this.#ahead, at);
    else this.#succeed(this.#envelope, this.#version, hash('sha256', this.#envelope, 'buffer'), 0);
    this.#version += 1;
    return { bytes: this.#request, status: 204 };
  }

  /** Hashes ahead what the next `count` saves must know of the ones before them. */
  prepare(count: number): void {
    const envelope = Buffer.from(this.#envelope);
    const ahead = Buffer.alloc(count * HASH_BYTES);
    for (let i = 0; i < count; i++) {
      ahead.set(hash('sha256', envelope, 'buffer'), i * HASH_BYTES);
      this.#succeed(envelope, this.#version + i, ahead, i * HASH_BYTES);
    }
    this.#ahead = ahead;
    this.#aheadFrom = this.#version;
  }

  /** Makes an envelope of `version` the one that follows it; the hash of what it was is in `hashes`. */
  #succeed(envelope: Buffer, version: number, hashes: Buffer, at: number): void {
    hashes.copy(envelope, VERSION_AT + 4, at, at + HASH_BYTES);
    envelope.writeUInt32BE(version + 1, VERSION_AT);
    // Another vector for every envelope, as a browser draws one.
    envelope.writeUInt32BE(version + 1, VERSION_AT + 36);
  }
}

/** `count` of `all` holders, spread evenly. */
export function someHolders(count: number, all: number): readonly TestHolder[] {
  return Array.from({ length: Math.min(count, all) }, (_, i) =>
    benchHolder(Math.floor((i * all) / Math.min(count, all))),
  );
}

/** Saves of many holders for one server: each socket has its own holders, and takes them in turn. */
export class Savers {
  readonly #chains: readonly SaveChain[];

  constructor(holders: readonly TestHolder[]) {
    this.#chains = holders.map((holder) => new SaveChain(holder));
  }

  /** Before a load of some `saves` in all, so that it need not hash what it sends: browsers do that on their own machines. */
  prepare(saves: number): void {
    for (const chain of this.#chains) chain.prepare(Math.ceil(saves / this.#chains.length));
  }

  /** One load at a time, of at most as many sockets as there are holders. */
  next(inFlight: number): (socket: number) => Request {
    const turns = shares(this.#chains, inFlight);
    return (socket) => turns(socket).next();
  }
}

/** What a browser asks once a code is typed: who am I, my ticket, my record, which is not there yet, or is (a resume). */
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

/** Requests of one opening. */
export const OPENING_REQUESTS = 3;

/** One `me` of each holder, over and over. */
export function callsOfAll(holders: readonly TestHolder[], inFlight: number): (socket: number) => Request {
  const turns = shares(holders, inFlight);
  return (socket) => get(turns(socket), 'me', 200);
}

/** The next thing of one socket's own share. */
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
