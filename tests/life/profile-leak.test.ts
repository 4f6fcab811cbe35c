/**
 * What people leave on a school's computers. A pupil and a teacher work in Chromium with a profile on disk, and every byte
 * of it is searched for codes, answers, names and what the ticket says: when the browser was killed in the middle, without
 * network and with sealed drafts waiting, and when it was closed at the end.
 *
 * Chromium itself writes into `Sessions/`, some seconds after it was typed, what any field holds that does not say
 * `autocomplete="off"`, and every page's title and address: pages can only hold nothing there, and ours do not.
 */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { prepareFolder } from '../../scripts/demo/campaign-folder.ts';
import { needlesOf, searchBytes } from '../leak/canary-search.ts';
import { finish, receipt, saved, typeCode } from '../pupil/steps.ts';
import { signIn } from '../school/steps.ts';
import { type LivingCampaign, slipsOf, startCampaign } from './living-campaign.ts';
import { openProfile } from './profile-browser.ts';

const NAMES = ['Quetzalcoatline', "d'Outretombe", 'Ambroisie-Zéphyrine', 'Kowalczykiewicz'] as const;
const INES = ['190000001AB', '190000002CD'];
const ROSTERS = {
  schoolsCsv: 'uai,nom,commune,secteur,ep\r\n0630001J,Collège des Essais,Montclair,PU,HEP\r\n',
  pupilsCsv: [
    'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
    `0630001J,6Z,6e,${INES[0]},${NAMES[1]},${NAMES[0]},2015-03-04,F,tiers-temps`,
    `0630001J,6Z,6e,${INES[1]},${NAMES[3]},${NAMES[2]},2015-05-06,M,`,
    '',
  ].join('\r\n'),
};
/** A word for the short field, a sentence for the long one, and another one after the browser was killed. */
const WORD = '91427358';
const TEXT = 'Une girafe mauve attend les marais violets';
const LATER = 'Le canari de sept heures ferme le grenier';
/** Written by the test itself where a page could write: the search has to find it there. */
const PLANTED = 'wolframite-plantee-4417';

let campaign: LivingCampaign;
let folder: string;
const profile = () => join(folder, 'profile');
const canaries: string[] = [...NAMES, ...INES, WORD, TEXT, LATER];
/** A name that the app itself gives to its database: the search has to find it in storage. */
const DATABASE = 'cloison/2026-6e';

/** Where pages write, and where Chromium keeps what it fetched: searched inflated too, the rest as it stands. */
const INFLATED =
  /^Default\/(IndexedDB|Service Worker|Local Storage|Session Storage|WebStorage|Cache|Sessions)\//;

/** `file: canary (form)` for each hit in a copy of the profile; each copy is searched once, for everything. */
const searched = new Map<string, readonly string[]>();
function hitsIn(copy: string, below = ''): readonly string[] {
  const found = searched.get(copy + below) ?? search(join(folder, copy), below);
  searched.set(copy + below, found);
  return found;
}

function search(root: string, below: string): readonly string[] {
  const wanted = [...canaries, DATABASE, PLANTED];
  const needles = needlesOf(wanted);
  const hits = new Set<string>();
  let bytes = 0;
  for (const entry of readdirSync(join(root, below), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    const file = relative(root, path);
    bytes += content.length;
    const found = INFLATED.test(file)
      ? searchBytes(content, wanted)
      : needles.filter((needle) => content.includes(needle.bytes));
    for (const { canary, form } of found) hits.add(`${file}: ${wanted[canary]} (${form})`);
  }
  if (below === '') expect(bytes).toBeGreaterThan(1_000_000);
  return [...hits];
}

async function goTo(page: Page, item: string): Promise<void> {
  const { items } = campaign.open.manifest.sequences.find(({ id }) => id === 'francais')!;
  const number = items.indexOf(item) + 1;
  await page.getByRole('button', { name: /Toutes les questions/ }).click();
  await page.getByRole('button', { name: new RegExp(`question ${number},`, 'i') }).click();
  await page.getByRole('heading', { name: new RegExp(`^Question ${number} sur`) }).waitFor();
}

/**
 * Waits until Chromium has written down what the fields of the page hold: a field that does not forbid it shows when.
 */
async function sessionWritten(page: Page): Promise<void> {
  await page.evaluate((words) => {
    const field = document.createElement('textarea');
    document.body.append(field);
    field.focus();
    document.execCommand('insertText', false, words);
  }, PLANTED);
  const sessions = join(profile(), 'Default', 'Sessions');
  const planted = Buffer.from(PLANTED, 'utf16le');
  await vi.waitFor(
    () => {
      const files = readdirSync(sessions).map((name) => readFileSync(join(sessions, name)));
      expect(files.some((bytes) => bytes.includes(planted))).toBe(true);
    },
    { timeout: 120_000, interval: 500 },
  );
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cloison-profile-'));
  campaign = await startCampaign({
    rosters: ROSTERS,
    prepare: (parent, address) => prepareFolder('6e', parent, { address, nowMs: Date.now(), openDays: 2 }),
    serveEveryMs: null,
  });
});
afterAll(async () => {
  await campaign.close();
  rmSync(folder, { recursive: true, force: true });
});

it('a pupil works, the browser is killed without network, the pupil goes on and finishes; a teacher reads the results', async () => {
  const slips = slipsOf(campaign, '6Z');
  const { code, orderNumber } = slips.pupils[0]!;
  const teacherCode = slips.teachers[0]!.code;
  const label = `6Z · n° ${orderNumber}`;
  for (const one of [code!, teacherCode]) canaries.push(one, one.replaceAll('-', ''));
  canaries.push(label);

  const first = await openProfile(profile());
  await first.page.goto(campaign.pupilAddress);
  await first.page.getByLabel('Tape le code').pressSequentially(code!);
  await first.page.getByRole('button', { name: 'Commencer', exact: true }).click();
  await first.page.getByText(label).waitFor();
  await first.page.getByRole('button', { name: 'Commencer : Français' }).click();
  await first.page.getByRole('button', { name: 'C’est parti' }).click();
  await goTo(first.page, 'fr-recit-4');
  await first.page.getByRole('textbox').pressSequentially(WORD);
  await saved(first.page);
  await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await first.context.setOffline(true);
  await goTo(first.page, 'fr-ecrire-1');
  await first.page.getByRole('textbox').pressSequentially(TEXT);
  await first.page.getByText('Pas de réseau').first().waitFor();
  await sessionWritten(first.page);
  await first.kill();
  cpSync(profile(), join(folder, 'killed'), { recursive: true });

  const second = await openProfile(profile());
  await second.page.goto(campaign.pupilAddress);
  await typeCode(second.page, code!);
  await second.page.getByRole('button', { name: /: Français$/ }).click();
  // Never sent: it comes from the sealed draft on this disk.
  await expect.poll(() => second.page.getByRole('textbox').inputValue()).toBe(TEXT);
  await second.page.getByRole('textbox').fill(LATER);
  await saved(second.page);
  await finish(second.page);
  expect(await receipt(second.page)).toMatch(/^[0-9A-Z]{6}$/);

  await campaign.pass();
  const { page } = second;
  await signIn(page, campaign.schoolAddress, teacherCode);
  for (const [hash, seen] of [
    ['#/classe/0', NAMES[0]],
    ['#/classe/0/resultats', NAMES[0]],
    ['#/classe/0/eleve/0', NAMES[1]],
  ] as const) {
    await page.goto(`${campaign.schoolAddress}${hash}`);
    await page.getByText(seen, { exact: false }).first().waitFor();
  }
  await sessionWritten(page);
  await second.close();
  cpSync(profile(), join(folder, 'closed'), { recursive: true });

  const plant = await openProfile(profile());
  await plant.page.goto(campaign.pupilAddress);
  await plant.page.evaluate(async (words) => {
    localStorage.setItem('planted', words);
    const cache = await caches.open('planted');
    await cache.put('./planted', new Response(words));
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open('planted', 1);
      request.onerror = () => reject(request.error);
      request.onupgradeneeded = () => request.result.createObjectStore('planted').put(words, 'planted');
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
    });
  }, PLANTED);
  await plant.close();
});

describe.each(['killed', 'closed'])('the profile of a browser that was %s', (moment) => {
  it('holds no code, answer, name, INE or label, written by the page or by the browser itself', () => {
    const leaked = hitsIn(moment).filter((hit) => canaries.some((canary) => hit.includes(`: ${canary} (`)));
    expect(leaked).toEqual([]);
  });

  it('is where this campaign’s pages keep what they keep, and would have shown a field that lets the browser write', () => {
    const found = (place: string, what: string) =>
      hitsIn(moment).some((hit) => hit.startsWith(`Default/${place}`) && hit.includes(`: ${what} (`));
    expect(found('IndexedDB', DATABASE)).toBe(true);
    expect(found('Sessions', PLANTED)).toBe(true);
  });
});

it.each(['IndexedDB', 'Service Worker/CacheStorage', 'Local Storage'])(
  'the search finds what a page writes into %s',
  (storage) => {
    const hits = hitsIn('profile', join('Default', storage));
    expect(hits.some((hit) => hit.includes(`: ${PLANTED} (`))).toBe(true);
  },
);
