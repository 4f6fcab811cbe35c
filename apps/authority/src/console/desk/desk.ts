/**
 * The desk of one agent: the vault, the keys when they are at hand, and who acts. What reads needs no lock; what acts opens
 * the vault for the time of the act, so that other commands work beside the console.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '@cloison/command/refusal';
import { type OpenCampaign, openCampaign } from '../../campaign/open-campaign.ts';
import type { Actor } from '../../journal/journal.ts';
import type { KeyStore } from '../../keys/key-store.ts';
import { interruptedUser } from '../../vault/lock.ts';
import { openVault, readVault, type Vault } from '../../vault/vault.ts';
import { refuseConsole } from './refusals.ts';

export interface DeskOptions {
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** Null: the keys are not at hand. */
  readonly keys: KeyStore | null;
  /** What opens them, for the threads of long work; null without keys. Never leaves this process. */
  readonly passphrase: string | null;
  readonly actor: Actor;
  /** How long an act waits for another command that has the vault, in milliseconds. */
  readonly waitMs: number;
}

const RETRY_MS = 100;

export class Desk {
  readonly options: DeskOptions;
  /** What was killed while it had the vault, before this desk was opened; null: nothing. As the lock noted it. */
  readonly interrupted: string | null;
  #reader: Vault | null = null;
  #acts = 0;

  constructor(options: DeskOptions) {
    this.options = options;
    this.interrupted = interruptedUser(options.vaultFolder);
  }

  get actor(): Actor {
    return this.options.actor;
  }

  /** Acts that have ended, whatever came of them. */
  get acts(): number {
    return this.#acts;
  }

  /** For reading only, beside whatever writes. */
  get reader(): Vault {
    this.#reader ??= readVault(this.options.vaultFolder);
    return this.#reader;
  }

  /** Throws `console-keys`. */
  get keys(): KeyStore {
    if (this.options.keys === null) throw refuseConsole('console-keys');
    return this.options.keys;
  }

  /** A campaign to read, with its key. */
  campaignToRead(name: string): Promise<OpenCampaign> {
    return openCampaign(this.reader, this.keys, this.actor, name);
  }

  /** Runs an act that has the vault to itself. `purpose`, such as `cloison codes reserve`: shown to those who wait. */
  async act<T>(purpose: string, work: (vault: Vault) => T | Promise<T>): Promise<T> {
    const vault = await openPatiently(this.options.vaultFolder, purpose, this.options.waitMs);
    try {
      return await work(vault);
    } finally {
      vault.close();
      this.#acts += 1;
    }
  }

  /** An act on one campaign, with its key. */
  actOn<T>(purpose: string, name: string, work: (campaign: OpenCampaign) => T | Promise<T>): Promise<T> {
    return this.act(purpose, async (vault) => work(await openCampaign(vault, this.keys, this.actor, name)));
  }

  close(): void {
    this.#reader?.close();
    this.#reader = null;
  }
}

/**
 * As `openVault`, waiting without holding up the process: another thread of this process may have the vault. Throws
 * `vault-locked`.
 */
export async function openPatiently(
  folder: string,
  purpose: string,
  waitMs: number,
  signal?: AbortSignal,
): Promise<Vault> {
  const until = performance.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return openVault(folder, { purpose: `cloison console, ${purpose}` });
    } catch (error) {
      const isLocked = error instanceof Refusal && error.code === 'vault-locked';
      if (!isLocked || performance.now() >= until) throw error;
      await sleep(RETRY_MS);
    }
  }
}
