/** Signing in when something is wrong; and every screen, at two sizes, under axe and a strict content policy. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { mintCode } from '@cloison/protocol';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeBrowsers, openBrowser, TALL, WIDE } from '../pupil/browser.ts';
import { examine } from './examine.ts';
import { random, School } from './harness.ts';
import { openEntry, openScreen, signIn, typeKeys } from './steps.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let school: School;

beforeAll(async () => {
  school = await School.start();
});
afterAll(async () => {
  await closeBrowsers();
  await school.close();
});

async function tryCode(page: Page, code: string): Promise<void> {
  await page.goto(school.address);
  await page.getByRole('textbox', { name: 'Votre code d’accès' }).fill(code);
  await page.getByRole('button', { name: 'Entrer' }).click();
}

describe('Signing in', () => {
  it('says what is wrong with a code before anything is sent', async () => {
    const { page, close } = await openBrowser();
    let asked = 0;
    await page.route('**/api/**', (route) => {
      asked += 1;
      return route.continue();
    });
    const good = mintCode('staff', random).text;
    const wrong = `${good[0] === 'A' ? 'B' : 'A'}${good.slice(1)}`;
    await tryCode(page, wrong);
    await page.getByText('Un caractère est faux').waitFor();
    await tryCode(page, `U${good.slice(1)}`);
    await page.getByText(/n’existe dans aucun code/).waitFor();
    expect(asked).toBe(0);
    await close();
  });

  it('keeps a code that was sent while the browser’s store was still being opened', async () => {
    // Enter did nothing then, and had to be pressed again.
    const { page, close } = await openBrowser();
    const code = await school.addStaff('teacher', [school.classes[0]!]);
    await page.addInitScript(() => {
      const held: (() => void)[] = [];
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (this: IDBFactory, ...asked) {
        const request = open.apply(this, asked);
        const listen = request.addEventListener.bind(request);
        // As slow as a disk that others use.
        request.addEventListener = ((kind: string, heard: EventListener) => {
          listen(kind, (event) => {
            if (kind === 'success') held.push(() => heard(event));
            else heard(event);
          });
        }) as typeof request.addEventListener;
        return request;
      };
      addEventListener('store-opens', () => {
        for (const one of held.splice(0)) one();
      });
    });
    await page.goto(school.address);
    await page.locator('input:focus').waitFor();
    await page.keyboard.type(code);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Vérification' }).waitFor();
    await page.evaluate(() => dispatchEvent(new Event('store-opens')));
    await page.getByRole('button', { name: 'Se déconnecter' }).waitFor();
    await close();
  });

  it('says the same of an unknown code and a revoked one, and whom to ask', async () => {
    const { page, close } = await openBrowser();
    await tryCode(page, mintCode('staff', random).text);
    await page
      .getByRole('alert')
      .getByText(/n’est pas, ou n’est plus, valable.*direction/)
      .waitFor();
    await close();
  });

  it('puts the cursor back into the field after a refusal, and what is said onto the screen', async () => {
    // The field had lost the cursor. At 200 % nothing seemed to have happened.
    const { page, close } = await openBrowser({ viewport: { width: 683, height: 384 } });
    await page.goto(school.address);
    const field = page.getByRole('textbox', { name: 'Votre code d’accès' });
    await field.fill(mintCode('staff', random).text);
    await field.press('Enter');
    const said = page.getByText(/n’est pas, ou n’est plus, valable.*direction/);
    await said.waitFor();
    await expect.poll(() => field.evaluate((one) => one === document.activeElement)).toBe(true);
    const box = (await said.boundingBox())!;
    expect(box.y + box.height).toBeLessThanOrEqual(384);
    await close();
  });

  it('says what this computer could not send of a code that was replaced, and that it leaves with the new one', async () => {
    // A teacher was told to ask for another code, and that all of it was kept: it never left.
    const { context, page, close } = await openBrowser();
    const code = await school.addStaff('teacher', [school.classes[0]!, school.classes[3]!], { rank: 2 });
    const keyring = '**/documents/keyring';
    await signIn(page, school.address, code);
    await openScreen(page, `${school.address}#/classe/1/salle`);
    await page.getByRole('button', { name: 'Plus de temps pour tous' }).waitFor();
    await openScreen(page, `${school.address}#/`);
    await openEntry(page);
    await context.setOffline(true);
    await typeKeys(page, ['a']);
    await openScreen(page, `${school.address}#/classe/1/salle`);
    await page.getByRole('button', { name: 'Signaler un incident' }).click();
    await page.getByRole('textbox', { name: /Ce qui s’est passé/ }).fill('Alarme.');
    await page.getByRole('button', { name: 'Envoyer' }).click();
    await page.getByText('partira avec le réseau').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByRole('button', { name: 'Se déconnecter quand même' }).click();
    // As the platform answers a code that was revoked; it takes nothing of its class’s root either.
    await page.route(keyring, (route) => route.fulfill({ status: 401, json: { code: 'unknown-code' } }));
    await page.route('**/records/**', (route) =>
      route.fulfill({ status: 401, json: { code: 'unknown-code' } }),
    );
    await context.setOffline(false);
    await tryCode(page, code);
    await page
      .getByRole('alert')
      .getByText(/non envoyé\s:\s1 cahier, 1 demande ou déclaration\..*avec votre nouveau code/)
      .waitFor();
    expect(await examine(page)).toEqual([]);
    await close();
  });

  it('gives the dates of a code that is out of its period', async () => {
    const { page, close } = await openBrowser();
    await tryCode(page, await school.addStaff('teacher', [school.classes[0]!], { calendar: 1 }));
    await page
      .getByRole('alert')
      .getByText(/Ce code est bon, mais il sert du \d+ .* au \d+/)
      .waitFor();
    await close();
  });

  it('says that a good code has nothing yet', async () => {
    const { page, close } = await openBrowser();
    await tryCode(page, await school.addStaff('teacher', [], { keyring: false }));
    await page.getByRole('alert').getByText('rien n’a encore été publié').waitFor();
    await close();
  });

  it('does not blame the code when the network is away', async () => {
    const { page, close } = await openBrowser();
    await page.route('**/api/**', (route) => route.abort());
    await tryCode(page, mintCode('staff', random).text);
    await page.getByRole('alert').getByText('votre code n’est pas en cause').waitFor();
    await close();
  });

  it('works without storage, and says so as long as it lasts', async () => {
    const { page, close } = await openBrowser();
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('no', 'SecurityError');
      };
    });
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
    await page.getByText('Ce navigateur ne peut rien garder').waitFor();
    await close();
  });

  it('leaves no name on the screen and no key behind after signing out', async () => {
    const { page, close } = await openBrowser();
    await signIn(page, school.address, await school.addStaff('teacher', [school.classes[0]!]));
    await openEntry(page);
    await page.getByText('ABADIE').waitFor();
    await page.getByRole('button', { name: 'Se déconnecter' }).click();
    await page.getByText('Vous êtes déconnecté').waitFor();
    expect(await page.content()).not.toContain('badie');
    const kept = await page.evaluate(async () => {
      const found: unknown[] = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
      for (const { name } of await indexedDB.databases()) {
        const db = await new Promise<IDBDatabase>((resolve, reject) => {
          const request = indexedDB.open(name!);
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
        for (const store of db.objectStoreNames) {
          const all = db.transaction(store).objectStore(store).getAll();
          await new Promise((resolve) => {
            all.onsuccess = resolve;
          });
          const text = (value: unknown): string =>
            value instanceof Uint8Array
              ? new TextDecoder('latin1').decode(value)
              : typeof value === 'object' && value !== null
                ? Object.values(value).map(text).join(' ')
                : String(value);
          found.push(...all.result.map(text));
        }
        db.close();
      }
      return found.join('\n');
    });
    expect(kept.length).toBeGreaterThan(1000);
    for (const name of ['Abadie', 'Inès', 'IN\u00c8S', 'Benali']) {
      expect(kept).not.toContain(name);
      expect(kept).not.toContain(Buffer.from(name, 'utf8').toString('latin1'));
    }
    await close();
  });

  it('is in English at a press, the twin of the French', async () => {
    const { page, close } = await openBrowser();
    await page.goto(school.address);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('textbox', { name: 'Your access code' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    await close();
  });
});

const TEACHER_SCREENS = [
  '#/',
  '#/classe/0',
  '#/classe/0/saisie/francais-cp',
  '#/classe/0/resultats',
  '#/classe/0/groupes/1',
  '#/classe/0/items',
  '#/classe/0/eleve/0',
  '#/classe/0/fiches',
  '#/classe/0/presence',
  '#/classe/1/resultats',
  '#/classe/1/saisie/maths-cp',
  '#/secours',
];
const HEAD_SCREENS = [
  '#/',
  '#/codes',
  '#/codes/etiquettes/0',
  '#/codes/enseignants',
  '#/resultats',
  '#/classe/3',
  '#/classe/3/resultats',
];

/** All that axe finds, landmarks and headings included. It runs in the page's own world by the test's back door. */
async function audit(page: Page, title: string): Promise<string[]> {
  // Content policy forbids injected script tags; what the test evaluates is not one.
  await page.evaluate(AXE);
  return page.evaluate(async (where) => {
    const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
    const { violations } = await axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      ({ id, nodes }) => `${where} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
    );
  }, title);
}

describe.each([
  ['1366 × 768', WIDE],
  ['768 × 1024', TALL],
  ['390 × 844', { width: 390, height: 844 }],
  ['683 × 384', { width: 683, height: 384 }],
] as const)('At %s', (_name, viewport) => {
  it('every screen passes axe, breaks no content policy and scrolls sideways nowhere', async () => {
    const { page, faults, close } = await openBrowser({ viewport });
    const problems: string[] = [];
    await page.goto(school.address);
    await page.getByRole('textbox').waitFor();
    problems.push(...(await audit(page, 'sign in')));
    for (const [role, screens] of [
      ['teacher', TEACHER_SCREENS],
      ['head', HEAD_SCREENS],
    ] as const) {
      const classes = role === 'head' ? school.classes : school.classes.slice(0, 3);
      await signIn(page, school.address, await school.addStaff(role, classes));
      for (const screen of screens) {
        await openScreen(page, `${school.address}${screen}`);
        await page.locator('h1').first().waitFor();
        await page.getByText('Chargement…').first().waitFor({ state: 'detached' });
        // To the end of the last exercise too, where the timer of reading aloud is.
        if (screen.includes('saisie')) await typeKeys(page, ['a', 'b', '-', '/', 'PageDown', 'PageDown']);
        problems.push(...(await audit(page, `${role} ${screen}`)));
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        if (wide > 0) problems.push(`${role} ${screen}: ${wide} px too wide`);
      }
      await openScreen(page, `${school.address}#/`);
      await page.getByRole('button', { name: 'Se déconnecter' }).click();
      await page.getByText('Vous êtes déconnecté').waitFor();
    }
    expect(problems).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
