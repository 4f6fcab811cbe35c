/**
 * The authority's key, as the newest keyring of the person who signed in has it: documents of holders whose secret several
 * people have are verified with it. The authority may have replaced its key since the keyring was read.
 */
import { type Bytes, equalBytes, fromBase64Url } from '@cloison/protocol/public';

export interface ReadKeyring {
  readonly version: number;
  /** Base64url; missing: the campaign signs no documents. */
  readonly authority?: string | undefined;
}

export class KeyringAuthority {
  /** Raw, 32 bytes. */
  key: Bytes;
  #version: number;
  readonly #readAgain: () => Promise<ReadKeyring | null>;
  #asking: Promise<boolean> | null = null;

  /** `readAgain` asks the platform; null: it has no keyring, or does not answer. */
  constructor(authority: string, version: number, readAgain: () => Promise<ReadKeyring | null>) {
    this.key = fromBase64Url(authority);
    this.#version = version;
    this.#readAgain = readAgain;
  }

  /**
   * Whether a newer keyring has come with another key, which counts from now on. Never back: an older keyring, or one without
   * a key, changes nothing. Calls share the question that is under way.
   */
  renew(): Promise<boolean> {
    this.#asking ??= this.#renew().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  async #renew(): Promise<boolean> {
    const before = this.key;
    const keyring = await this.#readAgain();
    if (keyring?.authority === undefined || keyring.version <= this.#version) return false;
    this.#version = keyring.version;
    this.key = fromBase64Url(keyring.authority);
    return !equalBytes(this.key, before);
  }
}
