/**
 * The authority's key, as the newest keyring of the person who signed in has it: documents of holders whose secret several
 * people have are verified with it. The authority may have replaced its key since the keyring was read.
 */
import { type Holder, type OpenedEnvelope, openSignedDocument } from '@cloison/protocol';
import { type Bytes, equalBytes, fromBase64Url } from '@cloison/protocol/public';

export interface ReadKeyring {
  readonly version: number;
  /** Base64url; missing: the campaign signs no documents. */
  readonly authority?: string | undefined;
}

/** Opens documents that the authority has signed. A pupil's page has none, and does not load what verifies signatures. */
export interface DocumentAuthority {
  /** Throws `ProtocolError`: `envelope-signature` unless it is signed with the key that counts now. */
  open(holder: Holder, envelope: Uint8Array, name: string): Promise<OpenedEnvelope>;
  /** Whether another key counts from now on. */
  renew(): Promise<boolean>;
}

/** Of a key that stays the same; null where the campaign signs no documents. */
export function fixedAuthority(authority: string | undefined): DocumentAuthority | null {
  return authority === undefined ? null : new KeyringAuthority(authority, 0, async () => null);
}

export class KeyringAuthority implements DocumentAuthority {
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

  open(holder: Holder, envelope: Uint8Array, name: string): Promise<OpenedEnvelope> {
    return openSignedDocument(holder, envelope, name, this.key);
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
