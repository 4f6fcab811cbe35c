/**
 * The two secrets of a platform, in a folder apart from its store (0700, files 0600):
 *
 *     pepper.key     32 random bytes, without which the store's keyed hashes of tokens are useless
 *     statement.key  Ed25519 private key (PKCS #8, base64) that signs purge statements
 *     platform.json  not secret: the authority's public key and ours
 *     campaigns/     {name}.key: the pepper of a campaign that came from another host
 *
 * Without the pepper every code is unknown. Without the statement key a purge cannot be proved. Back both up, but never
 * together with the store.
 */
import { createHash, randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { writeWhole } from '@cloison/durable-files';
import { fromBase64Url, toBase64Url } from '@cloison/protocol/public';
import * as v from 'valibot';
import { SetupError } from './setup-error.ts';

export interface PlatformSecrets {
  readonly pepper: Uint8Array;
  readonly statementKey: { readonly privateKey: CryptoKey; readonly publicKey: Uint8Array };
  /** The authority's Ed25519 public key, raw. */
  readonly authorityKey: Uint8Array;
}

const configSchema = v.strictObject({ v: v.literal(1), authorityKey: v.string(), publicKey: v.string() });
const FILES = {
  pepper: 'pepper.key',
  statement: 'statement.key',
  config: 'platform.json',
  campaigns: 'campaigns',
};

export function isInitialised(secretsDir: string): boolean {
  return existsSync(join(secretsDir, FILES.config));
}

/** A key that was made elsewhere, for a laptop: PKCS #8 and its raw public half. */
export interface GivenStatementKey {
  readonly pkcs8: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** Makes the secrets, including the statement key unless one is given. Throws `already-initialised` instead of replacing any. */
export async function createSecrets(
  secretsDir: string,
  authorityKey: Uint8Array,
  given: GivenStatementKey | null = null,
): Promise<PlatformSecrets> {
  if ([FILES.pepper, FILES.statement, FILES.config].some((file) => existsSync(join(secretsDir, file)))) {
    throw new SetupError('secrets-exist', { folder: secretsDir });
  }
  mkdirSync(secretsDir, { recursive: true, mode: 0o700 });
  const { pkcs8, publicKey } = given ?? (await newStatementKey());
  writeSecret(join(secretsDir, FILES.pepper), Buffer.from(randomBytes(32)).toString('base64'));
  writeSecret(join(secretsDir, FILES.statement), Buffer.from(pkcs8).toString('base64'));
  const config = { v: 1, authorityKey: toBase64Url(authorityKey), publicKey: toBase64Url(publicKey) };
  writeSecret(join(secretsDir, FILES.config), JSON.stringify(config, null, 2));
  return readSecrets(secretsDir);
}

async function newStatementKey(): Promise<GivenStatementKey> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  return {
    pkcs8: new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey)),
    publicKey: new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)),
  };
}

/** The pepper of a campaign that came from another host; null when its tokens are stored under the platform's own. */
export function readCampaignPepper(secretsDir: string, campaign: string): Uint8Array | null {
  const path = join(secretsDir, FILES.campaigns, `${campaign}.key`);
  if (!existsSync(path)) return null;
  const pepper = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64');
  if (pepper.length !== 32) throw new SetupError('secret-length', { path });
  return new Uint8Array(pepper);
}

/** Call before the campaign is imported. May be repeated with the same pepper; throws `already-initialised` for another. */
export function writeCampaignPepper(secretsDir: string, campaign: string, pepper: Uint8Array): void {
  const kept = readCampaignPepper(secretsDir, campaign);
  if (kept !== null && Buffer.compare(kept, pepper) === 0) return;
  const path = join(secretsDir, FILES.campaigns, `${campaign}.key`);
  if (kept !== null) {
    throw new SetupError('pepper-differs', { path });
  }
  mkdirSync(join(secretsDir, FILES.campaigns), { recursive: true, mode: 0o700 });
  writeSecret(path, Buffer.from(pepper).toString('base64'));
}

/** Throws `not-initialised`, or `wrong-secrets` when a file is damaged or open to others. */
export async function readSecrets(secretsDir: string): Promise<PlatformSecrets> {
  if (!isInitialised(secretsDir)) {
    throw new SetupError('no-secrets', { folder: secretsDir });
  }

  for (const file of [FILES.pepper, FILES.statement]) {
    const path = join(secretsDir, file);
    if (!existsSync(path)) throw new SetupError('secret-missing', { path });
    if ((statSync(path).mode & 0o077) !== 0) throw new SetupError('secret-open', { path });
  }
  const pepper = Buffer.from(readFileSync(join(secretsDir, FILES.pepper), 'utf8').trim(), 'base64');
  if (pepper.length !== 32) throw new SetupError('secret-length', { path: join(secretsDir, FILES.pepper) });
  try {
    const config = v.parse(configSchema, JSON.parse(readFileSync(join(secretsDir, FILES.config), 'utf8')));
    const pkcs8 = Buffer.from(readFileSync(join(secretsDir, FILES.statement), 'utf8').trim(), 'base64');
    const privateKey = await crypto.subtle.importKey('pkcs8', pkcs8, 'Ed25519', false, ['sign']);
    return {
      pepper: new Uint8Array(pepper),
      statementKey: { privateKey, publicKey: fromBase64Url(config.publicKey) },
      authorityKey: parseAuthorityKey(config.authorityKey),
    };
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new SetupError('secret-damaged', { path: join(secretsDir, FILES.config), other: FILES.statement });
  }
}

/** A raw Ed25519 public key in base64url; throws `bad-authority-key`. */
export function parseAuthorityKey(text: string): Uint8Array {
  try {
    const key = fromBase64Url(text.trim());
    if (key.length === 32) return key;
  } catch {
    // Thrown below.
  }
  throw new SetupError('authority-key-form');
}

/** As the authority shows keys: SHA-256 in groups of four hexadecimal digits. */
export function fingerprintOf(publicKey: Uint8Array): string {
  return createHash('sha256').update(publicKey).digest('hex').toUpperCase().match(/.{4}/g)!.join(' ');
}

/**
 * Registers another key of the authority: the one of before, which it returns, is accepted no more by a process that starts
 * from now on. The operator does so, on the authority's word; no call does. Throws `not-initialised` and its kin.
 */
export async function replaceAuthorityKey(secretsDir: string, authorityKey: Uint8Array): Promise<Uint8Array> {
  const { authorityKey: former, statementKey } = await readSecrets(secretsDir);
  const config = {
    v: 1,
    authorityKey: toBase64Url(authorityKey),
    publicKey: toBase64Url(statementKey.publicKey),
  };
  const path = join(secretsDir, FILES.config);
  writeWhole(path, `${JSON.stringify(config, null, 2)}\n`, { mode: 0o600 });
  return former;
}

/** Identifies the pepper that a store was made with, and reveals nothing else about it. */
export function pepperMark(pepper: Uint8Array): string {
  return createHash('sha256')
    .update('cloison/1/pepper-mark\0')
    .update(pepper)
    .digest('base64url')
    .slice(0, 22);
}

function writeSecret(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, `${text}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
