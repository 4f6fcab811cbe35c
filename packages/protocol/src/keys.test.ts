import { describe, expect, it } from 'vitest';
import { accessHash, bearer, parseBearer, storedAccess } from './access.ts';
import { argon2id as node } from './argon2-node.ts';
import { argon2id as web } from './argon2-web.ts';
import { parseCode } from './code.ts';
import { deviceOf } from './device.ts';
import { ARGON2ID_PARAMETERS, openHolder, rootFromCode } from './keys.ts';
import { fromHex, toHex, utf8 } from './primitives/bytes.ts';
import {
  campaignIdOf,
  entryRecordName,
  isEntryRecordName,
  parseName,
  patternOf,
} from './primitives/names.ts';
import { receiptOf } from './receipt.ts';

describe('keys', () => {
  it('come the same from a code in browsers and in Node', async () => {
    const campaignId = await campaignIdOf('2026-6e');
    const code = parseCode('00000-00000-0000', 'pupil');
    const inNode = await rootFromCode(code, campaignId, node);
    expect(toHex(await rootFromCode(code, campaignId, web))).toBe(toHex(inNode));
  });

  it('use Argon2id (RFC 9106): a value of the reference implementation without secret and associated data', async () => {
    // phc-winner-argon2, test.c: version 0x13, "password", "somesalt", t=2, m=2^16, p=1.
    const expected = '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7';
    const parameters = { ...ARGON2ID_PARAMETERS, memoryKiB: 65536 };
    expect(toHex(await node(utf8('password'), utf8('somesalt'), parameters))).toBe(expected);
    expect(toHex(await web(utf8('password'), utf8('somesalt'), parameters))).toBe(expected);
  });

  it('differ between campaigns for one code', async () => {
    const code = parseCode('00000-00000-0000', 'pupil');
    const [a, b] = await Promise.all([campaignIdOf('2026-6e'), campaignIdOf('2026-2de')]);
    expect(toHex(await rootFromCode(code, a, node))).not.toBe(toHex(await rootFromCode(code, b, node)));
  });

  it('follow HKDF as RFC 5869 defines it', async () => {
    // Same derivation by the platform's own HKDF.
    const root = new Uint8Array(32).fill(5);
    const base = await crypto.subtle.importKey('raw', root, 'HKDF', false, ['deriveBits']);
    const bits = (info: string, length: number) => {
      const algorithm = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: utf8(info) };
      return crypto.subtle
        .deriveBits(algorithm, base, length * 8)
        .then((buffer) => toHex(new Uint8Array(buffer)));
    };
    const holder = await openHolder(root, new Uint8Array(16));
    expect(toHex(holder.holderId)).toBe(await bits('cloison/1/holder', 16));
    expect(toHex(holder.access)).toBe(await bits('cloison/1/access', 32));
    expect(toHex(holder.namesKey)).toBe(await bits('cloison/1/names', 32));
  });

  it('are never the token, and the store never holds the token or its plain hash', async () => {
    const holder = await openHolder(new Uint8Array(32).fill(5), new Uint8Array(16));
    const hash = await accessHash(holder.access);
    const stored = await storedAccess(new Uint8Array(32).fill(1), hash);
    expect(new Set([holder.access, hash, stored].map(toHex)).size).toBe(3);
    expect(parseBearer(bearer(holder.access))).toEqual(holder.access);
    expect(() => parseBearer('Bearer short')).toThrow();
    expect(() => parseBearer(undefined)).toThrow();
  });

  it('name a browser differently for each holder', async () => {
    const secret = new Uint8Array(32).fill(1);
    const [a, b] = [
      await deviceOf(secret, new Uint8Array(16)),
      await deviceOf(secret, new Uint8Array(16).fill(1)),
    ];
    expect(a).toHaveLength(8);
    expect(toHex(a)).not.toBe(toHex(b));
  });
});

describe('names', () => {
  it('of entry records show neither sequence nor order number, and fall under one window', async () => {
    const key = new Uint8Array(32).fill(3);
    const name = await entryRecordName(key, 'francais-cp', '4182073');
    expect(isEntryRecordName(name)).toBe(true);
    expect(patternOf(name)).toBe('entry');
    expect(name).not.toBe(await entryRecordName(key, 'francais-cp', '4182074'));
    expect(name).not.toBe(await entryRecordName(key, 'maths-cp', '4182073'));
  });

  it('fall under the window of what comes before a slash or tilde', () => {
    expect(['francais', 'francais/2', 'francais~2', 'report/class'].map(patternOf)).toEqual([
      'francais',
      'francais',
      'francais',
      'report',
    ]);
  });

  it.each(['', '..', 'a/../b', 'a b', 'é', 'a/b/c', '-a', 'a~', 'x'.repeat(80), '__proto__'])(
    'refuse %j',
    (name) => {
      expect(() => parseName(name)).toThrow();
    },
  );
});

describe('a receipt', () => {
  it('is the first 30 bits of the hash, six symbols', () => {
    // ffffffff… → six symbols of value 31; 0800… → 00001 00000 …
    expect(receiptOf(new Uint8Array(32).fill(255))).toBe('ZZZZZZ');
    expect(receiptOf(fromHex('08'.padEnd(64, '0')))).toBe('100000');
  });
});
