/**
 * What an observer knows who sees everything: every envelope that anybody sealed, what was acknowledged, what the office
 * had. Written from the protocol's page; the rules of the project are not asked.
 */
import { createHash } from 'node:crypto';
import type { BrowserStore } from '@cloison/client';
import { deviceOf, type Holder, open, type VersionVector, vectorOf } from '@cloison/protocol';
import {
  bearer,
  type DocumentBatch,
  fromBase64Url,
  type KeyBatch,
  parseEnvelopeHeader,
  type RoutingBatch,
  toBase64Url,
  toHex,
} from '@cloison/protocol/public';

export interface Sealed {
  readonly holder: string;
  readonly name: string;
  readonly hash: string;
  readonly version: number;
  readonly previous: string;
  readonly final: boolean;
  readonly saves: VersionVector | null;
  /** Sealed for a host that lies, by somebody who works with it. */
  readonly forged: boolean;
  readonly bytes: Uint8Array;
}

/** Before the sealed body (docs/protocol.md, "Envelope"). */
const IV_BYTES = 12;

export const recordKeyOf = ({ holder, name }: Pick<Sealed, 'holder' | 'name'>) => `${holder} ${name}`;

export class Truth {
  readonly envelopes = new Map<string, Sealed>();
  /** Of each record, in the order in which they were sealed. */
  readonly records = new Map<string, Sealed[]>();
  /** What the office was told, by a 204, that it was taken: `content HASH`, `routing HOLDER`, `key SEQUENCE CALENDAR`. */
  readonly given = new Set<string>();
  /** Said to be saved, by an honest host. */
  readonly acknowledged = new Set<string>();
  /** Taken from a rescue file, by an honest host: kept beside the record. */
  readonly rescued = new Set<string>();
  /** Acknowledged, or taken from a rescue file, and lost with a store in whose place an older copy was put. */
  readonly lost = new Set<string>();
  /** Of the office, the newest first. */
  readonly authorityKeys: Uint8Array[];
  /** Hashes of documents that the honest platform has, base64url: all that the office sealed. */
  readonly #documents = new Set<string>();
  /** Digest of the envelope that was sealed for a holder under an iv. */
  readonly #ivs = new Map<string, string>();
  readonly #holders: ReadonlyMap<string, Holder>;

  constructor(holders: ReadonlyMap<string, Holder>, authorityKey: Uint8Array) {
    this.authorityKeys = [authorityKey];
    this.#holders = holders;
  }

  /** Takes note of an envelope; null for bytes that no holder of this campaign has sealed. */
  async note(bytes: Uint8Array, forged = false): Promise<Sealed | null> {
    const seen = this.envelopes.get(digestOf(bytes));
    if (seen !== undefined) return seen;
    try {
      const header = parseEnvelopeHeader(bytes);
      const holder = toBase64Url(header.holderId);
      const keys = this.#holders.get(holder);
      if (keys === undefined) return null;
      const { body, hash } = await open(keys, bytes, { kind: 'record-or-final', name: header.name });
      const { saves = null } = body as { saves?: VersionVector };
      const sealed: Sealed = {
        holder,
        name: header.name,
        hash: toBase64Url(hash),
        version: header.version,
        previous: toBase64Url(header.previous),
        final: header.kind === 'final',
        saves,
        forged,
        bytes: bytes.slice(),
      };
      this.envelopes.set(sealed.hash, sealed);
      const key = recordKeyOf(sealed);
      this.records.set(key, [...(this.records.get(key) ?? []), sealed]);
      return sealed;
    } catch {
      return null;
    }
  }

  /** Whether `old` is behind `now`: by its chain as far as it is known, or by its vector. */
  isBehind(old: Sealed, now: Sealed): boolean {
    if (old.saves !== null && now.saves !== null && hasAll(now.saves, old.saves)) return true;
    for (let at: Sealed | undefined = now; at !== undefined; at = this.envelopes.get(at.previous)) {
      if (at.hash === old.hash) return true;
      if (at.version <= old.version) return false;
    }
    return false;
  }

  /** As `isBehind`, of an envelope by its digest; one that nobody sealed has nothing behind it. */
  isBehindOne(old: Sealed, digest: string): boolean {
    const now = this.envelopes.get(digest);
    return now !== undefined && this.isBehind(old, now);
  }

  /** Whether what other browsers have sent of this holder's records is behind what this one has. */
  async hasNewest(holder: Holder, store: BrowserStore): Promise<boolean> {
    const { holderId } = holder;
    const device = toHex(await deviceOf(await store.secret(holderId), holderId));
    for (const [key, all] of this.records) {
      if (!key.startsWith(`${toBase64Url(holderId)} `)) continue;
      const [{ name = '' } = {}] = all;
      const { draft, inFlight, head } = await store.readRecord(holderId, name);
      const newest = draft ?? inFlight ?? head;
      const body =
        newest === null ? {} : (await open(holder, newest, { kind: 'record-or-final', name })).body;
      const here = { ...vectorOf(body), [device]: Number.MAX_SAFE_INTEGER };
      if (!all.every(({ saves }) => saves !== null && hasAll(here, saves))) return false;
    }
    return true;
  }

  noteDocument(envelope: Uint8Array): void {
    this.#documents.add(digestOf(envelope));
  }

  /** Documents that the office sends. The holder of one whose iv has sealed another text before; null: none. */
  sealedUnderOneIv(body: Buffer): string | null {
    const { envelopes } = JSON.parse(body.toString('utf8')) as DocumentBatch;
    for (const text of envelopes) {
      const envelope = fromBase64Url(text);
      const { holderId, bodyOffset } = parseEnvelopeHeader(envelope);
      const holder = toBase64Url(holderId);
      const iv = `${holder} ${toBase64Url(envelope.subarray(bodyOffset - IV_BYTES, bodyOffset))}`;
      const before = this.#ivs.get(iv) ?? digestOf(envelope);
      this.#ivs.set(iv, before);
      if (before !== digestOf(envelope)) return holder;
    }
    return null;
  }

  /** An answer of 204 to the office. */
  noteGiven(path: string, body: Buffer): void {
    const [before, last = ''] = path.split('/').slice(-2);
    const { given } = this;
    if (before === 'content') given.add(`content ${last}`);
    if (last === 'keys') {
      const { keys } = JSON.parse(body.toString('utf8')) as KeyBatch;
      for (const { name, calendar } of keys) given.add(`key ${name} ${calendar}`);
    }
    if (last === 'routing') {
      const { entries } = JSON.parse(body.toString('utf8')) as RoutingBatch;
      for (const { holder } of entries) given.add(`routing ${holder}`);
    }
  }

  isOfOffice(envelope: Uint8Array): boolean {
    return this.#documents.has(digestOf(envelope));
  }

  /** Of an `Authorization` header; null: nobody's. */
  holderOfToken(authorization: string): Holder | null {
    return [...this.#holders.values()].find(({ access }) => bearer(access) === authorization) ?? null;
  }

  holderIdOf(sealed: Pick<Sealed, 'holder'>): Uint8Array {
    return fromBase64Url(sealed.holder);
  }
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function hasAll(now: VersionVector, old: VersionVector): boolean {
  return Object.entries(old).every(([device, saves]) => (now[device] ?? 0) >= saves);
}
