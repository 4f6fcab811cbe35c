/**
 * Holders and their keys (protocol 1, "Campaign, holder, keys").
 *
 * A root is 32 bytes: from a code by Argon2id, or random for holders that nobody types. Everything else is HKDF of the
 * root. With the root, anybody reads and writes all that the holder can; the platform has `H(access)` under a keyed hash
 * and `holderId`, from which nothing can be computed back.
 */

import type { AccessCode } from './code.ts';
import { type Bytes, concat, utf8 } from './primitives/bytes.ts';
import { hmacSha256, sha256 } from './primitives/hash.ts';

/** Argon2id with the given parameters: `@cloison/protocol/argon2-node` and `…/argon2-web` provide it. */
export type Argon2id = (
  password: Bytes,
  salt: Bytes,
  parameters: {
    readonly memoryKiB: number;
    readonly passes: number;
    readonly lanes: number;
    readonly length: number;
  },
) => Promise<Bytes>;

/** RFC 9106 names the parameters; the values are those of protocol 1 and are part of its version. */
export const ARGON2ID_PARAMETERS = { memoryKiB: 19456, passes: 2, lanes: 1, length: 32 } as const;

/** Root of a typed code, 32 bytes. About 10 ms in Node, 60 ms in a browser. */
export async function rootFromCode(
  code: AccessCode,
  campaignId: Uint8Array,
  argon2id: Argon2id,
): Promise<Bytes> {
  const salt = (await sha256(concat(utf8('cloison/1/salt'), new Uint8Array(1), campaignId))).slice(0, 16);
  return argon2id(utf8(code.symbols), salt, ARGON2ID_PARAMETERS);
}

/** HKDF-SHA-256 with an empty salt and at most 32 bytes of output: one round of expansion (RFC 5869). */
async function derive(prk: Uint8Array, info: string, length: number): Promise<Bytes> {
  return (await hmacSha256(prk, concat(utf8(info), Uint8Array.of(1)))).slice(0, length);
}

/** All that a holder's root gives. `sealKey` never leaves this process. */
export interface Holder {
  readonly campaignId: Bytes;
  readonly holderId: Bytes;
  /** Shown to the platform as a bearer token. */
  readonly access: Bytes;
  readonly sealKey: CryptoKey;
  /** Key of entry record names. */
  readonly namesKey: Bytes;
}

export async function openHolder(root: Uint8Array, campaignId: Uint8Array): Promise<Holder> {
  const prk = await hmacSha256(new Uint8Array(32), root);
  const [holderId, access, seal, namesKey] = await Promise.all([
    derive(prk, 'cloison/1/holder', 16),
    derive(prk, 'cloison/1/access', 32),
    derive(prk, 'cloison/1/seal', 32),
    derive(prk, 'cloison/1/names', 32),
  ]);
  const sealKey = await crypto.subtle.importKey('raw', seal, 'AES-GCM', false, ['encrypt', 'decrypt']);
  return { campaignId: campaignId.slice() as Bytes, holderId, access, sealKey, namesKey };
}
