/**
 * The acts of the office whose loss would be worst, on a disk that has no room from their first write on, then from their second
 * one, and so to their last. Each time: the person is told of the full disk, the vault is whole, what was there still opens, and
 * the same command finishes once there is room.
 */
import { appendFileSync, cpSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { importRoster, openCampaign, openKeyStore, openVault, type Vault } from '@cloison/authority';
import { explainError } from '@cloison/command';
import {
  SAMPLE_COST,
  SAMPLE_PASSPHRASE,
  type SampleOffice,
  sampleOffice,
} from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils, writeSampleRoster } from '@cloison/dev-env/authority/sample-roster.ts';
import { fullFrom } from '@cloison/dev-env/faults/full-from.ts';
import { afterEach, expect, test } from 'vitest';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { codesNeeded } from '../../apps/authority/src/codes/needs.ts';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { withdrawUngiven } from '../../apps/authority/src/codes/withdraw-ungiven.ts';
import { type CohortPart, makeCohortKey } from '../../apps/authority/src/cohort/cohort-keys.ts';
import { markPupils } from '../../apps/authority/src/cohort/cohort-marks.ts';
import { ensureRowsKey } from '../../apps/authority/src/cohort/cohort-rows.ts';
import { cohortEndStatement, endCohort } from '../../apps/authority/src/cohort/end-cohort.ts';
import { readCohortEnd } from '../../apps/authority/src/cohort/end-statement.ts';
import { changePassphrase } from '../../apps/authority/src/keys/change-passphrase.ts';
import { copyKey } from '../../apps/authority/src/keys/copies.ts';
import { readKeyFile, unwrapKey } from '../../apps/authority/src/keys/key-file.ts';
import { joinShares, readShare } from '../../apps/authority/src/keys/shares.ts';
import { splitCustody } from '../../apps/authority/src/keys/split-custody.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { backupVault } from '../../apps/authority/src/vault/backup-vault.ts';
import { checkVault } from '../../apps/authority/src/vault/check-vault.ts';
import { restoreVault } from '../../apps/authority/src/vault/restore-vault.ts';
import { explainStorage } from '../../apps/authority/src/vault/storage-failure.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';

const NAME = 'essai-2026';
const FULL = /^(?:vault-)?disk-full$/;
let office: SampleOffice;
afterEach(() => office.remove());

/** Vault and keys in a fresh copy of the office's, at the same path each time: registered copies of keys are found by it. */
class Beginning {
  readonly #kept = `${office.folder}-kept`;
  #vault: Vault | null = null;

  constructor() {
    office.vault.close();
    cpSync(office.folder, this.#kept, { recursive: true });
  }

  again(): Vault {
    this.close();
    for (const name of readdirSync(office.folder)) rmSync(join(office.folder, name), { recursive: true });
    cpSync(this.#kept, office.folder, { recursive: true });
    return this.open();
  }

  /** As another command does. */
  open(): Vault {
    this.#vault?.close();
    this.#vault = openVault(office.vaultFolder);
    return this.#vault;
  }

  close(): void {
    this.#vault?.close();
    this.#vault = null;
  }

  remove(): void {
    this.close();
    rmSync(this.#kept, { recursive: true, force: true });
  }
}

/** `done`, or the code of what a person is told. */
async function told(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return 'done';
  } catch (error) {
    return (explainStorage(error, office.vaultFolder) ?? explainError(error))?.code ?? String(error);
  }
}

/** What is told when a write of `act` finds no room, and none after it; then `check`. */
async function atEachWrite(
  act: () => Promise<unknown>,
  before: () => void,
  check: (told: string, at: number) => Promise<void>,
  most = 50,
): Promise<void> {
  before();
  const counting = fullFrom(Number.POSITIVE_INFINITY);
  try {
    await act();
  } finally {
    counting.clear();
  }
  const writes = counting.writes();
  expect(writes).toBeGreaterThan(3);
  // Each of a few; of hundreds the first, the last and some between.
  const points = Array.from({ length: most }, (_, i) => Math.round(1 + (i * (writes - 1)) / (most - 1)));
  for (const at of new Set(points)) {
    before();
    const disk = fullFrom(at);
    const said = await told(act).finally(() => disk.clear());
    await check(said, at);
  }
}

function expectWhole(vault: Vault): void {
  verifyJournal(vault);
  expect(checkVault(vault.folder).faults).toEqual([]);
}

const opens = async (secret: string, kind: 'passphrase' | 'shares' = 'passphrase') => {
  const store = openKeyStore(office.keysFolder, secret, SAMPLE_COST, kind);
  await store.authority();
  await store.openKey('identity', NAME);
};

test('a change of passphrase: the keys open by one of the two, all of them, and the person is told by which', async () => {
  office = await sampleOffice('campaign');
  const stick = join(office.folder, 'stick');
  mkdirSync(stick);
  const copy = join(stick, 'copy.json');
  await copyKey(office.vault, office.keys, office.actor, 'identity', NAME, copy);
  const beginning = new Beginning();
  const after = 'une tout autre phrase';
  let vault: Vault;
  const act = (secret = SAMPLE_PASSPHRASE) =>
    changePassphrase(
      vault,
      openKeyStore(office.keysFolder, secret, SAMPLE_COST),
      office.actor,
      secret,
      after,
      'passphrase',
      SAMPLE_COST,
    );
  try {
    await atEachWrite(
      () => act(),
      () => {
        vault = beginning.again();
      },
      async (said, at) => {
        vault = beginning.open();
        const counts = said === 'key-change-kept' ? after : SAMPLE_PASSPHRASE;
        expect([at, said]).toEqual([at, expect.stringMatching(/^(?:(?:vault-)?disk-full|key-change-kept)$/)]);
        expect([at, await told(() => opens(counts))]).toEqual([at, 'done']);
        if (counts !== after) expect([at, await told(act)]).toEqual([at, 'done']);
        expect([at, await told(() => opens(after))]).toEqual([at, 'done']);
        await unwrapKey(readKeyFile(copy), after, copy);
        expect(readdirSync(office.keysFolder).sort()).toEqual(['authority.json', `identity-${NAME}.json`]);
        expectWhole(vault);
      },
    );
  } finally {
    beginning.remove();
  }
});

test('a split of the keys: no share is removed that may count, none is left that never will', async () => {
  office = await sampleOffice('campaign');
  const beginning = new Beginning();
  const out = join(office.folder, 'parts');
  let vault: Vault;
  const act = () =>
    splitCustody(
      vault,
      openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE, SAMPLE_COST),
      office.actor,
      { of: 5, threshold: 3, out },
      SAMPLE_COST,
    );
  const shares = () => (existsSync(out) ? readdirSync(out).map((name) => join(out, name)) : []);
  try {
    await atEachWrite(
      act,
      () => {
        vault = beginning.again();
      },
      async (said, at) => {
        vault = beginning.open();
        expect([at, said]).toEqual([at, expect.stringMatching(/^(?:(?:vault-)?disk-full|key-change-kept)$/)]);
        if (said !== 'key-change-kept') {
          expect([at, shares()]).toEqual([at, []]);
          expect([at, await told(() => opens(SAMPLE_PASSPHRASE))]).toEqual([at, 'done']);
          expect([at, await told(act)]).toEqual([at, 'done']);
        }
        expect([at, shares().length]).toEqual([at, 5]);
        const secret = await joinShares(shares().slice(1, 4).map(readShare));
        expect([at, await told(() => opens(secret, 'shares'))]).toEqual([at, 'done']);
        expectWhole(vault);
      },
    );
  } finally {
    beginning.remove();
  }
});

test('a breach: every code is replaced once, or none', async () => {
  office = await sampleOffice('roster');
  const campaign = await office.campaign();
  await mintCodes(campaign, { threads: 1, stock: codesNeeded(campaign) });
  await assignCodes(campaign);
  const beginning = new Beginning();
  const keys = openKeyStore(office.keysFolder, SAMPLE_PASSPHRASE, SAMPLE_COST);
  let vault: Vault;
  const act = async () => replaceLeakedCodes(await openCampaign(vault, keys, office.actor));
  const states = () => vault.all('SELECT kind, state, reason, count(*) AS n FROM holder GROUP BY 1, 2, 3');
  try {
    let alone: unknown = null;
    await atEachWrite(
      async () => {
        await act();
        alone ??= states();
      },
      () => {
        vault = beginning.again();
      },
      async (said, at) => {
        vault = beginning.open();
        expect([at, said]).toEqual([at, expect.stringMatching(FULL)]);
        expect(vault.count(`SELECT count(*) FROM holder WHERE state = 'revoked'`)).toBe(0);
        expect([at, await told(act)]).toEqual([at, 'done']);
        expect(states()).toEqual(alone);
        expectWhole(vault);
      },
      // All is one transaction, after the codes are minted.
      12,
    );
  } finally {
    beginning.remove();
  }
});

test('the end of a cohort: each key is said to be destroyed, once it is', async () => {
  const [cohort, until, passphrase] = ['panel-2026', '2032-08-31', async () => 'une phrase à elle seule'];
  office = await sampleOffice('vault');
  const { keysFolder, campaignFolder, folder } = office;
  const person = (part: CohortPart, now = office.actor.now()) => ({
    who: part === '1' ? 'dora' : 'sami',
    now: () => now,
  });
  appendFileSync(join(campaignFolder, 'campaign.yaml'), `cohort: { name: ${cohort}, until: ${until} }\n`);
  await createCampaign(office.vault, office.keys, office.actor, campaignFolder);
  const campaign = await openCampaign(office.vault, office.keys, office.actor, NAME);
  await importRoster(campaign, writeSampleRoster(join(folder, 'roster'), samplePupils(2, 3)));
  const fileOf = (part: CohortPart) => join(folder, `cle-${part}.json`);
  const copyOf = (part: CohortPart) => join(folder, `copie-${part}.json`);
  for (const part of ['1', '2'] as const) {
    const made = { cohort, part, to: fileOf(part), keysFolder, passphrase, cost: SAMPLE_COST };
    await makeCohortKey(office.vault, person(part), made);
    await markPupils({ ...campaign, actor: person(part) }, part, { key: fileOf(part), passphrase });
    cpSync(fileOf(part), copyOf(part));
  }
  await ensureRowsKey(office.vault, office.keys, office.actor, cohort);
  const keys = openKeyStore(keysFolder, SAMPLE_PASSPHRASE, SAMPLE_COST);
  const after = new Date('2032-09-01T06:00:00Z');
  for (const part of ['1', '2'] as const) {
    // The second part begins where the first is done.
    const beginning = new Beginning();
    let vault: Vault;
    const act = () => endCohort(vault, keys, person(part, after), cohort, part, { files: [copyOf(part)] });
    try {
      await atEachWrite(
        act,
        () => {
          vault = beginning.again();
        },
        async (said, at) => {
          vault = beginning.open();
          expect([part, at, said]).toEqual([part, at, expect.stringMatching(FULL)]);
          const { files } = await act();
          expect([part, at, files]).toEqual([
            part,
            at,
            [fileOf(part), copyOf(part)].map((path) => ({ path, outcome: 'destroyed' })),
          ]);
          expect([fileOf(part), copyOf(part)].map((path) => existsSync(path))).toEqual([false, false]);
          if (part === '2') {
            const { end } = await readCohortEnd(cohortEndStatement(vault, cohort), null);
            expect([at, end.marks.copies.map(({ outcome }) => outcome)]).toEqual([at, ['destroyed']]);
            expect([at, end.notDestroyed.filter(({ code }) => code.startsWith('key-'))]).toEqual([at, []]);
          }
          expectWhole(vault);
        },
      );
      vault = beginning.again();
      await act();
    } finally {
      beginning.remove();
    }
  }
});

test('a backup that is restored: no half vault, and what was withdrawn is withdrawn once', async () => {
  office = await sampleOffice('roster');
  await mintCodes(await office.campaign(), { threads: 1, stock: { pupil: 2, staff: 1 } });
  const { folder, vaultFolder, keysFolder, actor } = office;
  const backup = await backupVault(vaultFolder, keysFolder, join(folder, 'backups'), actor.now);
  office.vault.close();
  rmSync(vaultFolder, { recursive: true });
  const act = () =>
    restoreVault(
      backup.folder,
      vaultFolder,
      () => 0,
      (vault, { at, journal }) => {
        withdrawUngiven(vault, actor, { of: at, line: journal?.n ?? 0, isNothingGiven: false });
      },
    );
  await atEachWrite(
    act,
    () => rmSync(vaultFolder, { recursive: true, force: true }),
    async (said, at) => {
      expect([at, said]).toEqual([at, expect.stringMatching(FULL)]);
      expect([at, await told(act)]).toEqual([at, 'done']);
      using vault = openVault(vaultFolder);
      expectWhole(vault);
      expect(vault.count('SELECT count(*) FROM journal')).toBe((backup.manifest.journal?.n ?? 0) + 1);
      expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
    },
  );
});
