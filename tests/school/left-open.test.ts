/** Pages of a head and of teachers that stay open while the roster, the codes and the records of classes change. */
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser } from '../pupil/browser.ts';
import { School } from './harness.ts';
import { openScreen, signIn } from './steps.ts';

let school: School;
let headCode: string;
let teacherCode: string;
beforeAll(async () => {
  school = await School.start();
  headCode = await school.addStaff('head', school.classes);
  teacherCode = await school.addStaff('teacher', [school.classes[3]!]);
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

/** A page at which the head has gone from home to another screen. */
async function headAt(hash: string) {
  const browser = await openBrowser();
  await signIn(browser.page, school.address, headCode);
  await browser.page.getByText(/onnexion .* avec ce code/).waitFor();
  await browser.page.waitForLoadState('networkidle');
  await openScreen(browser.page, `${school.address}${hash}`);
  return browser;
}

const combobox = (page: Page, name: string) => page.getByRole('combobox', { name, exact: true });
const pupilsOffered = (page: Page) => combobox(page, 'Élève').locator('option').allTextContents();
const hasPupils = (page: Page) =>
  expect.poll(async () => (await pupilsOffered(page)).length).toBeGreaterThan(26);

describe('The page of requests', () => {
  it('offers the pupils of a class as soon as its list is there', async () => {
    const { page, faults, close } = await headAt('#/demandes');
    await hasPupils(page);
    expect(faults).toEqual([]);
    await close();
  });
});

describe('The page of the day', () => {
  it('shows what the staff of a class report while it is open', async () => {
    // It was drawn again with the school's own news alone: incidents of classes were not on the page that is kept.
    const head = await headAt('#/journee');
    await head.page.getByRole('row', { name: /^6e 3/ }).waitFor();
    const teacher = await openBrowser();
    await signIn(teacher.page, school.address, teacherCode);
    await openScreen(teacher.page, `${school.address}#/classe/0/salle`);
    await teacher.page.getByRole('button', { name: 'Signaler un incident' }).click();
    await teacher.page.getByRole('textbox', { name: /Ce qui s’est passé/ }).fill('Alarme à dix heures.');
    await teacher.page.getByRole('button', { name: 'Envoyer' }).click();
    await teacher.page.getByText('Tout est envoyé.').waitFor();
    await head.page.getByText('Alarme à dix heures.').waitFor();
    expect(head.faults).toEqual([]);
    await teacher.close();
    await head.close();
  });
});
