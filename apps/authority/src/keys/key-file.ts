/**
 * One key on disk, wrapped by a passphrase: Argon2id (RFC 9106) gives a wrapping key, AES-256-GCM wraps, with purpose,
 * campaign and key id as additional data. The key itself is random and never derived from the passphrase, so changing
 * the passphrase changes no sealed value.
 */

import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { jsonPlace } from '@cloison/command/json-place';
import { flushPath } from '@cloison/durable-files';
import { argon2id } from '@cloison/protocol/argon2-node';
import { type Bytes, fromBase64Url, toBase64Url, toHex, utf8 } from '@cloison/protocol/public';
import * as v from 'valibot';
import { refuseKeys } from './refusals.ts';

export type KeyPurpose = 'identity' | 'research' | 'authority' | 'cohort';

/** base64url of so many bytes; what passes is decoded without an error. */
export const bytesBetween = (least: number, most = least) =>
  v.pipe(
    v.string(),
    v.check((text) => {
      try {
        const { length } = fromBase64Url(text);
        return length >= least && length <= most;
      } catch {
        return false;
      }
    }),
  );

const TAG_BYTES = 16;

const fileSchema = v.strictObject({
  v: v.literal(1),
  purpose: v.picklist(['identity', 'research', 'authority', 'cohort']),
  /** Campaign name; empty for the authority's signing key; of a cohort's key, the cohort and its part: `panel-2026/1`. */
  campaign: v.string(),
  keyId: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
  /** Ed25519 public key, base64url; null for sealing keys. */
  publicKey: v.nullable(bytesBetween(32)),
  argon2id: v.strictObject({
    salt: bytesBetween(16),
    memoryKiB: v.pipe(v.number(), v.integer(), v.minValue(8_192), v.maxValue(1_048_576)),
    passes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(20)),
    lanes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(16)),
  }),
  iv: bytesBetween(12),
  wrapped: bytesBetween(TAG_BYTES + 1, 4_096),
});
export type KeyFile = v.InferOutput<typeof fileSchema>;

/**
 * A public key is read without the passphrase, and is not sealed with its key. The name of a signing key is a hash of it, and is
 * sealed: who alters both has a file that does not open.
 */
const keyFileSchema = v.pipe(
  fileSchema,
  v.check(
    ({ purpose, publicKey, keyId }) =>
      (purpose === 'authority') === (publicKey !== null) &&
      (publicKey === null || keyIdOf(fromBase64Url(publicKey)) === keyId),
  ),
);

export type WrappingCost = Omit<KeyFile['argon2id'], 'salt'>;

/** About 0.1 s: opening happens once a command, guessing once a guess. */
export const WRAPPING_COST: WrappingCost = { memoryKiB: 65_536, passes: 3, lanes: 1 };

export interface PlainKey {
  readonly purpose: KeyPurpose;
  readonly campaign: string;
  readonly keyId: string;
  readonly publicKey: string | null;
  /** 32 bytes, or the PKCS #8 form of a signing key. */
  readonly key: Bytes;
}

/** First 8 bytes of SHA-256 of the key, hexadecimal: names it, and says nothing of it. */
export function keyIdOf(key: Uint8Array): string {
  return toHex(new Uint8Array(createHash('sha256').update('cloison/key-id').update(key).digest())).slice(
    0,
    16,
  );
}

function additionalData(file: Pick<KeyFile, 'purpose' | 'campaign' | 'keyId'>): Bytes {
  return utf8(`cloison/key/1\0${file.purpose}\0${file.campaign}\0${file.keyId}`);
}

export async function wrapKey(
  plain: PlainKey,
  passphrase: string,
  cost: WrappingCost = WRAPPING_COST,
): Promise<KeyFile> {
  const salt = new Uint8Array(randomBytes(16));
  const iv = new Uint8Array(randomBytes(12));
  const wrapping = await argon2id(utf8(passphrase.normalize('NFC')), salt, { ...cost, length: 32 });
  const cipher = createCipheriv('aes-256-gcm', wrapping, iv);
  cipher.setAAD(additionalData(plain));
  const wrapped = Buffer.concat([cipher.update(plain.key), cipher.final(), cipher.getAuthTag()]);
  return {
    v: 1,
    purpose: plain.purpose,
    campaign: plain.campaign,
    keyId: plain.keyId,
    publicKey: plain.publicKey,
    argon2id: { salt: toBase64Url(salt), ...cost },
    iv: toBase64Url(iv),
    wrapped: toBase64Url(wrapped),
  };
}

/** What a key is wrapped by: for the words of a refusal only. */
export type SecretKind = 'passphrase' | 'shares';

/** What may open a key instead of a passphrase. A cohort's key is never split. */
const OR_SHARES = {
  elseFr:
    ' Si ces clés sont gardées à plusieurs (« cloison keys split »), donnez leurs parts : --share, une fois par part.',
  elseEn:
    ' If these keys are kept by several (“cloison keys split”), give their shares: --share, once a share.',
};
const NOTHING_ELSE = { elseFr: '', elseEn: '' };

/** Throws `passphrase-wrong` or `shares-wrong`; `path` and `kind` are for their words only. */
export async function unwrapKey(
  file: KeyFile,
  passphrase: string,
  path: string,
  kind: SecretKind = 'passphrase',
): Promise<PlainKey> {
  const { salt, ...parameters } = file.argon2id;
  const wrapping = await argon2id(utf8(passphrase.normalize('NFC')), fromBase64Url(salt), {
    ...parameters,
    length: 32,
  });
  const wrapped = fromBase64Url(file.wrapped);
  const decipher = createDecipheriv('aes-256-gcm', wrapping, fromBase64Url(file.iv), { authTagLength: 16 });
  decipher.setAAD(additionalData(file));
  decipher.setAuthTag(wrapped.subarray(-16));
  try {
    const key = Buffer.concat([decipher.update(wrapped.subarray(0, -16)), decipher.final()]);
    const { purpose, campaign, keyId, publicKey } = file;
    return { purpose, campaign, keyId, publicKey, key: new Uint8Array(key) };
  } catch {
    throw refuseKeys(`${kind}-wrong`, { path, ...(file.purpose === 'cohort' ? NOTHING_ELSE : OR_SHARES) });
  }
}

export function readKeyFile(path: string): KeyFile {
  return readAs(path, keyFileSchema);
}

/** A key file, and where it belongs. */
const placedSchema = v.strictObject({ path: v.string(), file: keyFileSchema });
export type PlacedKey = v.InferOutput<typeof placedSchema>;

/** Several key files in one. Throws as `readKeyFile`. */
export function readPlacedKeys(path: string): readonly PlacedKey[] {
  return readAs(path, v.array(placedSchema));
}

function readAs<S extends v.GenericSchema>(path: string, schema: S): v.InferOutput<S> {
  let text = '';
  try {
    text = readFileSync(path, 'utf8');
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw error;
    throw refuseKeys('key-damaged', { path: error instanceof SyntaxError ? jsonPlace(path, text) : path });
  }
}

export function keyFileBytes(file: KeyFile | readonly object[]): Uint8Array {
  return utf8(`${JSON.stringify(file, null, 2)}\n`);
}

/** Whole or not at all: written beside, forced to disk, then renamed. Readable by the owner only. */
export function writeKeyFile(path: string, file: KeyFile | readonly object[]): void {
  const beside = `${path}.new`;
  try {
    writeDurably(beside, keyFileBytes(file));
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  renameSync(beside, path);
  flushPath(dirname(path));
}

/** All of the bytes, on the disk: a single write may stop short on a disk that is filling up. Readable by the owner only. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const descriptor = openSync(path, 'w', 0o600);
  try {
    writeFileSync(descriptor, bytes);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
