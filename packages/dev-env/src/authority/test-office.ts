/** For tests: an office in a folder. Its vault, keys and who acts; then a campaign, its roster and its codes, as far as wanted. */
import { join } from 'node:path';
import { type OpenCampaign, openCampaign } from '../../../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../../../apps/authority/src/codes/mint.ts';
import { codesNeeded } from '../../../../apps/authority/src/codes/needs.ts';
import type { Actor } from '../../../../apps/authority/src/journal/journal.ts';
import { type KeyStore, openKeyStore } from '../../../../apps/authority/src/keys/key-store.ts';
import { importRoster, type RosterImport } from '../../../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../../../apps/authority/src/specify/create-campaign.ts';
import { createVault, openVault, type Vault } from '../../../../apps/authority/src/vault/vault.ts';
import { mintCodes as mintHere } from './mint-here.ts';

/** Tests guess no passphrase. */
export const SAMPLE_COST = { memoryKiB: 8_192, passes: 1, lanes: 1 };

export const SAMPLE_PASSPHRASE = 'cinq mots tirés au hasard';

export interface OfficeOptions {
  readonly passphrase?: string;
  /** 'test', by the machine's clock, by default. */
  readonly actor?: Actor;
}

export class TestOffice {
  readonly vaultFolder: string;
  readonly keysFolder: string;
  readonly keys: KeyStore;
  readonly actor: Actor;
  /** Of the authority, raw: what its platform is started with. */
  readonly publicKey: Uint8Array;
  #vault: Vault;
  #isOpen = true;
  #campaign: OpenCampaign | null = null;

  private constructor(folder: string, keys: KeyStore, publicKey: Uint8Array, actor: Actor) {
    this.vaultFolder = join(folder, 'vault');
    this.keysFolder = join(folder, 'keys');
    this.keys = keys;
    this.publicKey = publicKey;
    this.actor = actor;
    this.#vault = createVault(this.vaultFolder);
  }

  /** A new vault and new keys, in `vault` and `keys` below the folder. */
  static async create(
    folder: string,
    { passphrase = SAMPLE_PASSPHRASE, actor = { who: 'test', now: () => new Date() } }: OfficeOptions = {},
  ): Promise<TestOffice> {
    const keys = openKeyStore(join(folder, 'keys'), passphrase, SAMPLE_COST);
    const { publicKey } = await keys.initialise();
    return new TestOffice(folder, keys, publicKey, actor);
  }

  get vault(): Vault {
    return this.#vault;
  }

  /** The one that was created last. */
  get campaign(): OpenCampaign {
    if (this.#campaign === null) throw new Error('no campaign was created');
    return this.#campaign;
  }

  /** From a campaign's folder. */
  async createCampaign(source: string): Promise<OpenCampaign> {
    const { name } = await createCampaign(this.#vault, this.keys, this.actor, source);
    this.#campaign = await openCampaign(this.#vault, this.keys, this.actor, name);
    return this.#campaign;
  }

  importRoster(files: { readonly schools: string; readonly pupils: string }): Promise<RosterImport> {
    return importRoster(this.campaign, files);
  }

  /**
   * Mints what the roster needs, and `moreStaff` codes for areas beyond it; then assigns them.
   *
   * @param threads Those of `codes mint`. Without it this thread draws them, which is quicker for a class.
   */
  async assignCodes({
    moreStaff = 0,
    threads,
  }: {
    moreStaff?: number;
    threads?: number;
  } = {}): Promise<void> {
    const { pupil, staff } = codesNeeded(this.campaign);
    const stock = { pupil, staff: staff + moreStaff };
    if (threads === undefined) await mintHere(this.campaign, { stock });
    else await mintCodes(this.campaign, { threads, stock });
    await assignCodes(this.campaign);
  }

  /** Closes the vault, for another process; `reopen` takes it back. */
  release(): void {
    if (this.#isOpen) this.#vault.close();
    this.#isOpen = false;
  }

  /** The vault closed and opened again, as another process would; the campaign with it. */
  async reopen(): Promise<void> {
    this.release();
    this.#vault = openVault(this.vaultFolder);
    this.#isOpen = true;
    if (this.#campaign !== null)
      this.#campaign = await openCampaign(this.#vault, this.keys, this.actor, this.#campaign.name);
  }
}
