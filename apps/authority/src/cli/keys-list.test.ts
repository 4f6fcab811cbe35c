/** What `keys list` says of a copy that was not destroyed: something else while the closing waits for it than once it has ended. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setCampaignState } from '../campaign/campaign-row.ts';
import { keepStep } from '../campaign/closing-steps.ts';
import { copyKey, destroyKeys } from '../keys/copies.ts';
import { openVault } from '../vault/vault.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const NAME = 'essai-2026';
let office: SampleOffice;
beforeAll(async () => {
  office = await sampleOffice('campaign');
});
afterAll(() => office.remove());

/** What is said of the copy at this place, and whether `--json` counts it as left. */
function said(path: string, lang: string) {
  const { stdout } = spawnSync(process.execPath, [BIN, 'keys', 'list', ...(lang === '' ? ['--json'] : [])], {
    encoding: 'utf8',
    env: {
      ...process.env,
      CLOISON_VAULT: office.vaultFolder,
      CLOISON_KEYS: office.keysFolder,
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
