/** Without network: answering, reloading, finishing; and what is said meanwhile. */
import { readFileSync } from 'node:fs';
import { open, receiptOf } from '@cloison/protocol';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SIZES } from '../school/examine.ts';
import { axeFaults } from './axe-run.ts';
import { closeBrowsers, downloadAfter, openBrowser } from './browser.ts';
import { CAMPAIGN, Campaign } from './harness.ts';
import { finish, next, question, receipt, saved, signIn, startFrench, typeCode } from './steps.ts';

let campaign: Campaign;
beforeAll(async () => {
  campaign = await Campaign.start();
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

/** A pupil at the first question, of whom the platform has something. */
async function atFrench(options: Parameters<typeof campaign.addPupil>[0] = {}) {
  const pupil = await campaign.addPupil(options);
  const browser = await openBrowser();
  await signIn(browser.page, campaign.address, pupil);
  await startFrench(browser.page);
  await saved(browser.page);
  return { pupil, ...browser };
}

it('answers given without network are kept, said to be kept, and sent when it is back', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await page.getByText('Pas de réseau : tes réponses sont gardées sur cet ordinateur').first().waitFor();
  await next(page, 2);
  await page.getByRole('checkbox', { name: /42/ }).check();
  expect((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses).toEqual({});
  await context.setOffline(false);
  await saved(page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n42'] });
  expect(faults).toEqual([]);
  await close();
});

it('a pupil without network is told that a minute is left, and not that the answers have arrived', async () => {
  const { page, context, faults, close } = await atFrench({ limitMs: 64_000 });
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await page.getByText('Pas de réseau : tes réponses sont gardées sur cet ordinateur').first().waitFor();
  expect(await page.locator('.bar-notice', { hasText: 'Il te reste 1 minute.' }).textContent()).not.toMatch(
    /enregistr/,
  );
  expect(faults).toEqual([]);
  await close();
});

it('a computer that can keep nothing any more is not said to keep the answers, and they are sent all the same', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  const restore = await page.evaluateHandle(() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    return () => {
      IDBObjectStore.prototype.put = put;
    };
  });
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await page.getByText('Cet ordinateur ne peut plus rien garder').waitFor();
  await page
    .getByText('Pas de réseau : ne ferme pas cette page, tes réponses y sont gardées')
    .first()
    .waitFor();
  await context.setOffline(false);
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  // Once there is room again, the page does not go on saying that there is none.
  await restore.evaluate((run) => run());
  await page.getByRole('radio', { name: 'Pour sauver' }).check();
  await page.getByText('Cet ordinateur ne peut plus rien garder').waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

it('a browser that closes its storage under the page loses nothing, and does not say that nothing is kept', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  const { closed } = await page.evaluate(() => {
    // The next writes are aborted as they begin, and the connection is gone: as Safari does when a tablet sleeps.
    const { transaction } = IDBDatabase.prototype;
    const said = { closed: 0 };
    Object.assign(globalThis, { said });
    IDBDatabase.prototype.transaction = function (...asked) {
      const begun = transaction.apply(this, asked);
      if (begun.mode === 'readwrite' && said.closed < 1) {
        said.closed += 1;
        queueMicrotask(() => begun.abort());
        this.close();
      }
      return begun;
    };
    return said;
  });
  expect(closed).toBe(0);
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await page.getByText('Pas de réseau : tes réponses sont gardées sur cet ordinateur').first().waitFor();
  await next(page, 2);
  expect(await page.evaluate(() => (globalThis as unknown as { said: { closed: number } }).said.closed)).toBe(
    1,
  );
  expect(await page.getByText('Cet ordinateur ne peut plus rien garder').count()).toBe(0);
  await context.setOffline(false);
  await saved(page);
  expect((await campaign.held(pupil, 'francais'))?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(faults).toEqual([]);
  await close();
});

it('a reload without network goes on from the sealed answers of this computer', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  // The service worker has kept the app's files.
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await next(page, 2);
  await page.getByRole('checkbox', { name: /18/ }).check();
  await page.getByText('Pas de réseau').first().waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await typeCode(page, pupil.code);
  await page.getByText('Pas de réseau. Tu peux continuer').waitFor();
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await question(page, 2);
  expect(await page.getByRole('checkbox', { name: /18/ }).isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Précédent' }).click();
  await page.getByRole('img', { name: 'Un phare blanc et rouge' }).waitFor();
  await context.setOffline(false);
  await saved(page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(held?.body.items.multiples?.responses).toEqual({ RESPONSE: ['n18'] });
  expect(faults).toEqual([]);
  await close();
});

it('finishing without network shows no receipt but a rescue file, then the receipt when it is acknowledged', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await finish(page);
  await page.getByRole('heading', { name: 'Tes réponses sont gardées. Il manque le réseau.' }).waitFor();
  expect(await page.getByText('Ton reçu').count()).toBe(0);
  const save = page.getByRole('button', { name: 'Enregistrer le fichier' });
  const { path } = await downloadAfter(page, () => save.click());
  const file = JSON.parse(readFileSync(path, 'utf8'));
  expect(file).toMatchObject({ v: 1, campaign: CAMPAIGN });
  const last = Buffer.from(file.envelopes.at(-1), 'base64url');
  const opened = await open(pupil.holder, last, { kind: 'final', name: 'francais' });
  expect(opened.body).toMatchObject({ final: true, items: { phare: { responses: { RESPONSE: 'boat' } } } });
  await context.setOffline(false);
  const shown = await receipt(page);
  expect(shown).toBe(receiptOf((await campaign.held(pupil, 'francais'))!.hash));
  expect(faults).toEqual([]);
  await close();
});

it('answers of a code that was replaced leave a computer when the old code is typed once more, which its page asks for', async () => {
  // Nothing on the page said that there were any, nor how they leave: they stayed until the browser's data were erased.
  const { pupil, page, context, faults, close } = await atFrench();
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await finish(page);
  await page.getByRole('heading', { name: 'Tes réponses sont gardées. Il manque le réseau.' }).waitFor();
  await page.close();
  await campaign.revoke(pupil);
  await context.setOffline(false);
  const later = await context.newPage();
  await later.goto(campaign.address);
  const notice = later.getByRole('heading', {
    name: 'Des réponses ne sont pas encore parties de cet ordinateur.',
  });
  await notice.waitFor();
  for (const [width, height] of SIZES) {
    await later.setViewportSize({ width, height });
    expect(await axeFaults(later)).toEqual([]);
  }
  // A teacher takes them along.
  const save = later.getByRole('button', { name: 'Enregistrer le fichier' });
  const { path } = await downloadAfter(later, () => save.click());
  const file = JSON.parse(readFileSync(path, 'utf8'));
  expect(file).toMatchObject({ v: 1, campaign: CAMPAIGN });
  const last = Buffer.from(file.envelopes.at(-1), 'base64url');
  expect((await open(pupil.holder, last, { kind: 'final', name: 'francais' })).body).toMatchObject({
    final: true,
  });
  const sent = later.waitForRequest((request) => request.method() === 'PUT');
  await typeCode(later, pupil.code);
  await sent;
  await later
    .getByText('Ce code n’est plus valable, mais tes réponses qui attendaient ici sont parties.')
    .waitFor();
  await later.getByText('Tape ton nouveau code.').waitFor();
  await notice.waitFor({ state: 'detached' });
  await later.reload();
  await later.getByLabel('Tape le code').waitFor();
  await later.waitForLoadState('networkidle');
  expect(await notice.count()).toBe(0);
  await typeCode(later, (await campaign.addPupil()).code);
  await later.getByRole('heading', { name: 'C’est bien toi ?' }).waitFor();
  expect(faults).toEqual([]);
  await close();
});

it('a computer that is switched off before the end was acknowledged sends it the next time', async () => {
  const { pupil, page, context, faults, close } = await atFrench();
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
  });
  await context.setOffline(true);
  await page.getByRole('radio', { name: 'Pour voir si le bateau' }).check();
  await finish(page);
  await page.getByRole('heading', { name: 'Tes réponses sont gardées. Il manque le réseau.' }).waitFor();
  page.once('dialog', (dialog) => void dialog.accept());
  await page.reload();
  await typeCode(page, pupil.code);
  await page.getByText('Terminée, à envoyer').waitFor();
  await page.getByRole('button', { name: 'Envoyer : Français' }).click();
  await page.getByRole('heading', { name: 'Tes réponses sont gardées. Il manque le réseau.' }).waitFor();
  await context.setOffline(false);
  const shown = await receipt(page);
  const held = await campaign.held(pupil, 'francais');
  expect(held?.body.items.phare?.responses).toEqual({ RESPONSE: 'boat' });
  expect(shown).toBe(receiptOf(held!.hash));
  expect(faults).toEqual([]);
  await close();
});
