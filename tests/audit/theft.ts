/** What a thief of the platform has, and what would have to be in it for anything to open. */
import { createDecipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { closeSync, cpSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import type { Canary } from '../leak/canary-search.ts';
import type { AuditWorld } from './audit-world.ts';
import { AREA_NAMES, PUPILS, SCHOOL_NAMES } from './invented-people.ts';

/** Names, national numbers, what was typed, schools, classes and areas: of those who are in the roster. */
export function personalTexts(): readonly string[] {
  const of = PUPILS.flatMap(({ lastName, firstName, ine, typed, classLabel }) => [
    lastName,
    firstName,
    ine,
    typed,
    classLabel,
  ]);
  return [...new Set([...of, ...SCHOOL_NAMES, ...AREA_NAMES])];
}

/** The codes of everybody, as printed and as typed. */
export function codesOf(holders: Awaited<ReturnType<AuditWorld['holders']>>): readonly string[] {
  return holders.flatMap(({ code }) => (code === null ? [] : [code, code.replaceAll('-', '')]));
}

export interface HolderKeys {
  readonly root: Uint8Array;
  readonly seal: Uint8Array;
  readonly names: Uint8Array;
  readonly access: Uint8Array;
}

const derived = (root: Uint8Array, info: string, length = 32) =>
  new Uint8Array(hkdfSync('sha256', root, '', `cloison/1/${info}`, length));

/** What opens, computed here by the protocol's page and not by the program. */
export function keysOf(root: Uint8Array): HolderKeys {
  return {
    root,
    seal: derived(root, 'seal'),
    names: derived(root, 'names'),
    access: derived(root, 'access'),
  };
}

/** Bytes that open something of somebody: roots, sealing keys, keys of names. */
export function openingBytes(holders: Awaited<ReturnType<AuditWorld['holders']>>): readonly Canary[] {
  return holders.flatMap(({ root }) => {
    const { seal, names } = keysOf(root);
    return [root, seal, names];
  });
}

/** A copy of the platform's folder as it runs: store with its write-ahead log, log, secrets. */
export function stealFolder({ small }: AuditWorld, what: string): string {
  const stolen = join(small.folder, `stolen-${what}`);
  cpSync(small.platformFolder, stolen, { recursive: true });
  return stolen;
}

export interface StolenEnvelope {
  readonly kind: 'record' | 'document' | 'branch' | 'rescue';
  readonly name: string;
  readonly holder: string;
  readonly bytes: Uint8Array;
}

/** Every envelope in a stolen folder; `store`: where in it the store is. */
export function envelopesIn(stolen: string, { store = 'store' } = {}): readonly StolenEnvelope[] {
  const db = new DatabaseSync(join(stolen, store, 'campaigns', NAME, 'campaign.sqlite'));
  try {
    return (['record', 'document', 'branch', 'rescue'] as const).flatMap((kind) =>
      db
        .prepare(`SELECT envelope FROM ${kind} WHERE envelope IS NOT NULL`)
        .all()
        .map(({ envelope }) => {
          const bytes = envelope as Uint8Array;
          const { name, holderId } = parseEnvelopeHeader(new Uint8Array(bytes));
          return { kind, name, holder: toBase64Url(holderId), bytes };
        }),
    );
  } finally {
    db.close();
  }
}

/** Whether these 32 bytes, as a key of AES-256-GCM, open the envelope. */
export function opensWith(key: Uint8Array, envelope: Uint8Array): boolean {
  const { bodyOffset, iv } = parseEnvelopeHeader(envelope as Uint8Array<ArrayBuffer>);
  const tagAt = envelope.length - 16;
  const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  decipher.setAAD(envelope.subarray(0, bodyOffset));
  decipher.setAuthTag(envelope.subarray(tagAt));
  decipher.update(envelope.subarray(bodyOffset, tagAt));
  try {
    decipher.final();
    return true;
  } catch {
    return false;
  }
}

/** From 32 bytes that a thief has, those that could be made of them: as they are, hashed, and as if they were a root. */
export function candidatesOf(bytes: Uint8Array): readonly Uint8Array[] {
  const hash = createHash('sha256').update(bytes).digest();
  return [bytes, hash, derived(bytes, 'seal'), derived(hash, 'seal'), derived(bytes, 'access')];
}

/** Every stretch of 32 bytes of these, at each offset. */
export function stretches(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.max(0, bytes.length - 31) }, (_, at) => bytes.subarray(at, at + 32));
}

export function hmac(key: Uint8Array, value: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(value).digest();
}

const PART = 128 << 10;
const ZEROS = Buffer.alloc(PART + 4096);

/**
 * The memory of a process of ours, stretch by stretch, as Linux shows it; calls back with overlapping pieces. Returns the bytes read;
 * null where the system does not let us look.
 */
export function readMemory(pid: number, overlap: number, piece: (bytes: Buffer) => void): number | null {
  let maps: string;
  let file: number;
  try {
    maps = readFileSync(`/proc/${pid}/maps`, 'utf8');
    file = openSync(`/proc/${pid}/mem`, 'r');
  } catch {
    return null;
  }
  const buffer = Buffer.alloc(8 << 20);
  let total = 0;
  try {
    for (const line of maps.split('\n')) {
      const match = /^([0-9a-f]+)-([0-9a-f]+) r(.)/.exec(line);
      // Files that are mapped and not written (the program itself) are no secrets of this process.
      if (match === null || (match[3] === '-' && line.includes('/'))) continue;
      const [from, to] = [BigInt(`0x${match[1]}`), BigInt(`0x${match[2]}`)];
      for (let at = from; at < to; ) {
        const length = Number(to - at < BigInt(buffer.length) ? to - at : BigInt(buffer.length));
        let read: number;
        try {
          read = readSync(file, buffer, 0, length, at as unknown as number);
        } catch {
          break;
        }
        if (read === 0) break;
        total += read;
        for (let part = 0; part < read; part += PART) {
          // With what a value that lies across two parts needs. Most of a reserved heap is pages of zeros.
          const bytes = buffer.subarray(part, Math.min(read, part + PART + overlap));
          if (bytes.compare(ZEROS, 0, bytes.length) !== 0) piece(bytes);
        }
        at += BigInt(read === length && at + BigInt(read) < to ? Math.max(1, read - overlap) : read);
      }
    }
  } finally {
    closeSync(file);
  }
  return total;
}
