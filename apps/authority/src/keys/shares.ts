/**
 * Custody by several: a secret of 32 random bytes takes the passphrase's place, and is split so that `threshold` of the shares
 * give it back (Shamir, over GF(2^8)). Fewer say nothing of it. What is split wraps the keys and is no key: destroying the key
 * files at closing leaves shares that open nothing.
 *
 * The library does not know whether the shares that it combines belong together, so that is checked here, twice: each share
 * has a check of its own text, and the secret must be the one that `set` was made of. The keys then open with it or do not.
 */

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { jsonPlace } from '@cloison/command/json-place';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import { combine, split } from 'shamir-secret-sharing';
import * as v from 'valibot';
import { bytesBetween } from './key-file.ts';
import { refuseKeys } from './refusals.ts';

const SECRET_BYTES = 32;

const shareSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('cloison-key-share'),
  /** Names the secret that the share is of: 8 bytes of a hash of it, hexadecimal. */
  set: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  /** From 1. */
  number: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255)),
  of: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(255)),
  threshold: v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(255)),
  /** A byte more than the secret: which share it is. */
  share: bytesBetween(SECRET_BYTES + 1),
  /** 4 bytes of a hash of what is above: finds an error of copying. */
  check: v.string(),
});
export type KeyShare = v.InferOutput<typeof shareSchema>;

export interface SplitSecret {
  /** To be used as the passphrase. */
  readonly secret: string;
  readonly set: string;
  readonly shares: readonly KeyShare[];
}

/** A new secret in `of` shares. Throws `shares-numbers` unless 2 <= threshold <= of <= 255. */
export async function splitNewSecret(of: number, threshold: number): Promise<SplitSecret> {
  if (threshold < 2 || threshold > of || of > 255) throw refuseKeys('shares-numbers', { of, threshold });
  const bytes = new Uint8Array(randomBytes(SECRET_BYTES));
  const set = setOf(bytes);
  const parts = await split(bytes, of, threshold);
  const shares = parts.map((part, i) => {
    const body = { set, number: i + 1, of, threshold, share: toBase64Url(new Uint8Array(part)) };
    return { v: 1 as const, kind: 'cloison-key-share' as const, ...body, check: checkOf(body) };
  });
  // What nobody could put together again is not handed out.
  if ((await joinShares(shares.slice(-threshold))) !== toBase64Url(bytes))
    throw new Error('shares do not join');
  return { secret: toBase64Url(bytes), set, shares };
}

/**
 * The secret. Throws `shares-few`, `shares-mixed` for shares of different secrets, `share-twice`, and `share-damaged` when
 * what they give together is not the secret of their set.
 */
export async function joinShares(shares: readonly KeyShare[]): Promise<string> {
  const [first] = shares;
  if (first === undefined) throw refuseKeys('shares-few', { given: 0, threshold: 2 });
  if (shares.some(({ set }) => set !== first.set)) throw refuseKeys('shares-mixed');
  const twice = shares.find(({ number }, i) => shares.findIndex((other) => other.number === number) !== i);
  if (twice !== undefined) throw refuseKeys('share-twice', { number: twice.number });
  if (shares.length < first.threshold) {
    throw refuseKeys('shares-few', { given: shares.length, threshold: first.threshold });
  }
  const parts = shares.map(({ share }) => fromBase64Url(share));
  const secret = await combine(parts).catch(() => null);
  if (secret === null || setOf(secret) !== first.set) throw refuseKeys('shares-together');
  return toBase64Url(new Uint8Array(secret));
}

/** Throws `share-damaged` with the file's name. */
export function readShare(path: string): KeyShare {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    const share = v.parse(shareSchema, JSON.parse(text));
    if (share.check !== checkOf(share)) throw new Error('check');
    return share;
  } catch (error) {
    throw refuseKeys('share-damaged', { path: error instanceof SyntaxError ? jsonPlace(path, text) : path });
  }
}

export function shareText(share: KeyShare): string {
  return `${JSON.stringify(share, null, 2)}\n`;
}

function setOf(secret: Uint8Array): string {
  return createHash('sha256').update('cloison/key-share/set/1\0').update(secret).digest('hex').slice(0, 16);
}

function checkOf({ set, number, of, threshold, share }: Omit<KeyShare, 'v' | 'kind' | 'check'>): string {
  const text = `cloison/key-share/check/1\0${set}\0${number}\0${of}\0${threshold}\0${share}`;
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
