/**
 * What a head prints lets people in. A pupil of sixième from the slip to the receipt, over a crash: the browser is killed in the middle, another one goes on
 * at the same item with every acknowledged answer, and the receipt of its last screen comes up on the teacher's, which was
 * open all the time.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fixedAuthority, Session } from '@cloison/client';
import { parseClassReport, parseKeyring } from '@cloison/protocol';
import { fromBase64Url } from '@cloison/protocol/public';
import { type DeliveryItem, parseSequenceContent } from '@cloison/qti/delivery';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { answersOf, type Responses } from '../../examples/src/answers.ts';
import { computer, signIn as signInByCode } from '../../scripts/demo/simulated-person.ts';
import { closeBrowsers, openBrowser, openKillableBrowser } from '../pupil/browser.ts';
import { finish, goOnHere, next, question, receipt, saved, typeCode } from '../pupil/steps.ts';
import { printCodes, signIn } from '../school/steps.ts';
import { answerItem, inOneOrder, readItem } from './answer-item.ts';
import { type LivingCampaign, slipsOf, startExample } from './living-campaign.ts';
import { picture } from './picture.ts';

/** Items answered before the browser is killed: every kind of interaction except the long text. */
const BEFORE = 12;

let campaign: LivingCampaign;
let items: readonly DeliveryItem[];
beforeAll(async () => {
  campaign = await startExample('6e');
  const { hash } = campaign.open.manifest.files['sequences/francais.json']!;
  const content = await fetch(`${campaign.pupilAddress}content/${hash}`);
  items = parseSequenceContent(await content.json()).items;
});
afterAll(async () => {
  await closeBrowsers();
  await campaign.close();
});

const table = answersOf('6e');
const answerTo = ({ id }: DeliveryItem): Responses => table.items[id]!.correct;
it('a head prints slips and cards: what is on the paper lets a pupil and a teacher in', async () => {
  const { page, faults, close } = await openBrowser();
  const head = campaign.schools[0]!.headCode;
  await signIn(page, campaign.schoolAddress, head);
  const paper = async (name: string) => {
    const pdf = join(campaign.folder, `${name}.pdf`);
    await page.pdf({ path: pdf, preferCSSPageSize: true, printBackground: true });
    return execFileSync('pdftotext', ['-raw', pdf, '-'], { encoding: 'utf8' });
  };
  await page.getByRole('link', { name: 'Imprimer les étiquettes des élèves' }).click();
  await page.getByRole('link', { name: /Étiquettes de 6B/ }).click();
  await page.locator('.slip').first().waitFor();
  await printCodes(page);
  const slips = await paper('slips');
  await picture(page, 'sitting-0-slips');
  const printed = slips.match(/\b[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}\b/g) ?? [];
  const { pupils } = slipsOf(campaign, '6B');
  expect(new Set(printed)).toEqual(new Set(pupils.map(({ code }) => code)));
  await page.goto(`${campaign.schoolAddress}#/codes/enseignants`);
  await page.locator('.card').first().waitFor();
  await printCodes(page);
  const cards = await paper('cards');
  const teachers = cards.match(/\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){4}\b/g) ?? [];
  expect(teachers).toHaveLength(3);
  expect(faults).toEqual([]);
  await close();

  const { code, orderNumber } = pupils.at(-1)!;
  expect(printed).toContain(code);
  const pupil = await openBrowser();
  await pupil.page.goto(campaign.pupilAddress);
  // As a child types it: small letters, no hyphens.
  await typeCode(pupil.page, code!.toLowerCase().replaceAll('-', ''));
  await pupil.page.getByText(`6B · n° ${orderNumber}`).waitFor();
  await pupil.close();
  const teacher = await openBrowser();
  await signIn(teacher.page, campaign.schoolAddress, teachers[0]!);
  await teacher.page.getByText('Classes').first().waitFor();
  await teacher.close();
});

it('a pupil answers, the browser is killed, another one goes on and finishes, and the teacher sees the receipt', async () => {
  const slips = slipsOf(campaign, '6A');
  const { code, orderNumber } = slips.pupils[4]!;

  const teacher = await openBrowser();
  await signIn(teacher.page, campaign.schoolAddress, slips.teachers[0]!.code);
  await teacher.page.goto(`${campaign.schoolAddress}#/classe/0`);
  const row = teacher.page.locator('tr', { has: teacher.page.getByText(orderNumber, { exact: true }) });
  await row.waitFor();
  const cell = row.locator('td').nth(1);
  await expect.poll(() => cell.textContent()).toContain('Pas commencé');

  const first = await openKillableBrowser();
  await first.page.goto(campaign.pupilAddress);
  await typeCode(first.page, code!);
  await first.page.getByText(`6A · n° ${orderNumber}`).waitFor();
  await picture(first.page, 'sitting-1-welcome');
  await first.page.getByRole('button', { name: 'Commencer : Français' }).click();
  await picture(first.page, 'sitting-2-instructions');
  await first.page.getByRole('button', { name: 'C’est parti' }).click();
  await question(first.page, 1);
  for (const [i, item] of items.slice(0, BEFORE).entries()) {
    await answerItem(first.page, item, answerTo(item));
    await picture(first.page, `sitting-3-item-${String(i + 1).padStart(2, '0')}`);
    if (i + 1 < BEFORE) await next(first.page, i + 2);
  }
  await saved(first.page);
  await first.kill();
  await expect.poll(() => cell.textContent()).toContain('Commencé');

  const { page, faults, close } = await openBrowser();
  await page.goto(campaign.pupilAddress);
  await typeCode(page, code!);
  await page.getByRole('button', { name: 'Reprendre : Français' }).click();
  await goOnHere(page);
  for (let back = BEFORE; back >= 1; back--) {
    await question(page, back);
    const item = items[back - 1]!;
    expect([item.id, await readItem(page, item)]).toEqual([item.id, inOneOrder(item, answerTo(item))]);
    if (back > 1) await page.getByRole('button', { name: 'Précédent', exact: true }).click();
  }
  for (let number = 2; number <= BEFORE + 1; number++) await next(page, number);
  for (let number = BEFORE + 1; number <= items.length; number++) {
    const item = items[number - 1]!;
    await answerItem(page, item, answerTo(item));
    await picture(page, `sitting-4-item-${String(number).padStart(2, '0')}`);
    if (number < items.length) await next(page, number + 1);
  }
  await saved(page);
  await finish(page);
  const shown = await receipt(page);
  expect(shown).toMatch(/^[0-9A-Z]{6}$/);
  await picture(page, 'sitting-5-ending');

  await expect.poll(() => cell.textContent()).toContain('Terminé');
  expect(await cell.locator('.receipt b').textContent()).toBe(shown);
  await picture(teacher.page, 'sitting-6-teacher');

  // The class report, as the teacher's code opens it: the same receipt, and every point of the sequence.
  const staff = await signInByCode(
    computer(campaign.platform.url, campaign.open.name),
    slips.teachers[0]!.code,
    'staff',
  );
  const keyring = (await staff.document('keyring', parseKeyring))!.value;
  const ownClass = await Session.fromRoot(
    fromBase64Url(keyring.classes[0]!.root),
    computer(campaign.platform.url, campaign.open.name),
    fixedAuthority(keyring.authority),
  );
  const report = (await ownClass.document('report/class', parseClassReport))!.value;
  const own = report.pupils.find((pupil) => pupil.orderNumber === orderNumber)!;
  expect(own.sequences.francais).toEqual({ state: 'complete', receipt: shown });
  const maxima = Object.fromEntries(report.domains.map(({ id, maxScore }) => [id, maxScore]));
  for (const domain of ['recit', 'documentaire', 'grammaire', 'lexique'])
    expect([domain, own.domains[domain]?.score]).toEqual([domain, maxima[domain]]);
  for (const other of report.pupils)
    if (other !== own) expect(other.sequences.francais?.receipt ?? null).toBeNull();
  expect([...faults, ...teacher.faults]).toEqual([]);
  await close();
  await teacher.close();
});
