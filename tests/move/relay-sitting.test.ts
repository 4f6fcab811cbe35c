/**
 * A pupil on a school's computer, in Chromium, at a laptop without internet: over TLS, by a certificate that the laptop made and
 * that the computer trusts. Nothing is forgiven: no certificate error is ignored, and the online platform is off.
 */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { copyOfApp } from '@cloison/dev-env/platform/app-pages.ts';
import { type BrowserContext, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { holderSecret } from '../../apps/authority/src/codes/holder-secret.ts';
import { makeRelayBundle } from '../../apps/authority/src/hosts/relay-bundle.ts';
import { takeRelay } from '../../apps/authority/src/hosts/relay-return.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import { type Pupil, pupilsOf } from '../authority/simulated-people.ts';
import { finish, next, question, receipt, saved, typeCode } from '../pupil/steps.ts';
import { cloison, type Served, serve } from './served-platform.ts';

/** What the school's computers call the laptop. */
const CALLED = 'portable.example';
let small: SmallCampaign;
let chloe: Pupil;
let laptop: Served;
let data: string;
let authority: string;
let computer: string;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  // Content that is sealed ahead: the laptop has to have the keys of the opening with it.
  small = await startSmallCampaign({ campaign: (yaml) => `${yaml}content: { ahead: true }\n` });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  chloe = (await pupilsOf(small)).get('Chloé')!;
  const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0770002%'`)!;
  const bundle = join(small.folder, 'ecole.cloison');
  const made = await makeRelayBundle(small.campaign, small.keys, {
    school: uai,
    label: 'portable',
    out: bundle,
  });
  await small.stopPlatform();
  data = join(small.folder, 'portable');
  const key = join(small.folder, 'cle.txt');
  writeFileSync(key, made.transferKey);
  const app = await copyOfApp('pupil', join(small.folder, 'app'));
  laptop = await serve([
    ...['relay', 'start', bundle, '--key-file', key, '--data', data, '--port', '0', '--host', '127.0.0.1'],
    ...['--address', CALLED, '--address', '127.0.0.1', '--pupil-app', app],
  ]);
  authority = join(data, 'autorite-du-portable.crt');
  computer = mkdtempSync(join(tmpdir(), 'cloison-poste-'));
});
afterAll(async () => {
  for (const context of contexts) await context.close();
  await laptop?.stop('SIGKILL');
  if (computer !== undefined) rmSync(computer, { recursive: true, force: true, maxRetries: 5 });
  await small?.close();
});

/** A computer of the school. Its browser trusts the certificates of its system. */
async function openComputer(name: string, trusts: string | null): Promise<BrowserContext> {
  const home = join(computer, name);
  const trust = join(home, '.pki/nssdb');
  mkdirSync(trust, { recursive: true });
  const certutil = (...args: readonly string[]) => execFileSync('certutil', ['-d', `sql:${trust}`, ...args]);
  certutil('-N', '--empty-password');
  if (trusts !== null) certutil('-A', '-n', 'portable', '-t', 'C,,', '-i', trusts);
  const context = await chromium.launchPersistentContext(join(home, 'profile'), {
    executablePath: '/usr/bin/chromium',
    args: [
      ...[
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
      ],
      ...['--disable-component-update', '--disable-sync', `--host-resolver-rules=MAP ${CALLED} 127.0.0.1`],
    ],
    env: { ...process.env, HOME: home },
    locale: 'fr-FR',
    timezoneId: 'Europe/Paris',
    viewport: { width: 1366, height: 768 },
  });
  contexts.push(context);
  return context;
}

it('a computer on which the laptop is not trusted refuses it, and plain HTTP is not answered', async () => {
  const page = await (await openComputer('autre', null)).newPage();
  await expect(page.goto(`${laptop.url}c/${NAME}/`)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
  await expect(fetch(`http://127.0.0.1:${laptop.port}/healthz`)).rejects.toThrow();
  // Its certificate authority is valid for these addresses only, and its key is destroyed.
  const says = execFileSync('openssl', ['x509', '-in', authority, '-noout', '-text'], { encoding: 'utf8' });
  expect(says).toMatch(/Name Constraints: critical\s+Permitted:\s+DNS:portable\.example\s+IP:127\.0\.0\.1/);
  expect(() => execFileSync('grep', ['-rlE', 'PRIVATE KEY', data, '--exclude=portable.key'])).toThrow();
});

it('a pupil sits on the laptop from a school’s computer, and the sitting arrives', async () => {
  expect(laptop.url).toBe(`https://${CALLED}:${laptop.port}/`);
  const page = await (await openComputer('poste', authority)).newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(`${laptop.url}c/${NAME}/`);
  expect(await page.evaluate(() => isSecureContext)).toBe(true);
  await typeCode(page, holderSecret(small.campaign, chloe.person!.row).code!);
  await page.getByText(`6e A · n° ${chloe.orderNumber}`).waitFor();
  await page.getByRole('button', { name: 'Commencer : Mathématiques' }).click();
  await page.getByRole('button', { name: 'C’est parti' }).click();
  await question(page, 1);
  const screen = page.locator('.answering-main');
  const choose = (id: string) =>
    screen
      .locator('label.choice')
      .filter({ has: page.locator(`input[value="${id}"]`) })
      .click();
  await choose('B');
  await next(page, 2);
  await choose('A');
  await next(page, 3);
  await screen.locator('.text-entry-input').fill('12');
  await next(page, 4);
  await screen.locator('.text-entry-input').fill('chat');
  await saved(page);
  await finish(page);
  const shown = await receipt(page);
  expect(shown).toMatch(/^[0-9A-Z]{6}$/);
  expect(await page.evaluate(async () => (await navigator.serviceWorker.ready).scope)).toContain(
    `/c/${NAME}/`,
  );
  expect(faults).toEqual([]);

  const file = join(small.folder, 'retour.cloison');
  const exported = await cloison(['platform', 'relay', 'export', '--to', file, '--data', data, '--json']);
  expect(exported.json()).toMatchObject({ records: 1 });
  expect(await takeRelay(small.campaign, file)).toMatchObject({ received: 1, sittings: 1 });
  const [sitting] = readSittings(small.campaign, chloe.id);
  expect(sitting).toMatchObject({ sequence: 'maths', state: 'complete', receipt: shown });
  expect(small.vault.count('SELECT count(*) FROM observation')).toBe(0);
});
