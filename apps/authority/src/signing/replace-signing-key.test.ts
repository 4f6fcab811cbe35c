/** The office's side of a replacement of its signing key: what changes in key store and vault, what is refused, and what a kill leaves. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, linkSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fullAtCommit } from '@cloison/dev-env/authority/full-at-commit.ts';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
  temporaryFolder,
} from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { openCampaign } from '../campaign/open-campaign.ts';
import { appendJournal, journalLines } from '../journal/journal.ts';
import { changePassphrase } from '../keys/change-passphrase.ts';
import { fingerprintOf, openKeyStore } from '../keys/key-store.ts';
import { joinShares, readShare } from '../keys/shares.ts';
import { keepReplacement, replacedSigningKeys, signingKey, signingKeyInForce } from '../keys/signing-keys.ts';
import { splitCustody } from '../keys/split-custody.ts';
import { approve } from '../roles/approvals.ts';
import { giveRole } from '../roles/roles.ts';
import { backupVault } from '../vault/backup-vault.ts';
import { openVault, readVault } from '../vault/vault.ts';
import { verifyJournal } from '../verify/verify-journal.ts';
import { type ReplaceOptions, replaceSigningKey } from './replace-signing-key.ts';

const POINTS = 10;
const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const PRELOAD = new URL('../../../../packages/dev-env/src/authority/kill-at.ts', import.meta.url).href;

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

const replace = (options: ReplaceOptions = { why: 'leaked' }) =>
  replaceSigningKey(office.vault, office.keys, office.actor, options);
const keyFile = () => join(office.keysFolder, 'authority.json');
const storeAt = (folder: string) => openKeyStore(folder, SAMPLE_PASSPHRASE, SAMPLE_COST);

describe('A signing key that is replaced', () => {
  it('no longer counts; the new one does, the vault and its journal say which, when and why', async () => {
    const before = office.keys.authorityPublic();
    expect(signingKeyInForce(office.vault)).toEqual(before.publicKey);
    const done = await replace();
    expect(done).toMatchObject({
      former: before.fingerprint,
      finished: false,
      campaigns: [{ platform: null }],
    });
    const { publicKey, fingerprint } = await signingKey(office.vault, office.keys);
    expect(fingerprint).toBe(done.fingerprint);
    expect(fingerprint).not.toBe(before.fingerprint);
    expect(signingKeyInForce(office.vault)).toEqual(publicKey);
    const at = office.actor.now().toISOString();
    expect(replacedSigningKeys(office.vault)).toEqual([
      { key: before.fingerprint, replacedBy: fingerprint, at, why: 'leaked' },
    ]);
    expect(JSON.parse([...journalLines(office.vault)].at(-1)!)).toMatchObject({
      what: 'keys.replace-signing',
      detail: { why: 'leaked', former: before.fingerprint, key: fingerprint },
    });
    expect(readdirSync(office.keysFolder).sort()).toEqual(['authority.json', 'identity-essai-2026.json']);
    // The same passphrase opens all of them.
    await openCampaign(office.vault, storeAt(office.keysFolder), office.actor);
  });

  it('is stated for each campaign that was there by then, whatever the clock said', async () => {
    const dayBefore = new Date(office.actor.now().getTime() - 25 * 3_600_000);
    // By its date the replacement was before the campaign: the certificate left it out.
    const behind = { ...office.actor, now: () => dayBefore };
    await replaceSigningKey(office.vault, office.keys, behind, { why: 'lost' });
    expect(replacedSigningKeys(office.vault, 'essai-2026')).toMatchObject([
      { at: dayBefore.toISOString(), why: 'lost' },
    ]);
    appendJournal(office.vault, behind, 'campaign.create', 'suivante-2026');
    expect(replacedSigningKeys(office.vault, 'suivante-2026')).toEqual([]);
    expect(replacedSigningKeys(office.vault)).toHaveLength(1);
  });

  it('is overwritten where it stood', async () => {
    const text = readFileSync(keyFile());
    const other = join(office.folder, 'other-name.json');
    linkSync(keyFile(), other);
    await replace();
    expect(readFileSync(other).equals(text)).toBe(false);
    expect(readFileSync(other).length).toBe(0);
  });

  it('that is lost is not needed: the passphrase is checked with another key', async () => {
    const before = office.keys.authorityPublic().fingerprint;
    rmSync(keyFile());
    const mistyped = openKeyStore(office.keysFolder, 'une tout autre phrase', SAMPLE_COST);
    await expect(
      replaceSigningKey(office.vault, mistyped, office.actor, { why: 'lost' }),
    ).rejects.toMatchObject({ code: 'passphrase-wrong' });
    expect(existsSync(keyFile())).toBe(false);
    const done = await replaceSigningKey(office.vault, storeAt(office.keysFolder), office.actor, {
      why: 'lost',
    });
    expect(done.former).toBe(before);
    await openCampaign(office.vault, storeAt(office.keysFolder), office.actor);
  });

  it('that is damaged is replaced as one that is lost', async () => {
    writeFileSync(keyFile(), '{');
    await replaceSigningKey(office.vault, storeAt(office.keysFolder), office.actor, { why: 'lost' });
    await openCampaign(office.vault, storeAt(office.keysFolder), office.actor);
  });

  it('that a vault of an earlier version never noted, and that is lost, has to be named', async () => {
    const former = office.keys.authorityPublic();
    office.vault.run('DELETE FROM signing_key');
    rmSync(keyFile());
    await expect(replace({ why: 'lost' })).rejects.toMatchObject({ code: 'replace-former' });
    const done = await replace({ why: 'lost', former: former.publicKey });
    expect(done.former).toBe(former.fingerprint);
  });

  it('takes two persons once roles are given, who agree on why', async () => {
    const { vault, keys } = office;
    const [dora, sami] = ['dora', 'sami'].map((who) => ({ ...office.actor, who }));
    giveRole(vault, dora!, 'dora', 'custodian');
    giveRole(vault, dora!, 'sami', 'custodian');
    const act = () => replaceSigningKey(vault, keys, dora!, { why: 'leaked' });
    await expect(act()).rejects.toMatchObject({ code: 'approval-missing' });
    approve(vault, dora!, 'replace-signing', 'leaked');
    await expect(act()).rejects.toMatchObject({ code: 'approval-missing' });
    approve(vault, sami!, 'replace-signing', 'lost');
    await expect(act()).rejects.toMatchObject({ code: 'approval-missing' });
    approve(vault, sami!, 'replace-signing', 'leaked');
    expect((await act()).finished).toBe(false);
  });

  it('is replaced under shares too, and under a passphrase that is changed afterwards', async () => {
    const { vault, keys, actor } = office;
    const out = join(office.folder, 'shares');
    const { files } = await splitCustody(vault, keys, actor, { of: 5, threshold: 3, out }, SAMPLE_COST);
    const secret = await joinShares(files.slice(1, 4).map(readShare));
    const shared = openKeyStore(office.keysFolder, secret, SAMPLE_COST, 'shares');
    const { fingerprint } = await replaceSigningKey(vault, shared, actor, { why: 'leaked' });
    await changePassphrase(
      vault,
      shared,
      actor,
      secret,
      'encore une autre phrase',
      'passphrase',
      SAMPLE_COST,
    );
    const after = openKeyStore(office.keysFolder, 'encore une autre phrase', SAMPLE_COST);
    expect((await signingKey(vault, after)).fingerprint).toBe(fingerprint);
  });

  it('is replaced once more, by whoever has lost the new one too', async () => {
    const first = await replace();
    const second = await replace({ why: 'lost' });
    expect(second.former).toBe(first.fingerprint);
    expect(replacedSigningKeys(office.vault).map(({ why }) => why)).toEqual(['leaked', 'lost']);
  });
});

it('tells to publish what is open, and to go on with a closing: nothing can be published during one', () => {
  const told = () => {
    const run = spawnSync(
      process.execPath,
      [BIN, 'keys', 'replace-signing', '--reason', 'leaked', '--yes', '--lang', 'en'].concat([
        ...['--vault', office.vaultFolder, '--keys', office.keysFolder],
      ]),
      { env: { ...process.env, CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE }, encoding: 'utf8' },
    );
    expect(run.status).toBe(0);
    return run.stderr;
  };
  const set = (state: 'closing' | 'closed') => {
    using vault = openVault(office.vaultFolder);
    setCampaignState(vault, 'essai-2026', state);
  };
  office.vault.close();
  const open = told();
  expect(open).toContain('replace-authority');
  expect(open).toContain('cloison campaign publish');
  expect(open).not.toContain('campaign close');
  set('closing');
  const closing = told();
  expect(closing).toContain('replace-authority');
  expect(closing).toContain('cloison campaign close --campaign essai-2026');
  expect(closing).not.toContain('campaign publish');
  set('closed');
  expect(told()).not.toMatch(/replace-authority|campaign publish|campaign close/);
});

describe('Vault and keys of two sides of a replacement', () => {
  it('are not mixed: an older vault with the new key is refused until the key is entered in it', async () => {
    const { folder, vaultFolder, keysFolder, actor } = office;
    const former = office.keys.authorityPublic();
    const backup = await backupVault(vaultFolder, keysFolder, join(folder, 'backups'), actor.now);
    const { fingerprint } = await replace();
    const older = join(folder, 'older');
    cpSync(backup.folder, older, { recursive: true });
    const vault = openVault(older);
    const keys = storeAt(keysFolder);
    await expect(openCampaign(vault, keys, actor)).rejects.toMatchObject({
      code: 'signing-key-other',
      message: expect.stringContaining(former.fingerprint),
    });
    // Not by another fingerprint than the one that was published, and not by that of the old key.
    for (const adopt of [former.fingerprint, fingerprintOf(new Uint8Array(32))]) {
      await expect(replaceSigningKey(vault, keys, actor, { why: 'leaked', adopt })).rejects.toMatchObject({
        code: 'replace-adopt',
      });
    }
    const entered = await replaceSigningKey(vault, keys, actor, { why: 'leaked', adopt: fingerprint });
    expect(entered).toMatchObject({ former: former.fingerprint, fingerprint });
    await openCampaign(vault, keys, actor);
    vault.close();
  });

  it('are not mixed: the old key is refused by the vault that knows that it was replaced, and cannot be entered again', async () => {
    const { folder, vault, keysFolder, actor } = office;
    const old = join(folder, 'old-keys');
    cpSync(keysFolder, old, { recursive: true });
    const former = office.keys.authorityPublic().fingerprint;
    await replace();
    const keys = storeAt(old);
    await expect(openCampaign(vault, keys, actor)).rejects.toMatchObject({ code: 'signing-key-replaced' });
    await expect(signingKey(vault, keys)).rejects.toMatchObject({ code: 'signing-key-replaced' });
    await expect(
      replaceSigningKey(vault, keys, actor, { why: 'leaked', adopt: former }),
    ).rejects.toMatchObject({ code: 'replace-adopt-former' });
  });
});

describe('A replacement that is cut short', () => {
  it('by a full disk at its end has changed nothing', async () => {
    const before = office.keys.authorityPublic();
    const makeRoom = fullAtCommit(office.vault);
    await expect(replace()).rejects.toThrow('full');
    makeRoom();
    expect((await signingKey(office.vault, office.keys)).fingerprint).toBe(before.fingerprint);
    // What was prepared is made anew.
    expect((await replace()).former).toBe(before.fingerprint);
    expect(readdirSync(office.keysFolder).sort()).toEqual(['authority.json', 'identity-essai-2026.json']);
  });

  it('before the new key was in its place is finished without a question, and no other key is made', async () => {
    // Without --yes the command finished it, and then replaced the new key by a second one.
    const { publicKey, fingerprint } = office.keys.authorityPublic();
    const prepared = await office.keys.prepareSigningKey(false);
    keepReplacement(office.vault, office.actor, publicKey, prepared, 'leaked');
    office.vault.close();
    const command = [BIN, 'keys', 'replace-signing', '--reason', 'leaked', '--json'];
    const run = spawnSync(
      process.execPath,
      [...command, '--vault', office.vaultFolder, '--keys', office.keysFolder],
      { env: { ...process.env, CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE }, encoding: 'utf8' },
    );
    expect(run.status).toBe(0);
    using vault = readVault(office.vaultFolder);
    expect(replacedSigningKeys(vault).map(({ key, replacedBy }) => [key, replacedBy])).toEqual([
      [fingerprint, fingerprintOf(prepared)],
    ]);
    expect(office.keys.authorityPublic().fingerprint).toBe(fingerprintOf(prepared));
  });

  it('by a kill at one of ten steps is whole or not there, and the same command ends it', async () => {
    office.vault.close();
    const beginning = temporaryFolder();
    const run = (folder: string, killAt: number) =>
      spawnSync(
        process.execPath,
        [
          ...['--import', PRELOAD, BIN, 'keys', 'replace-signing', '--reason', 'leaked', '--yes'],
          ...['--vault', 'vault', '--keys', 'keys', '--json'],
        ],
        {
          cwd: folder,
          env: {
            ...process.env,
            CLOISON_PASSPHRASE: SAMPLE_PASSPHRASE,
            KILL_AT: String(killAt),
            KILL_STEPS: join(beginning, 'steps'),
          },
          encoding: 'utf8',
        },
      );
    const copy = (name: string) => {
      const folder = join(beginning, name);
      cpSync(office.vaultFolder, join(folder, 'vault'), { recursive: true });
      cpSync(office.keysFolder, join(folder, 'keys'), { recursive: true });
      return folder;
    };
    const former = office.keys.authorityPublic().fingerprint;
    const whole = run(copy('whole'), 0);
    expect(whole.status).toBe(0);
    const steps = Number(readFileSync(join(beginning, 'steps'), 'utf8'));
    expect(steps).toBeGreaterThan(12);
    const seen = new Set<string>();
    for (let point = 1; point <= POINTS; point += 1) {
      const at = Math.round((point / POINTS) * steps);
      const folder = copy(`at-${at}`);
      expect(run(folder, at).signal).toBe('SIGKILL');
      const state = async () => {
        using vault = readVault(join(folder, 'vault'));
        verifyJournal(vault);
        return (await signingKey(vault, storeAt(join(folder, 'keys')))).fingerprint;
      };
      const left = await state();
      seen.add(left === former ? 'old' : 'new');
      const again = run(folder, 0);
      expect(again.status).toBe(0);
      const told = JSON.parse(again.stdout.trim().split('\n').at(-1)!) as { fingerprint: string };
      expect(await state()).toBe(told.fingerprint);
      expect(readdirSync(join(folder, 'keys')).sort()).toEqual([
        'authority.json',
        'identity-essai-2026.json',
      ]);
    }
    expect([...seen].sort()).toEqual(['new', 'old']);
    rmSync(beginning, { recursive: true });
  });
});
