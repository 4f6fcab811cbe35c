/** The office: its vault and keys on a disk, and one process that serves the campaign until it is stopped or killed. */
import { mkdirSync, rmSync } from 'node:fs';
import { Refusal } from '@cloison/command/refusal';
import { PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type OpenCampaign, openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { type CloseOutcome, closeCampaign } from '../../../apps/authority/src/close/close-campaign.ts';
import { assignCodes } from '../../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../../apps/authority/src/codes/mint.ts';
import { withdrawUngiven } from '../../../apps/authority/src/codes/withdraw-ungiven.ts';
import { COHORT_PARTS } from '../../../apps/authority/src/cohort/cohort-keys.ts';
import { markPupils } from '../../../apps/authority/src/cohort/cohort-marks.ts';
import type { PassLimits } from '../../../apps/authority/src/collect/collect.ts';
import { type ServeEvent, serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import type { Actor } from '../../../apps/authority/src/journal/journal.ts';
import { changePassphrase } from '../../../apps/authority/src/keys/change-passphrase.ts';
import { type KeyStore, openKeyStore } from '../../../apps/authority/src/keys/key-store.ts';
import type { WhyReplaced } from '../../../apps/authority/src/keys/signed-by.ts';
import { checkSigningKey } from '../../../apps/authority/src/keys/signing-keys.ts';
import { approve } from '../../../apps/authority/src/roles/approvals.ts';
import { requireRole } from '../../../apps/authority/src/roles/roles.ts';
import {
  type ReplaceOptions,
  replaceSigningKey,
} from '../../../apps/authority/src/signing/replace-signing-key.ts';
import { backupVault } from '../../../apps/authority/src/vault/backup-vault.ts';
import { restoreVault } from '../../../apps/authority/src/vault/restore-vault.ts';
import { isStorageError, openVault, type Vault } from '../../../apps/authority/src/vault/vault.ts';
import { runtime } from '../runtime/install.ts';
import {
  ADDRESS,
  CHEAP,
  COHORT_HOLDERS,
  cohortKeyOf,
  keysOf,
  NAME,
  PERSONS,
  vaultOf,
} from './base-campaign.ts';
import { NAME_OF_NEIGHBOUR } from './neighbour.ts';
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
  /** While it is closed, after the last collection. */
  onCounted: (vault: Vault) => void = () => undefined;
  onEnd: (end: OfficeEnd) => void = () => undefined;
  /** The process that runs, or ran last, has once seen that the platform is the right one. */
  hasChecked = false;
  #backup: string | null = null;
  #passphrase = PASSPHRASE;
  /** Of a change that is under way, or was killed. */
  #nextPassphrase: string | null = null;
  #hasLostKey = false;
  readonly #folder: string;
  readonly #limits: Partial<PassLimits>;
  #running: Running | null = null;
  /** That are under way. */
  readonly #commands = new Set<{ readonly vault: Vault }>();
  #isRestoring = false;
  /** Vaults of processes that are gone. */
  #gone: { readonly vault: Vault }[] = [];

  constructor(folder: string, nowMs: () => number, inParts: boolean) {
    this.#folder = folder;
    this.#limits = inParts ? { pagesTogether: 0 } : {};
    this.disk = new SimulatedDisk(folder);
    this.actor = { who: PERSONS.agent, now: () => new Date(nowMs()) };
  }

  get campaign(): OpenCampaign | null {
    return this.#running?.campaign ?? null;
  }

  get isUp(): boolean {
    return this.#running !== null;
  }

  /** Opens vault and keys, and serves, unless it does so already. What goes wrong is told by `onEnd`. */
  async start(): Promise<void> {
    // One that was killed while its command kept the vault is started for each of the two reasons.
    if (this.#running !== null || this.#isRestoring) return;
    this.letGo();
    this.disk.restore();
    let vault: Vault | null = null;
    try {
      await this.#knowPassphrase();
      if (this.#running !== null) return;
      vault = openVault(vaultOf(this.#folder));
      const keys = this.#openKeys();
      const campaign = await openCampaign(vault, keys, this.actor, NAME);
      if (this.#running !== null) {
        vault.close();
        return;
      }
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
        readBackEveryMs: 2 * TICK_MS,
        attemptMs: 10_000,
        limits: this.#limits,
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
    this.#gone.push(...this.#commands);
    this.#commands.clear();
    if (this.#running === null) return;
    this.#gone.push(this.#running);
    this.#running = null;
  }

  /** `campaign close`, from a new process, by the agent. Throws what it throws. */
  close(): Promise<CloseOutcome> {
    this.letGo();
    this.disk.restore();
    return this.#command(async (vault, keys) => {
      requireRole(vault, this.actor, ['agent', 'custodian'], 'campaign close');
      return closeCampaign(vault, keys, this.actor, NAME, {
        platform: ADDRESS,
        patienceMs: 20_000,
        attemptMs: 10_000,
        onStep: (step) => {
          if (step === 'counted') this.disk.whileLookedAt(() => this.onCounted(vault));
        },
      });
    });
  }

  /** `roles approve close`, by the other person. */
  approveClosing(): Promise<void> {
    this.letGo();
    this.disk.restore();
    const custodian = { ...this.actor, who: PERSONS.custodian };
    return this.#command(async (vault) => {
      requireRole(vault, custodian, ['agent', 'custodian'], 'roles approve');
      approve(vault, custodian, 'close', NAME);
    });
  }

  /** `cohort mark`, by each of the two persons who hold its keys. `cohort`: the folder of these. */
  async markCohort(cohort: string): Promise<void> {
    for (const part of COHORT_PARTS) {
      this.letGo();
      this.disk.restore();
      const { who, passphrase } = COHORT_HOLDERS[part];
      await this.#command(async (vault, keys) => {
        const campaign = await openCampaign(vault, keys, { ...this.actor, who }, NAME);
        const key = cohortKeyOf(cohort, part);
        await markPupils(campaign, part, { key, passphrase: async () => passphrase, together: 2 });
      });
    }
  }

  /** Of the campaign beside the one that is played. */
  atNeighbour(
    work: (campaign: OpenCampaign, keys: KeyStore, address: string) => Promise<void>,
  ): Promise<void> {
    this.letGo();
    this.disk.restore();
    return this.#command(async (vault, keys) =>
      work(await openCampaign(vault, keys, this.actor, NAME_OF_NEIGHBOUR), keys, ADDRESS),
    );
  }

  /** A command of the agent's beside `campaign serve`. Throws what it throws, `vault-locked` while a pass has the vault. */
  act(work: (campaign: OpenCampaign, keys: KeyStore) => Promise<void>): Promise<void> {
    return this.#command(async (vault, keys) =>
      work(await openCampaign(vault, keys, this.actor, NAME), keys),
    );
  }

  /** Under the passphrase that people know by now. */
  #openKeys(): KeyStore {
    return openKeyStore(keysOf(this.#folder), this.#passphrase, CHEAP);
  }

  /** `vault backup`, beside `campaign serve`. `to`: a folder of another disk, with this copy alone. */
  async backup(to: string): Promise<void> {
    rmSync(to, { recursive: true, force: true });
    mkdirSync(to, { recursive: true });
    const { now } = this.actor;
    this.#backup = (await backupVault(vaultOf(this.#folder), keysOf(this.#folder), to, now)).folder;
  }

  get hasBackup(): boolean {
    return this.#backup !== null;
  }

  /**
   * The vault is lost, and the copy is put in its place by `vault restore`; then codes are made in the place of those that it
   * withdraws. The process is killed before, and not started. Keys are on another medium.
   */
  async restoreBackup(): Promise<void> {
    if (this.#backup === null) throw new Error('no backup');
    this.#isRestoring = true;
    this.letGo();
    this.disk.restore();
    const folder = vaultOf(this.#folder);
    rmSync(folder, { recursive: true });
    await restoreVault(
      this.#backup,
      folder,
      () => runtime.elapsedMs,
      (vault, { at, journal }) => {
        withdrawUngiven(vault, this.actor, { of: at, line: journal?.n ?? 0 });
      },
    );
    await this.#agreeOnSigningKey();
    await this.act(async (campaign) => {
      await mintCodes(campaign);
      await assignCodes(campaign);
    });
    this.disk.cut();
    this.#isRestoring = false;
  }

  /** `keys passphrase`, by the custodian. */
  async changePassphrase(to: string): Promise<void> {
    const custodian = { ...this.actor, who: PERSONS.custodian };
    await this.#command(async (vault, keys) => {
      requireRole(vault, custodian, ['custodian'], 'keys passphrase');
      const before = await keys.checkedPassphrase();
      this.#nextPassphrase = to;
      await changePassphrase(vault, keys, custodian, before, to, 'passphrase', CHEAP);
    });
    this.#passphrase = to;
    this.#nextPassphrase = null;
  }

  /**
   * `roles approve` by the agent, then `keys replace-signing` by the custodian. A key that is lost goes from its folder before,
   * once: what a command that was killed has left is not lost again.
   */
  async replaceSigning(why: WhyReplaced): Promise<void> {
    await this.#command(async (vault, keys) => {
      if (why === 'lost' && !this.#hasLostKey) rmSync(keys.signingKeyPath);
      this.#hasLostKey = true;
      await this.#replaceSigning(vault, keys, { why });
    });
  }

  async #replaceSigning(vault: Vault, keys: KeyStore, options: ReplaceOptions): Promise<void> {
    const custodian = { ...this.actor, who: PERSONS.custodian };
    requireRole(vault, custodian, ['custodian'], 'keys replace-signing');
    approve(vault, this.actor, 'replace-signing', options.why);
    await replaceSigningKey(vault, keys, custodian, options);
  }

  /** After a copy of the vault was put back, which may be of before a replacement. */
  async #agreeOnSigningKey(): Promise<void> {
    await this.#command(async (vault, keys) => {
      if (!keys.initialised) return this.#replaceSigning(vault, keys, { why: 'lost' });
      try {
        checkSigningKey(vault, keys);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code !== 'signing-key-other') throw error;
        const { fingerprint } = keys.authorityPublic();
        await this.#replaceSigning(vault, keys, { why: 'leaked', adopt: fingerprint });
      }
    });
  }

  /** After a change that was killed one of the two opens every key. */
  async #knowPassphrase(): Promise<void> {
    const next = this.#nextPassphrase;
    if (next === null) return;
    const keys = openKeyStore(keysOf(this.#folder), next, CHEAP);
    try {
      await keys.checkedPassphrase();
      this.#passphrase = next;
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'passphrase-wrong') throw error;
    }
    this.#nextPassphrase = null;
  }

  /** In a process of its own. */
  async #command<T>(work: (vault: Vault, keys: KeyStore) => Promise<T>): Promise<T> {
    await this.#knowPassphrase();
    const vault = openVault(vaultOf(this.#folder));
    const command = { vault };
    this.#commands.add(command);
    try {
      return await work(vault, this.#openKeys());
    } catch (error) {
      // Its vault is closed under it.
      if (!this.#commands.has(command)) throw new ProcessGone();
      throw error;
    } finally {
      if (this.#commands.delete(command)) vault.close();
    }
  }

  /** The signing key that is in its folder, raw; null: none is. */
  get signingKey(): Uint8Array | null {
    return this.disk.whileLookedAt(() => {
      const keys = this.#openKeys();
      return keys.initialised ? keys.authorityPublic().publicKey : null;
    });
  }

  /** Looks into the vault from outside the simulated world; nothing runs on it. */
  look<T>(read: (vault: Vault, keys: KeyStore) => T): T {
    return this.disk.whileLookedAt(() => {
      const vault = openVault(vaultOf(this.#folder));
      try {
        return read(vault, this.#openKeys());
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
