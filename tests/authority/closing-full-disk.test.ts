/** Closing, anonymising and exporting where the disk of the vault, or of what is written, has no byte left. */
import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { explainError } from '@cloison/command';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { canMount, SmallDisk } from '@cloison/dev-env/faults/small-disk.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CLOSING_STEPS, stepDetail } from '../../apps/authority/src/campaign/closing-steps.ts';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import type { CloseOptions } from '../../apps/authority/src/close/closing.ts';
import { type KeyStore, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { checkVault } from '../../apps/authority/src/vault/check-vault.ts';
import { explainStorage } from '../../apps/authority/src/vault/storage-failure.ts';
import { openVault, type Vault } from '../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';
import { pupilsOf, sit } from './simulated-people.ts';

describe.skipIf(!canMount())('on a full disk', () => {
  let small: SmallCampaign;
  let disk: SmallDisk;
  let vault: Vault;
  let keys: KeyStore;

  beforeEach(async () => {
    small = await startSmallCampaign();
    await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
    const anna = (await pupilsOf(small)).get('Anna')!;
    await sit(small, anna, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
    small.release();
    disk = new SmallDisk(64);
    const [folder, keysFolder] = [join(disk.folder, 'vault'), join(disk.folder, 'keys')];
    cpSync(small.vaultFolder, folder, { recursive: true });
    cpSync(small.keysFolder, keysFolder, { recursive: true });
    vault = openVault(folder);
    vault.run('UPDATE key_copy SET path = replace(path, ?, ?)', small.keysFolder, keysFolder);
    keys = openKeyStore(keysFolder, PASSPHRASE);
  });
  afterEach(async () => {
    vault.close();
    disk.remove();
    await small.close();
  });

  /** `done`, or the code of what a person is told. */
  async function told(work: Promise<unknown>): Promise<string> {
    try {
      await work;
      return 'done';
    } catch (error) {
      return (explainStorage(error, vault.folder) ?? explainError(error))?.code ?? String(error);
    }
  }

  test('closing says so after each step, and the same command goes on where there is room', async () => {
    const close = (more: Partial<CloseOptions> = {}) =>
      closeCampaign(vault, keys, small.actor, NAME, { platform: small.platform.url, ...more });
    for (const [i, full] of CLOSING_STEPS.slice(0, -1).entries()) {
      const onStep = (step: string) => (step === full ? disk.fill() : undefined);
      // Before the statement of erasure “the platform does not answer” was said, a minute later.
      expect([full, await told(close({ onStep }))]).toEqual([
        full,
        expect.stringMatching(/^(?:vault-)?disk-full$/),
      ]);
      const kept = CLOSING_STEPS.filter((step) => stepDetail(vault, NAME, step) !== null);
      expect(kept).toEqual(CLOSING_STEPS.slice(0, i + 1));
      disk.clear();
    }
    const { certificate, counts } = await close();
    expect(counts.sequences.reduce((sum, { final }) => sum + final, 0)).toBe(1);
    const { destroyed } = (await readCertificate(certificate, null)).certificate;
    expect(destroyed.copies.map(({ outcome }) => outcome)).toEqual(['destroyed']);
    verifyJournal(vault);
    expect(checkVault(vault.folder).faults).toEqual([]);

    disk.fill();
    const anonymised = () => told(anonymise(vault, keys, small.actor, NAME, { threads: 1 }));
    expect(await anonymised()).toBe('vault-disk-full');
    disk.clear();
    expect(await anonymised()).toBe('done');

    const to = join(disk.folder, 'recherche');
    const exported = () => told(exportResearch(vault, keys, small.actor, NAME, to));
    mkdirSync(to);
    disk.fill();
    expect(await exported()).toBe('vault-disk-full');
    expect(readdirSync(to)).toEqual([]);
    disk.clear();
    const other = new SmallDisk(1);
    try {
      other.fill();
      const elsewhere = () => told(exportResearch(vault, keys, small.actor, NAME, other.folder));
      expect(await elsewhere()).toBe('disk-full');
      expect(readdirSync(other.folder)).toEqual(['filler']);
      other.clear();
      expect(await elsewhere()).toBe('done');
    } finally {
      other.remove();
    }
    expect(await exported()).toBe('done');
  });
});
