/** The office: its vault and keys on a disk, and one process that serves the campaign until it is stopped or killed. */
import { Refusal } from '@cloison/command/refusal';
import { type OpenCampaign, openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { type CloseOutcome, closeCampaign } from '../../../apps/authority/src/close/close-campaign.ts';
import { type ServeEvent, serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import type { Actor } from '../../../apps/authority/src/journal/journal.ts';
import { type KeyStore, openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import { isStorageError, openVault, type Vault } from '../../../apps/authority/src/vault/vault.ts';
import { PASSPHRASE } from '../../authority/small-campaign.ts';
import { ADDRESS, CHEAP, keysOf, NAME, vaultOf } from './base-campaign.ts';
import { TICK_MS } from './scenario.ts';
import { ProcessGone, SimulatedDisk } from './simulated-disk.ts';

interface Running {
  readonly vault: Vault;
  readonly keys: KeyStore;
  readonly campaign: OpenCampaign;
  readonly stop: AbortController;
  done: Promise<void>;
}

/** How an open office ends by itself. */
export type OfficeEnd = { readonly kind: 'storage' } | { readonly kind: 'error'; readonly error: unknown };

export class OfficeMachine {
  readonly disk: SimulatedDisk;
  readonly actor: Actor;
  onEvent: (event: ServeEvent) => void = () => undefined;
  onEnd: (end: OfficeEnd) => void = () => undefined;
  /** The process that runs, or ran last, has once seen that the platform is the right one. */
  hasChecked = false;
  readonly #folder: string;
  #running: Running | null = null;
  #gone: Running[] = [];

  constructor(folder: string, nowMs: () => number) {
    this.#folder = folder;
    this.disk = new SimulatedDisk(folder);
    this.actor = { who: 'agent', now: () => new Date(nowMs()) };
  }

  get campaign(): OpenCampaign | null {
    return this.#running?.campaign ?? null;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** Opens vault and keys, and serves. What goes wrong is told by `onEnd`. */
  async start(): Promise<void> {
    this.letGo();
    this.disk.restore();
    let vault: Vault | null = null;
    try {
      vault = openVault(vaultOf(this.#folder));
      const keys = openKeyStore(keysOf(this.#folder), PASSPHRASE, CHEAP);
      const campaign = await openCampaign(vault, keys, this.actor, NAME);
      const stop = new AbortController();
      const running: Running = { vault, keys, campaign, stop, done: Promise.resolve() };
      this.#running = running;
      this.hasChecked = false;
      running.done = this.#serve(running);
    } catch (error) {
      vault?.close();
      this.#running = null;
      this.#ended(error);
    }
  }

  async #serve(running: Running): Promise<void> {
    const { campaign, keys, stop } = running;
    try {
      await serveCampaign(campaign, keys, {
        platform: ADDRESS,
        tickMs: TICK_MS,
        attemptMs: 10_000,
        signal: stop.signal,
        onEvent: (event) => {
          if (this.#running !== running) return;
          if (event.kind === 'pass' || event.kind === 'problem') this.hasChecked = true;
          this.onEvent(event);
        },
      });
    } catch (error) {
      if (this.#running !== running) return;
      this.#running = null;
      running.vault.close();
      this.#ended(error);
    }
  }

  async stop(): Promise<void> {
    const running = this.#running;
    if (running === null) return;
    running.stop.abort();
    await running.done;
    if (this.#running !== running) return;
    this.#running = null;
    running.vault.close();
  }

  /** At this very moment; the disk keeps what was written. */
  kill(): void {
    this.disk.cut();
    if (this.#running === null) return;
    this.#gone.push(this.#running);
    this.#running = null;
  }

  /** `campaign close`, from a new process. Throws what it throws. */
  async close(): Promise<CloseOutcome> {
    this.letGo();
    this.disk.restore();
    const vault = openVault(vaultOf(this.#folder));
    const keys = openKeyStore(keysOf(this.#folder), PASSPHRASE, CHEAP);
    try {
      return await closeCampaign(vault, keys, this.actor, NAME, {
        platform: ADDRESS,
        patienceMs: 20_000,
        attemptMs: 10_000,
      });
    } finally {
      if (this.disk.isCut) this.#gone.push({ vault } as Running);
      else vault.close();
    }
  }

  /** Looks into the vault from outside the simulated world; nothing runs on it. */
  look<T>(read: (vault: Vault, keys: KeyStore) => T): T {
    return this.disk.whileLookedAt(() => {
      const vault = openVault(vaultOf(this.#folder));
      try {
        return read(vault, openKeyStore(keysOf(this.#folder), PASSPHRASE, CHEAP));
      } finally {
        vault.close();
      }
    });
  }

  end(): void {
    this.kill();
    this.letGo();
  }

  /** Closes the files of processes that are gone, before others are put in their place. */
  letGo(): void {
    for (const { vault } of this.#gone.splice(0)) vault.close();
  }

  #ended(error: unknown): void {
    if (error instanceof ProcessGone) return;
    this.onEnd(isDisk(error) ? { kind: 'storage' } : { kind: 'error', error });
  }
}

export function isDisk(error: unknown): boolean {
  return isStorageError(error) || (error instanceof Refusal && error.code.startsWith('vault-disk'));
}
