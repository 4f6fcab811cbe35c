/**
 * The console in Chromium, in front of a real office and a real platform: a whole small campaign, from its folder on, by four
 * persons at consoles of their own, each with one role.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CANARIES, PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningConsole } from '../../apps/authority/src/console/start-console.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { giveRole, type Role } from '../../apps/authority/src/roles/roles.ts';
import { openVault, readVault } from '../../apps/authority/src/vault/vault.ts';
import { groupOf, pupilsOf, sit, tell } from '../authority/simulated-people.ts';
import { searchFolder } from '../leak/canary-search.ts';
import { closeBrowsers, openBrowser, type PupilBrowser } from '../pupil/browser.ts';
import { openConsole, sitDown } from './console-browser.ts';
import { type FreshOffice, startFreshOffice } from './fresh-office.ts';

const TEAM = {
  agent: 'c.lambert',
  statistician: 's.petit',
  support: 'l.moreau',
  custodian: 'm.durand',
} as const satisfies Readonly<Record<Role, string>>;
const ROLES = Object.keys(TEAM) as Role[];

let office: FreshOffice;
/** The agent's console, and the agent at it. */
let running: RunningConsole;
let desk: Desk;
/** Of a pupil who has no sitting. */
let order: string;

type Desk = Pick<PupilBrowser, 'page' | 'faults' | 'close'>;
const consoles: RunningConsole[] = [];
const desks = new Map<Role, Desk>();
const at = (role: Role): Page => desks.get(role)!.page;

beforeAll(async () => {
  office = await startFreshOffice();
  const vault = openVault(office.vaultFolder);
  const custodian = { ...office.actor, who: TEAM.custodian };
  for (const role of [...ROLES].reverse()) giveRole(vault, custodian, TEAM[role], role);
  vault.close();
  for (const role of ROLES) {
    const own = await openConsole(office, PASSPHRASE, TEAM[role]);
    consoles.push(own);
    desks.set(role, await sitDown(own));
  }
  running = consoles[0]!;
  desk = desks.get('agent')!;
});
afterAll(async () => {
  await closeBrowsers();
  for (const own of consoles) await own.close();
  await office.close();
});

const PAGES = [
  'Étapes',
  'Participation',
  'Écoles à appeler',
  'Incidents',
  'Demandes des écoles',
  'Élève ou école',
  'Territoires',
  'Items',
  'Résultats',
  'Fermeture',
  'Travaux',
  'Nouvelle campagne',
];
const SUPPORTING = 'c.lambert (agent) ou l.moreau (assistance)';
const STATISTICIAN = 's.petit (statisticien)';
const CLOSING = 'c.lambert (agent) ou m.durand (dépositaire)';
/** Pages that are one role's or another's as a whole, and some that are everybody's. */
const ROLE_PAGES = {
  participation: 'Participation',
  schools: 'Écoles à appeler',
  incidents: 'Incidents',
  requests: 'Demandes des écoles',
  files: 'Élève ou école',
  items: 'Items',
  closing: 'Fermeture',
  works: 'Travaux',
} as const;

/** Some of what each does below, as the journal calls it. */
const ACTS_OF: Readonly<Record<Role, readonly string[]>> = {
  agent: [
    'campaign.create',
    'roster.import',
    'codes.mint',
    'codes.assign',
    'letters.print',
    'campaign.publish',
    'campaign.serve',
    'roster.find',
    'roles.approve',
    'campaign.closing',
    'campaign.close.certified',
  ],
  support: ['requests.granted', 'roster.find', 'codes.reserve', 'roster.sitting'],
  statistician: ['campaign.analyse', 'campaign.analyse-export', 'campaign.anonymise', 'campaign.export'],
  custodian: ['roles.give', 'roles.approve'],
};
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

async function show(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation').getByRole('link', { name, exact: true }).click();
  await page.getByRole('navigation').locator('[aria-current="page"]', { hasText: name }).waitFor();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.getByText('Chargement…').first().waitFor({ state: 'hidden' });
}

async function violationsOf(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run(),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

async function step(page: Page, name: string): Promise<void> {
  await show(page, 'Étapes');
  await page
    .getByRole('button', { name: new RegExp(`^${name}`) })
    .first()
    .click();
  await page.getByRole('heading', { level: 2, name }).waitFor();
}

/** Presses, and waits until the work that it starts says what came of it. */
async function press(page: Page, button: string, outcome: RegExp): Promise<void> {
  await page.getByRole('button', { name: button, exact: true }).click();
  await page.getByText(spaced(outcome)).first().waitFor();
}

/** French puts narrow and unbreakable spaces before its signs. */
const spaced = ({ source, flags }: RegExp) => new RegExp(source.replaceAll(' ', '\\s'), flags);

describe('An agent at the desk', () => {
  it('opens the address once: the token leaves the address bar, and a second opening says why it is refused', async () => {
    const address = running.address();
    const first = await openBrowser();
    await first.page.goto(address);
    await first.page.getByRole('heading', { name: 'Nouvelle campagne' }).waitFor();
    expect(first.page.url()).not.toContain('jeton');
    await first.page.reload();
    await first.page.getByRole('heading', { name: 'Nouvelle campagne' }).waitFor();
    // A link that is opened beside is let in by the tab that has the session; another browser is not.
    const beside = await first.page.context().newPage();
    await beside.goto(first.page.url());
    await beside.getByRole('heading', { name: 'Nouvelle campagne' }).waitFor();
    await beside.close();
    const second = await openBrowser();
    await second.page.goto(address);
    await second.page.getByText('Cette adresse a déjà servi').waitFor();
    expect(first.faults).toEqual([]);
    await Promise.all([first.close(), second.close()]);
  });

  it('keeps what is being written when the session ends, and goes on by the next address, in any tab', async () => {
    const { page } = desk;
    const folder = page.getByLabel('Dossier de la campagne');
    await folder.fill('/à/moitié');
    for (const isHere of [true, false]) {
      // Whoever leaves in one tab ends the session of all.
      const beside = await page.context().newPage();
      await beside.goto(page.url());
      await beside.getByRole('button', { name: 'Quitter' }).click();
      await beside.getByText('Vous avez quitté la console').waitFor();
      await page.getByRole('heading', { name: 'La session est finie' }).waitFor();
      expect(await folder.isVisible()).toBe(false);
      await (isHere ? page : beside).goto(running.address());
      await folder.waitFor();
      await beside.close();
    }
    expect(await folder.inputValue()).toBe('/à/moitié');
    expect(page.url()).not.toContain('jeton');
  });

  it('checks a folder as a whole, with file and line, and takes a valid one into the vault', async () => {
    const { page } = desk;
    const folder = page.getByLabel('Dossier de la campagne');
    await folder.fill(join(office.source, 'maths'));
    await press(page, 'Vérifier', /Dossier non valable/);
    await page
      .getByRole('rowheader', { name: /campaign\.yaml/ })
      .first()
      .waitFor();
    await folder.fill(office.source);
    await press(page, 'Vérifier', /Dossier valable : campagne petite-2026/);
    await press(page, 'Enregistrer dans le coffre', /Campagne petite-2026 créée/);
    // Whoever else may check a folder and take none into the vault: they are told who may.
    const statistician = at('statistician');
    await statistician.getByText('Adressez-vous à c.lambert (agent).').waitFor();
    expect(await statistician.getByRole('button', { name: 'Enregistrer dans le coffre' }).count()).toBe(0);
    // The page stays, so that what came of it can be read, and leads on.
    await page.getByRole('link', { name: 'Aller aux étapes de petite-2026' }).click();
    await page.getByRole('heading', { level: 2, name: 'Importer élèves et écoles' }).waitFor();
  });

  it('imports, mints, assigns, prints and publishes, each when it is its turn', async () => {
    const { page } = desk;
    await show(page, 'Étapes');
    await page.getByRole('heading', { level: 2, name: 'Importer élèves et écoles' }).waitFor();
    await page.getByLabel('Fichier des écoles').fill(join(office.source, 'schools.csv'));
    await page.getByLabel('Fichier des élèves').fill(join(office.source, 'schools.csv'));
    await press(page, 'Vérifier sans rien changer', /schools\.csv:1/);
    await page.getByLabel('Fichier des élèves').fill(join(office.source, 'pupils.csv'));
    await press(page, 'Vérifier sans rien changer', /rien n’est changé : 11 élèves/);
    await press(page, 'Importer', /Importé : 11 élèves/);
    await step(page, 'Créer les codes');
    await press(page, 'Créer les codes qui manquent', /Créés : \d+ codes d’élèves/);
    await step(page, 'Attribuer les codes');
    await press(page, 'Attribuer les codes', /Attribués : 6 élèves, 2 directions/);
    await step(page, 'Imprimer les lettres');
    await page.getByLabel('Dossier où écrire').fill(join(office.folder, 'letters'));
    await press(page, 'Imprimer les lettres', /2 lettres imprimées/);
    await step(page, 'Publier');
    await page.getByLabel('Adresse de la plateforme').fill(office.platform.url);
    await press(page, 'Compter sans envoyer', /Rien n’a été envoyé/);
    await press(page, 'Publier', /Publié : \d+ fichiers/);
  });

  it('sees why closing would be wrong now, in English too', async () => {
    const { page } = desk;
    await step(page, 'Fermer');
    await page.getByText(/fermer maintenant détruirait leur travail/).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(/closing now would destroy their work/).waitFor();
    await page.getByRole('button', { name: 'Français' }).click();
  });

  it('collects once, and continuously: the work goes on while the page is left, is found again, and is stopped', async () => {
    const { page } = desk;
    const { small, close } = await office.campaign();
    const pupils = await pupilsOf(small);
    const right = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
    for (const [name, answers] of [
      ['Anna', right],
      ['Bilal', { ...right, m1: 'C' }],
      ['Chloé', { ...right, m1: 'C', m2: 'B' }],
      ['David', { ...right, m1: 'C', m3: '11' }],
      ['Emma', { m1: 'A', m2: 'C' }],
    ] as const)
      await sit(small, pupils.get(name)!, answers);
    order = pupils.get('Farid')!.orderNumber;
    const orderNumber = pupils.get('David')!.orderNumber;
    const about = { orderNumbers: [orderNumber], sequence: 'maths', withdrawn: false };
    await tell(small, (await groupOf(small, '6e')).school, {
      'r-time': { kind: 'more-time', ...about, minutes: 10, note: 'Coupure de courant.' },
      'r-open': { kind: 'reopen', ...about, note: 'Terminé par erreur.' },
      'r-told': { kind: 'incident', ...about, minute: 29_000_000, note: 'Alarme incendie.' },
    });
    close();
    await step(page, 'Recueillir');
    await press(page, 'Faire un passage', /1 passage : 6 envois reçus, 5 passations/);
    await press(page, 'Recueillir en continu', /En cours/);
    await page
      .getByText(spaced(/0 reçu, 0 passation calculée/))
      .first()
      .waitFor();
    await show(page, 'Travaux');
    await page
      .getByRole('link', { name: /Recueil et restitution/ })
      .first()
      .waitFor();
    await press(page, 'Arrêter', /passages? : 0 envoi reçu/);
  });

  it('follows participation on the map and in its table, and calls the school that has not begun', async () => {
    const { page } = desk;
    await show(page, 'Participation');
    await page.getByRole('row', { name: /6e · Mathématiques.*83/ }).waitFor();
    await page.getByRole('img', { name: /Carte de la part terminée/ }).waitFor();
    await page.getByRole('row', { name: /Créteil/ }).waitFor();
    await show(page, 'Écoles à appeler');
    await page.getByRole('row', { name: /École des Tilleuls/ }).waitFor();
    expect(await page.getByRole('row', { name: /Collège du Parc/ }).count()).toBe(0);
    await page.getByRole('button', { name: 'École', exact: true }).press('Enter');
    expect(await page.getByRole('columnheader', { name: 'École' }).getAttribute('aria-sort')).toBe(
      'ascending',
    );
  });

  it('opens what a school asks for with the keyboard, sees the sitting as it is, and grants it; the incident is there to read', async () => {
    const page = at('support');
    await show(page, 'Demandes des écoles');
    const request = page.getByRole('row', { name: /Plus de temps.*Coupure de courant/ });
    await request.getByRole('button').press('Enter');
    await page.getByRole('row', { name: spaced(/terminé 4 sur 4/) }).waitFor();
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Plus de temps/);
    await page.getByLabel('Accorder', { exact: true }).press('Space');
    await page.getByLabel('Minutes de plus').fill('5');
    await page.getByLabel('Mots pour l’école (facultatif)').fill('Cinq minutes suffisent.');
    await page.keyboard.press('Enter');
    await page.getByText('Accordée.').waitFor();
    await page.getByRole('row', { name: spaced(/\+5 min/) }).waitFor();
    await request.waitFor({ state: 'detached' });
    await page.getByLabel(/Incidents signalés \(1\)/).check();
    await page.getByRole('row', { name: /Alarme incendie/ }).waitFor();
  });

  it('finds a pupil by order number, and reads the history once another person has approved it; then a reserve code, and the school', async () => {
    const page = at('support');
    const find = async (own: Page) => {
      await show(own, 'Élève ou école');
      await own.getByLabel('Numéro d’ordre').fill(order);
      await press(own, 'Chercher', /fougère/i);
    };
    await find(page);
    await press(page, 'Lire l’histoire des passations', /Il faut deux personnes/);
    await find(at('agent'));
    await press(at('agent'), 'Approuver cette lecture pour une autre personne', /Approuvé par c.lambert/);
    await page.getByText('Afficher le nouveau code').click();
    await press(page, 'Donner le code', /Réserves restantes : 1/);
    await press(page, 'Lire l’histoire des passations', /Code révoqué \(perdu\)/);
    await page.getByRole('button', { name: /^0770002/ }).click();
    await page.getByRole('heading', { name: 'Collège du Parc' }).waitFor();
    expect(page.url()).not.toContain(order);
    // Whoever leaves the page takes no name along.
    for (const own of [page, at('agent')]) {
      await show(own, 'Étapes');
      expect(await own.content()).not.toMatch(/fougère/i);
    }
  });

  it('sees at each page what is the role’s own, who may do the rest, and no name that the role may not see', async () => {
    const names = [...CANARIES, ...PUPILS.map(([, , , , name]) => name)];
    for (const [role, whom] of [
      ['statistician', { requests: SUPPORTING, files: SUPPORTING, closing: CLOSING }],
      ['custodian', { requests: SUPPORTING, files: SUPPORTING, items: STATISTICIAN }],
      ['support', { items: STATISTICIAN, closing: CLOSING }],
    ] as const) {
      for (const [key, name] of Object.entries(ROLE_PAGES)) {
        await show(at(role), name);
        const told = await at(role).getByText('Votre rôle ne le permet pas.').allTextContents();
        const others = (whom as Partial<Record<string, string>>)[key];
        expect([role, name, told]).toEqual([
          role,
          name,
          others === undefined ? [] : [`Votre rôle ne le permet pas. Adressez-vous à ${others}.`],
        ]);
        const shown = await at(role).content();
        expect(names.filter((one) => shown.includes(one))).toEqual([]);
      }
    }
  });

  it('gives an inspector’s area a code with the keyboard, and replaces it after saying so twice', async () => {
    const { page } = desk;
    await show(page, 'Territoires');
    await page.getByLabel('Nom, code ou académie').fill('creteil');
    await page.getByText(spaced(/\d territoires sur \d/)).waitFor();
    await page.getByLabel('Sorte').selectOption('Département');
    await page.getByRole('button', { name: /Seine-et-Marne/ }).press('Enter');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Seine-et-Marne/);
    await page.getByRole('button', { name: 'Donner un code', exact: true }).press('Enter');
    await page.getByText(spaced(/Codes donnés : 1 territoire/)).waitFor();
    const revoke = page.getByRole('button', { name: 'Révoquer et remplacer' });
    await revoke.press('Enter');
    await page.getByText(/Remplacer le code de/).waitFor();
    // The button that was pressed is gone: the focus stays at the matter.
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/^Seine-et-Marne/);
    await revoke.press('Enter');
    await page.getByText('Code révoqué, un autre est prêt.').waitFor();
    await page.getByText(spaced(/1 code révoqué/)).waitFor();
  });

  it('sees the item whose key looks wrong, and what withdrawing it would change', async () => {
    const page = at('statistician');
    await show(page, 'Items');
    await press(page, 'Lire les réponses', /passations lues/);
    await page.getByRole('button', { name: 'm1', exact: true }).click();
    await page.getByRole('row', { name: /^C.*attire trop/ }).waitFor();
    await page.locator('summary', { hasText: 'Retirer ou corriger cet item' }).press('Enter');
    await press(page, 'Montrer ce qui changerait', /les points de 4 changent \(4 gagnent, 0 perd\)/);
    await page.getByRole('row', { name: /^Avant 5/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Retirer l’item' }).isDisabled()).toBe(true);
  });

  it('finds each page without a fault of access or a violation of the policy, and nothing wider than the window', async () => {
    const { page } = desk;
    for (const viewport of [
      { width: 1366, height: 768 },
      { width: 390, height: 844 },
    ]) {
      await page.setViewportSize(viewport);
      for (const name of PAGES) {
        await show(page, name);
        if (name === 'Demandes des écoles') {
          await page.getByRole('button', { name: 'Réouverture', exact: true }).click();
          await page.getByLabel('Refuser', { exact: true }).check();
        }
        const violations = await violationsOf(page);
        expect([name, viewport.width, violations]).toEqual([name, viewport.width, []]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect([name, viewport.width, Math.max(0, overflow)]).toEqual([name, viewport.width, 0]);
      }
    }
    await page.setViewportSize({ width: 1366, height: 768 });
    expect(desk.faults).toEqual([]);
  });

  it('finds none where the role ends, while a page is counted, and when the program does not answer', async () => {
    const page = at('custodian');
    for (const name of ['Demandes des écoles', 'Items', 'Résultats']) {
      await show(page, name);
      expect([name, await violationsOf(page)]).toEqual([name, []]);
    }
    // What the page showed last would be there again.
    await page.reload();
    await page.getByRole('navigation').waitFor();
    const { promise: looked, resolve: hasLooked } = Promise.withResolvers<void>();
    await page.route('**/api/incidents', async (route) => {
      await looked;
      await route.abort();
    });
    await page.getByRole('navigation').getByRole('link', { name: 'Incidents', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Incidents' }).waitFor();
    await page.getByText('Chargement…').first().waitFor();
    expect(await violationsOf(page)).toEqual([]);
    hasLooked();
    await page.getByText('Le programme de l’office ne répond pas').waitFor();
    expect(await violationsOf(page)).toEqual([]);
    await page.unroute('**/api/incidents');
  });

  it('goes through a page with the keyboard alone', async () => {
    const { page } = desk;
    await show(page, 'Étapes');
    await page.locator('.skip-link').focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('content');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2, name: 'Valider' }).waitFor();
    const ring = await page.evaluate(() => getComputedStyle(document.activeElement!).outlineWidth);
    expect(Number.parseFloat(ring)).toBeGreaterThanOrEqual(3);
  });

  it('has sent the platform nothing of what was looked at: no name, no order number, no login, no path of this machine', () => {
    const platform = join(office.folder, 'platform');
    const canaries = ['Fougère', 'Zébulon', order, 'c.lambert', office.source, 'École des Tilleuls'];
    expect(searchFolder(platform, canaries).hits).toEqual([]);
    // The search bites: a name that is planted there is found.
    writeFileSync(join(platform, 'planted'), 'Fougère');
    expect(searchFolder(platform, ['Fougère']).hits[0]).toMatchObject({ file: 'planted', form: 'utf-8' });
    rmSync(join(platform, 'planted'));
  });

  it('analyses, and reads the report in a window that runs nothing', async () => {
    const page = at('statistician');
    await show(page, 'Résultats');
    await press(page, 'Analyser', /domaines analysés/);
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: /Lire le rapport : 6e|Lire le rapport.*6e/ }).click();
    const report = await opened;
    await report.getByRole('heading', { level: 1 }).waitFor();
    await page.getByRole('button', { name: /Montrer les figures.*6e/ }).click();
    await page.getByRole('heading', { name: 'Items qui fonctionnent autrement selon le groupe' }).waitFor();
    // Good for one opening.
    await report.reload();
    expect(await report.textContent('body')).toContain('console-path');
    await report.close();
    const kept = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Télécharger le rapport : 6e' }).click();
    expect((await kept).suggestedFilename()).toBe('analyse-petite-2026-6e.html');
  });

  it('closes by the checklist: says what would stay unfinished and all that stands in the way, then wants another person, the day and the name, and gives the certificate', async () => {
    const { page } = desk;
    await show(page, 'Fermeture');
    await page.getByText(spaced(/6 passations inachevées ou jamais commencées/)).waitFor();
    await page.getByText(spaced(/demande environ \d+ Mo de plus .* \d[\d ]* Mo sont libres/)).waitFor();
    const close = page.getByRole('button', { name: 'Fermer la campagne' });
    expect(await close.count()).toBe(0);
    // The other person was asked for first, before the program had looked at anything.
    const verify = 'Tout vérifier, sans rien détruire';
    await press(page, verify, /Des élèves de petite-2026 peuvent encore répondre/);
    const help = await page.getByText(/Pour fermer quand même, écrivez-le/).textContent();
    await page.getByLabel('Jour où finit la dernière fenêtre').fill(/\d{4}-\d\d-\d\d/.exec(help ?? '')![0]);
    await press(page, verify, /Il faut deux personnes/);
    await show(at('custodian'), 'Fermeture');
    await press(
      at('custodian'),
      'Approuver la fermeture pour une autre personne',
      /Vous avez approuvé : une autre personne a 24 heures pour fermer/,
    );
    const focused = await at('custodian').evaluate(() => document.activeElement?.textContent);
    expect(focused).toMatch(/^Deux personnes/);
    await at('custodian').reload();
    await at('custodian')
      .getByText(/Vous avez approuvé/)
      .waitFor();
    await page.getByText('Approuvé par m.durand, pour 24 heures.').waitFor();
    // What was written stays.
    expect(await close.isDisabled()).toBe(true);
    await page.getByLabel('Écrivez petite-2026 pour confirmer').fill('petite-2026');
    await close.click();
    await page.getByText(spaced(/Campagne fermée. 11 lignes/)).waitFor();
    await show(page, 'Résultats');
    const opened = page.context().waitForEvent('page');
    await page.getByRole('button', { name: 'Lire le certificat' }).click();
    await (await opened).getByText('petite-2026').first().waitFor();
  });

  it('makes the research file anonymous, with its secrecy report, and writes it', async () => {
    const page = at('statistician');
    await show(page, 'Résultats');
    await press(page, 'Anonymiser', /au moins 5 élèves par combinaison/);
    await page.getByRole('heading', { name: 'Rapport sur le secret statistique' }).waitFor();
    await page.getByLabel('Dossier où écrire').fill(join(office.folder, 'research'));
    await press(page, 'Écrire le fichier', /lignes écrites dans/);
    const download = page.waitForEvent('download');
    await page
      .getByRole('button', { name: /^Télécharger .*\.csv/ })
      .first()
      .click();
    expect((await download).suggestedFilename()).toMatch(/\.csv$/);
    await show(page, 'Étapes');
    await page
      .getByText('Rien à faire')
      .or(page.getByRole('heading', { level: 2, name: 'Diffuser à la recherche' }))
      .first()
      .waitFor();
  });

  it('says of a closed campaign what is left, at each page, to each role', async () => {
    for (const role of ROLES) {
      await show(at(role), 'Participation');
      await at(role).getByText('Restent le fichier de recherche et le certificat').waitFor();
      expect(desks.get(role)!.faults).toEqual([]);
    }
  });

  it('has left a line in the journal for each act, with the name of who did it', () => {
    using vault = readVault(office.vaultFolder);
    const lines = [...journalLines(vault)].map((line) => JSON.parse(line) as { who: string; what: string });
    const doneBy = (role: Role) =>
      new Set(lines.filter(({ who }) => who === TEAM[role]).map(({ what }) => what));
    expect([...new Set(lines.map(({ who }) => who))].sort()).toEqual(Object.values(TEAM).sort());
    for (const [role, acts] of Object.entries(ACTS_OF) as [Role, readonly string[]][])
      expect([role, acts.filter((act) => !doneBy(role).has(act))]).toEqual([role, []]);
    expect(doneBy('statistician')).not.toContain('roster.find');
    expect(doneBy('custodian')).not.toContain('campaign.closing');
  });
});
