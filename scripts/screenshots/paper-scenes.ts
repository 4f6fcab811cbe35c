/** The papers of the authority: a head's letter; the certificate and the codebook that are kept after closing. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { certificatePage, closingCertificate, printLetters, readCertificate } from '@cloison/authority';
import { endOfLife } from '../demo/demo-life.ts';
import { type Camera, WIDE } from './camera.ts';
import { ADDRESS, type Demonstration } from './demonstration.ts';
import { pictureOf } from './school-scenes.ts';

export async function letterScene(demo: Demonstration, camera: Camera): Promise<void> {
  const out = join(demo.folder, 'letters');
  const { files } = await printLetters(demo.campaign('2026-6e').open, { out });
  pictureOf(camera, 'lettre-direction', files[0]!, demo);
}

/** Last: the campaign is closed for good. */
export async function closingScenes(demo: Demonstration, camera: Camera): Promise<void> {
  const campaign = demo.campaign('2026-2de');
  await endOfLife(demo.authority, campaign, demo.platform, demo.folder);
  const signed = closingCertificate(demo.authority.vault, campaign.open.name);
  const page = certificatePage(
    await readCertificate(signed, demo.authority.keys.authorityPublic().fingerprint),
  );
  const certificate = join(demo.folder, 'certificate.html');
  // The folders and the address of an office, instead of those of this machine.
  const asAtAnOffice = page
    .replaceAll(`${demo.folder}/keys`, '/media/cles')
    .replaceAll(`${demo.platform}/`, ADDRESS);
  writeFileSync(certificate, asAtAnOffice);
  const research = join(demo.folder, 'research', campaign.open.name);
  const codebook = readdirSync(research).find((file) => file.endsWith('.html'));
  if (codebook === undefined) throw new Error('the export has no codebook page');
  for (const [name, file] of [
    ['certificat-fermeture', certificate],
    ['dictionnaire-recherche', join(research, codebook)],
  ] as const) {
    if (readFileSync(file).length === 0) throw new Error(`${file} is empty`);
    await camera.visit(WIDE, async (sheet) => {
      await sheet.goto(pathToFileURL(file).href);
      await camera.shoot(sheet, name);
    });
  }
}
