/**
 * Personal values at rest: AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce and the cell (campaign, table, column,
 * row) as additional data, so that a value moved to another cell does not open; equality by HMAC-SHA-256.
 *
 *     nonce 12 | AES-256-GCM(key of the table, nonce, aad = cell, JSON and spaces to a multiple of 64) | tag 16
 *
 * Keys of tables and look-ups are HKDF-SHA-256 (RFC 5869) of the campaign's identity key. Known limit: the length of a
 * value shows to within 64 bytes, and equal look-ups show that two values are equal.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomFillSync,
} from 'node:crypto';
import type { Bytes } from '@cloison/protocol/public';
import { refuseVault } from './refusals.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const BLOCK_BYTES = 64;
const SPACE = 0x20;
/** Drawn at once: a draw costs a third of what sealing does. */
const NONCES = 256;

export class Sealer {
  readonly campaign: string;
  /** 32 bytes. For a thread of this process, which opens the same campaign. */
  readonly identityKey: Uint8Array;
  /** Key objects, because Node makes one from bytes at each call, at three times the cost of opening a value (Node 24). */
  readonly #keys = new Map<string, KeyObject>();
  readonly #nonces = Buffer.alloc(NONCES * NONCE_BYTES);
  #nextNonce = this.#nonces.length;

  constructor(campaign: string, identityKey: Uint8Array) {
    this.campaign = campaign;
    this.identityKey = identityKey;
  }

  #key(info: string): KeyObject {
    let key = this.#keys.get(info);
    if (key === undefined) {
      const bytes = hkdfSync('sha256', this.identityKey, '', `cloison/vault/1/${info}`, 32);
      key = createSecretKey(new Uint8Array(bytes));
      this.#keys.set(info, key);
    }
    return key;
  }

  /** Each is given once. */
  #nonce(): Buffer {
    if (this.#nextNonce === this.#nonces.length) {
      randomFillSync(this.#nonces);
      this.#nextNonce = 0;
    }
    const at = this.#nextNonce;
    this.#nextNonce += NONCE_BYTES;
    return this.#nonces.subarray(at, this.#nextNonce);
  }

  #cell(table: string, column: string, row: number | string): Buffer {
    return Buffer.from(`${this.campaign}\0${table}\0${column}\0${row}`, 'utf8');
  }

  /** Seals any JSON value for one cell. `row` is the row's id: a number, or hexadecimal for binary ids. */
  seal(table: string, column: string, row: number | string, value: unknown): Bytes {
    const json = JSON.stringify(value);
    const padded = paddedTo(Buffer.byteLength(json, 'utf8'));
    padded.fill(SPACE, padded.write(json, 'utf8'));
    return this.#sealPadded(table, column, row, padded);
  }

  /** As `seal`, of a value that is JSON in UTF-8 already. */
  sealJson(table: string, column: string, row: number | string, json: Uint8Array): Bytes {
    const padded = paddedTo(json.length);
    padded.set(json);
    padded.fill(SPACE, json.length);
    return this.#sealPadded(table, column, row, padded);
  }

  #sealPadded(table: string, column: string, row: number | string, padded: Buffer): Bytes {
    const nonce = this.#nonce();
    const cipher = createCipheriv('aes-256-gcm', this.#key(`seal/${table}`), nonce);
    cipher.setAAD(this.#cell(table, column, row));
    const body = cipher.update(padded);
    cipher.final();
    const sealed = new Uint8Array(NONCE_BYTES + body.length + TAG_BYTES);
    sealed.set(nonce);
    sealed.set(body, NONCE_BYTES);
    sealed.set(cipher.getAuthTag(), NONCE_BYTES + body.length);
    return sealed;
  }

  /**
   * The value sealed for that cell; throws `vault-sealed` when it was altered, moved, or sealed under another key. The
   * value is ours, written by `seal`: the type argument is what was sealed there (`rows.ts`).
   */
  open<Value>(table: string, column: string, row: number | string, sealed: Uint8Array): Value {
    const json = this.openJson(table, column, row, sealed);
    try {
      return JSON.parse(json.toString('utf8')) as Value;
    } catch {
      throw refuseVault('vault-sealed', { campaign: this.campaign, table, column, row });
    }
  }

  /** As `open`, with the value as it was sealed: JSON in UTF-8 and spaces. */
  openJson(table: string, column: string, row: number | string, sealed: Uint8Array): Buffer {
    try {
      const body = sealed.subarray(NONCE_BYTES, sealed.length - TAG_BYTES);
      const decipher = createDecipheriv(
        'aes-256-gcm',
        this.#key(`seal/${table}`),
        sealed.subarray(0, NONCE_BYTES),
        { authTagLength: TAG_BYTES },
      );
      decipher.setAAD(this.#cell(table, column, row));
      decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
      // GCM keeps nothing back for the end, which says whether it was ours.
      const json = decipher.update(body);
      decipher.final();
      return json;
    } catch {
      throw refuseVault('vault-sealed', { campaign: this.campaign, table, column, row });
    }
  }

  /** 16 bytes that are equal exactly when `values` are, within one kind of look-up (`ine`, `class`, `order` …). */
  lookup(kind: string, ...values: readonly string[]): Bytes {
    const mac = createHmac('sha256', this.#key(`lookup/${kind}`))
      .update(JSON.stringify(values))
      .digest();
    return new Uint8Array(mac.subarray(0, 16));
  }
}

/** Room for so many bytes of JSON, to the end of the last block. Its bytes are any. */
function paddedTo(bytes: number): Buffer {
  return Buffer.allocUnsafe(Math.ceil(bytes / BLOCK_BYTES) * BLOCK_BYTES);
}
