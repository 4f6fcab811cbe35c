/** A statement of the authority, read as an outsider reads it: by the fingerprint of the key that had to sign. */
import {
  fromBase64Url,
  ProtocolError,
  parseSignedStatement,
  verifyStatement,
} from '@cloison/protocol/public';
import * as v from 'valibot';
import { fingerprintOf } from './key-store.ts';

/** Signed by another key than the one asked for. */
export class StatementKeyError extends Error {
  readonly found: string;
  constructor(found: string) {
    super(`signed by ${found}`);
    this.name = 'StatementKeyError';
    this.found = found;
  }
}

export interface SignedBy {
  /** JSON, not parsed further. */
  readonly statement: unknown;
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/**
 * `fingerprint`: spaces and case are ignored; null takes any key, which proves nothing about who. Throws `StatementKeyError`,
 * and `ProtocolError` when the signature is not that key's.
 */
export async function statementSignedBy(signed: unknown, fingerprint: string | null): Promise<SignedBy> {
  const { publicKey } = parseSignedStatement(signed);
  const key = fromBase64Url(publicKey);
  const found = fingerprintOf(key);
  if (fingerprint !== null && !isSameFingerprint(fingerprint, found)) throw new StatementKeyError(found);
  return { statement: await verifyStatement(signed, key), key: found };
}

export function isSameFingerprint(one: string, other: string): boolean {
  return plain(one) === plain(other);
}

function plain(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();
}

/** What is wrong with a statement that was refused, as the protocol names it: its words are English, for developers. */
export function statementFault(error: unknown): string {
  if (!(error instanceof ProtocolError)) return 'statement';
  if (error.field !== '') return error.field;
  const [, ...place] = error.message.split(': ');
  return error.code === 'message-invalid' && place.length > 0 ? place.join(': ') : error.code;
}

/** Why a signing key was replaced. `leaked`: somebody else may have it. */
export const WHY_REPLACED = ['lost', 'leaked'] as const;
export type WhyReplaced = (typeof WHY_REPLACED)[number];

const fingerprint = v.pipe(v.string(), v.maxLength(100));

/** Signing keys that were replaced before the one that signs, the oldest first. A statement made under a first key has none. */
export const replacedKeysSchema = v.exactOptional(
  v.pipe(
    v.array(
      v.strictObject({
        key: fingerprint,
        replacedBy: fingerprint,
        at: v.pipe(v.string(), v.isoTimestamp()),
        why: v.picklist(WHY_REPLACED),
      }),
    ),
    v.minLength(1),
  ),
);
export type ReplacedKey = NonNullable<v.InferOutput<typeof replacedKeysSchema>>[number];

/** What the statement itself says became of the key of that fingerprint; null: nothing. */
export function replacementIn(
  { replacedKeys = [] }: { readonly replacedKeys?: readonly ReplacedKey[] },
  fingerprint: string,
): ReplacedKey | null {
  return replacedKeys.find(({ key }) => isSameFingerprint(key, fingerprint)) ?? null;
}
