/** The agents' console, before an office of a whole country in the middle of a campaign. Everybody in it is invented. */
import { join } from 'node:path';
import { SAMPLE_PASSPHRASE } from '@cloison/dev-env/authority/sample-office.ts';
import { startConsole } from '../../apps/authority/src/console/start-console.ts';
import { countryOffice } from '../../tests/office/country-office.ts';
import { type Camera, WIDE } from './camera.ts';

const PAGES = join(import.meta.dirname, '../../apps/office/dist');
const NOW = new Date('2026-09-16T12:20:00Z');

export async function consoleScenes(_demo: unknown, camera: Camera): Promise<void> {
  const office = await countryOffice(NOW);
  const running = await startConsole({
    vaultFolder: office.vaultFolder,
    keysFolder: office.keysFolder,
    keys: office.keys,
    passphrase: SAMPLE_PASSPHRASE,
    actor: { who: 'm.durand', now: () => NOW },
    waitMs: 0,
    pages: PAGES,
  });
  try {
    await camera.visit(WIDE, async (page) => {
      await page.goto(running.address());
      await page.getByRole('heading', { name: 'Où en est la campagne' }).waitFor();
      await page.getByRole('button', { name: /^Fermer/ }).click();
      await camera.shoot(page, 'console-etapes');
      for (const [link, name, scroll] of [
        ['Participation', 'console-participation', 430],
        ['Écoles à appeler', 'console-ecoles', 0],
        ['Incidents', 'console-incidents', 0],
      ] as const) {
        await page.getByRole('link', { name: link, exact: true }).click();
        await page.getByText('Chargement…').first().waitFor({ state: 'hidden' });
        await page.mouse.wheel(0, scroll);
        await camera.shoot(page, name);
      }
    });
  } finally {
    await running.close();
    office.remove();
  }
}
