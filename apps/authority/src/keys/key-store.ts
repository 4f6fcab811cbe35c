/**
 * The key store: a folder that is never inside the vault and never in its backups. It holds the authority's Ed25519
 * signing key (RFC 8032) and, for each campaign, the identity key that seals every personal value; after closing, the
 * research key. Each file is wrapped by the passphrase.
 */
import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Bytes, fromBase64Url } from '@cloison/protocol/public';
import { isMediumMissing } from '../vault/medium.ts';
import { finishKeyChange } from './key-change.ts';
import {
  type KeyFile,
  type KeyPurpose,
  keyIdOf,
  type PlainKey,
  readKeyFile,
  type SecretKind,
  unwrapKey,
  WRAPPING_COST,
  type WrappingCost,
  wrapKey,
  writeKeyFile,
} from './key-file.ts';
import { refuseKeys } from './refusals.ts';

export interface SealingKey {
  readonly keyId: string;
  /** 32 bytes. */
  readonly key: Bytes;
  readonly path: string;
}

export interface AuthorityKey {
  /** Raw Ed25519 public key, 32 bytes. */
  readonly publicKey: Bytes;
  /** SHA-256 of the public key in groups of four hexadecimal digits: what people compare. */
  readonly fingerprint: string;
}

export interface SigningKey extends AuthorityKey {
  /** For `signStatement` and HTTP message signatures. */
  readonly privateKey: CryptoKey;
}

/** Asks for the passphrase only when a key is opened. `fresh`: a key is made, so a person types it twice. */
export type PassphraseSource = (fresh: boolean) => Promise<string>;

const MIN_PASSPHRASE = 12;

/** A vault that was put back from before a closing misses the key that this has destroyed. */
const CLOSED_SINCE = {
  moreFr:
    ' Si ce coffre vient d’une sauvegarde d’avant la fermeture de la campagne : « cloison campaign close --certificate ».',
  moreEn:
    ' If this vault comes from a backup of before the campaign was closed: “cloison campaign close --certificate”.',
};

export function fingerprintOf(publicKey: Uint8Array): string {
  const hex = createHash('sha256').update(publicKey).digest('hex').toUpperCase();
  return hex.match(/.{4}/g)!.join(' ');
}

/** Throws `passphrase-short`. */
export function requireLongEnough(passphrase: string): void {
  if (passphrase.length < MIN_PASSPHRASE) throw refuseKeys('passphrase-short');
}

/** Where a key store in `folder` has the key of a campaign, whether or not it is there. */
export function keyPath(folder: string, purpose: 'identity' | 'research', campaign: string): string {
  return join(folder, `${purpose}-${campaign}.json`);
}

/** Whether the destruction of the file at a path has begun (`dyingKeys` of `copies.ts`). */
export type IsDying = (path: string) => boolean;

const NONE_DIES: IsDying = () => false;

export class KeyStore {
  readonly folder: string;
  readonly secretKind: SecretKind;
  readonly #source: PassphraseSource;
  readonly #cost: WrappingCost;
  #passphrase: string | null = null;
  /** Keys once opened, by the whole text of their file: another text is opened anew. */
  readonly #opened = new Map<string, PlainKey>();

  constructor(
    folder: string,
    source: PassphraseSource,
    cost: WrappingCost = WRAPPING_COST,
    secretKind: SecretKind = 'passphrase',
  ) {
    this.folder = folder;
    finishKeyChange(folder);
    this.secretKind = secretKind;
    this.#source = source;
    this.#cost = cost;
  }

  async #secret(fresh: boolean): Promise<string> {
    this.#passphrase ??= await this.#source(fresh);
    const passphrase = this.#passphrase;
    if (fresh && passphrase.length < MIN_PASSPHRASE) this.#passphrase = null;
    if (fresh) requireLongEnough(passphrase);
    return passphrase;
  }

  /** The passphrase as given, once it has opened the signing key. Throws `passphrase-wrong` or `shares-wrong`. */
  async checkedPassphrase(): Promise<string> {
    await this.authority();
    return this.#secret(false);
  }

  /** Where the key of a campaign is, whether or not it is there. */
  pathOf(purpose: 'identity' | 'research', campaign: string): string {
    return keyPath(this.folder, purpose, campaign);
  }

  get signingKeyPath(): string {
    return join(this.folder, 'authority.json');
  }

  /** Where a signing key waits to replace the one in force (`signing-keys.ts`). */
  get preparedKeyPath(): string {
    return join(this.folder, 'authority.next');
  }

  has(purpose: 'identity' | 'research', campaign: string): boolean {
    return existsSync(this.pathOf(purpose, campaign));
  }

  get initialised(): boolean {
    return existsSync(this.signingKeyPath);
  }

  /**
   * Makes the authority's signing key, unless it is there. Never makes the mount point of a medium that is not
   * connected: `key-medium-missing`.
   */
  async initialise(): Promise<AuthorityKey> {
    if (!this.initialised) {
      // Killed while the one in force was being replaced.
      if (existsSync(this.preparedKeyPath)) throw refuseKeys('signing-key-begun', { folder: this.folder });
      await this.#makeSigningKey(this.signingKeyPath);
    }
    return this.authorityPublic();
  }

  /**
   * Makes a signing key to replace the one in force; it waits beside it, on the disk. `isLost`: the one in force is not opened.
   * All keys of a store have one passphrase: another key is opened first, which refuses a mistyped one. `isDying` as for `list`.
   */
  async prepareSigningKey(isLost: boolean, isDying: IsDying = NONE_DIES): Promise<Bytes> {
    const [other] = this.#sealingKeyPaths().filter((path) => isWhole(path) || !isDying(path));
    if (other !== undefined) await this.#open(other);
    else if (!isLost) await this.authority();
    rmSync(this.preparedKeyPath, { force: true });
    return fromBase64Url(await this.#makeSigningKey(this.preparedKeyPath));
  }

  async #makeSigningKey(path: string): Promise<string> {
    if (isMediumMissing(this.folder))
      throw refuseKeys('key-medium-missing', { folder: resolve(this.folder) });
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    const pair = generateKeyPairSync('ed25519');
    const publicKey = pair.publicKey.export({ format: 'jwk' }).x!;
    const key = new Uint8Array(pair.privateKey.export({ format: 'der', type: 'pkcs8' }));
    const keyId = keyIdOf(fromBase64Url(publicKey));
    await this.#write(path, { purpose: 'authority', campaign: '', keyId, publicKey, key });
    return publicKey;
  }

  #sealingKeyPaths(): string[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => /^(identity|research)-.*\.json$/.test(name))
      .map((name) => join(this.folder, name));
  }

  /** Needs no passphrase. */
  authorityPublic(): AuthorityKey {
    if (!this.initialised) throw refuseKeys('key-store-missing', { folder: this.folder });
    const publicKey = fromBase64Url(readKeyFile(this.signingKeyPath).publicKey ?? '');
    return { publicKey, fingerprint: fingerprintOf(publicKey) };
  }

  async authority(): Promise<SigningKey> {
    const known = this.authorityPublic();
    const plain = await this.#open(this.signingKeyPath);
    const privateKey = await crypto.subtle.importKey('pkcs8', plain.key, 'Ed25519', false, ['sign']);
    return { ...known, privateKey };
  }

  /** The signing key for Node's own functions, which do not wait. */
  async authorityPrivate(): Promise<KeyObject> {
    const { key } = await this.#open(this.signingKeyPath);
    return createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' });
  }

  /** The campaign's key, made at the first call. */
  async ensureKey(purpose: 'identity' | 'research', campaign: string): Promise<SealingKey> {
    if (!this.initialised) throw refuseKeys('key-store-missing', { folder: this.folder });
    const path = this.pathOf(purpose, campaign);
    if (!existsSync(path)) {
      // All keys of a store have one passphrase. Opening the signing key refuses a mistyped one, under which a new key could never be opened again.
      await this.authority();
      const key = new Uint8Array(randomBytes(32));
      await this.#write(path, { purpose, campaign, keyId: keyIdOf(key), publicKey: null, key });
    }
    return this.openKey(purpose, campaign);
  }

  /** Throws `key-missing`, `key-damaged`, `passphrase-wrong`, `shares-wrong`. */
  async openKey(purpose: 'identity' | 'research', campaign: string): Promise<SealingKey> {
    const path = this.pathOf(purpose, campaign);
    if (!existsSync(path)) {
      const more = purpose === 'identity' ? CLOSED_SINCE : { moreFr: '', moreEn: '' };
      throw refuseKeys('key-missing', { purpose, campaign, folder: this.folder, ...more });
    }
    const plain = await this.#open(path);
    if (plain.purpose !== purpose || plain.campaign !== campaign || keyIdOf(plain.key) !== plain.keyId) {
      throw refuseKeys('key-damaged', { path });
    }
    return { keyId: plain.keyId, key: plain.key, path };
  }

  /**
   * What is in the folder, without opening anything. A file whose destruction was cut short is left out when it is no key any
   * more. Throws `key-damaged` for any other that can't be read.
   */
  list(isDying: IsDying = NONE_DIES): {
    readonly purpose: KeyPurpose;
    readonly campaign: string;
    readonly keyId: string;
    readonly path: string;
  }[] {
    if (!existsSync(this.folder)) return [];
    return readdirSync(this.folder)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => join(this.folder, name))
      .filter((path) => isWhole(path) || !isDying(path))
      .map((path) => {
        const { purpose, campaign, keyId }: KeyFile = readKeyFile(path);
        return { purpose, campaign, keyId, path };
      });
  }

  async #open(path: string): Promise<PlainKey> {
    const file = readKeyFile(path);
    const text = JSON.stringify(file);
    const known = this.#opened.get(text);
    if (known !== undefined) return known;
    const plain = await unwrapKey(file, await this.#secret(false), path, this.secretKind);
    this.#opened.set(text, plain);
    return plain;
  }

  async #write(path: string, plain: PlainKey): Promise<void> {
    const file = await wrapKey(plain, await this.#secret(true), this.#cost);
    writeKeyFile(path, file);
    this.#opened.set(JSON.stringify(readKeyFile(path)), plain);
  }
}

function isWhole(path: string): boolean {
  try {
    readKeyFile(path);
    return true;
  } catch {
    return false;
  }
}

/** A key store with a known passphrase, for programs and tests. */
export function openKeyStore(
  folder: string,
  passphrase: string,
  cost?: WrappingCost,
  secretKind?: SecretKind,
): KeyStore {
  return new KeyStore(folder, async () => passphrase, cost, secretKind);
}
