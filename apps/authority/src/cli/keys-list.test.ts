/** What `keys list` says of a copy that was not destroyed: something else while the closing waits for it than once it has ended. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { keepStep } from '../campaign/closing-steps.ts';
import { copyKey, destroyKeys } from '../keys/copies.ts';
import { openVault } from '../vault/vault.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const NAME = 'essai-2026';
let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('campaign');
});
afterEach(() => office.remove());

/** What is said of the copy at this place, and whether `--json` counts it as left. */
function said(path: string, lang: string, keysFolder = office.keysFolder) {
  const { stdout } = spawnSync(process.execPath, [BIN, 'keys', 'list', ...(lang === '' ? ['--json'] : [])], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CLOISON_VAULT: office.vaultFolder,
      CLOISON_KEYS: keysFolder,
      CLOISON_LANG: lang,
    },
  });
  if (lang === '') return JSON.parse(stdout.trim().split('\n').at(-1)!).copies;
  return stdout.split('\n').find((line) => line.includes(path));
}

it('a copy whose medium was pulled during the closing is waited for, not left to be destroyed by hand', async () => {
  const { vault, keys, actor, folder, vaultFolder } = office;
  const [stick, drawer] = [join(folder, 'stick'), join(folder, 'drawer')];
  for (const place of [stick, drawer]) {
    mkdirSync(place);
    await copyKey(vault, keys, actor, 'identity', NAME, join(place, 'copy.json'));
  }
  rmSync(join(drawer, 'copy.json'));
  renameSync(stick, `${stick}-pulled`);
  setCampaignState(vault, NAME, 'closing');
  destroyKeys(vault, actor, 'identity', NAME);
  vault.close();
  // “Not destroyed by the closing: to be destroyed by hand” was said, while the closing waited for this very medium.
  expect(said(stick, 'fr')).toMatch(
    /hors d’atteinte.*la fermeture l’attend : branchez son support, puis relancez « cloison campaign close »/,
  );
  expect(said(stick, 'en')).toMatch(
    /out of reach.*the closing waits for it: connect its medium, then run “cloison campaign close” again/,
  );
  expect(said(drawer, 'fr')).toMatch(/absente.*la fermeture, qui n’est pas finie, la cherchera encore/);
  expect(said(stick, '').map(({ left }: { left: boolean }) => left)).toEqual([false, false, false]);
  {
    using again = openVault(vaultFolder);
    keepStep(again, actor, NAME, 'destroyed', { left: 1 });
  }
  expect(said(stick, 'fr')).toMatch(/hors d’atteinte.*non détruite par la fermeture : à détruire à la main/);
  expect(said(drawer, 'en')).toMatch(/not there.*not destroyed by the closing: to be destroyed by hand/);
  expect(said(stick, '').filter(({ left }: { left: boolean }) => left)).toHaveLength(2);
});

it('the key under another --keys path than the registered one is listed too: the closing destroys it', () => {
  // A medium that is mounted elsewhere today: the list had only the path of the day when the key was made.
  const elsewhere = join(office.folder, 'mounted-elsewhere');
  cpSync(office.keysFolder, elsewhere, { recursive: true });
  office.vault.close();
  const own = join(elsewhere, `identity-${NAME}.json`);
  expect(said(own, 'fr', elsewhere)).toMatch(/présente — pas inscrite : la fermeture la détruira aussi/);
  expect(said(own, 'en', elsewhere)).toMatch(/present — not registered: the closing will destroy it too/);
  expect(said(own, '', elsewhere)).toMatchObject([
    { path: join(office.keysFolder, `identity-${NAME}.json`), state: 'present', registered: true },
    { path: own, purpose: 'identity', state: 'present', registered: false, left: false },
  ]);
  {
    using again = openVault(office.vaultFolder);
    keepStep(again, office.actor, NAME, 'destroyed', { left: 0 });
  }
  expect(said(own, 'fr', elsewhere)).toMatch(
    /présente — non détruite par la fermeture : à détruire à la main/,
  );
  expect(said(own, '', elsewhere).at(-1)).toMatchObject({ path: own, left: true });
});
