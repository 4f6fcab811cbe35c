/** The vault's files without the keys: no name, INE, class, accommodation, order number, code or root in any byte. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { samplePupils } from '@cloison/dev-env/authority/sample-roster.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { holderSecret } from '../codes/holder-secret.ts';
import { mintCodes } from '../codes/mint.ts';
import { giveReserve } from '../codes/reserve.ts';
import { orderNumberOf } from '../roster/pupils.ts';
import type { HolderRow, PupilRow } from '../vault/rows.ts';

let office: SampleOffice;
const canaries: string[] = [];

beforeAll(async () => {
  office = await sampleOffice('campaign');
  const pupils = [...samplePupils(2, 3)].map((pupil, i) => ({
    ...pupil,
    nom: `Quetzalcóatl${i}`,
    prenom: `Éloïse${i}`,
    classe: `Classe Jabiru ${pupil.niveau}`,
    naissance: '2016-02-29',
    amenagements: 'tiers-temps',
  }));
  // An update, so that pages are freed and written again.
  await office.roster(pupils);
  await office.roster(pupils.map((pupil) => ({ ...pupil, prenom: `${pupil.prenom}bis` })));
  const campaign = await office.campaign();
  await mintCodes(campaign);
  await assignCodes(campaign);
  const rows = office.vault.all<PupilRow>('SELECT * FROM pupil');
  const orders = rows.map((row) => orderNumberOf(campaign, row)!);
  const online = office.vault.get<HolderRow>(`SELECT * FROM holder WHERE pupil IS NOT NULL`)!;
  giveReserve(campaign, orders[rows.findIndex(({ id }) => id === online.pupil)]!, 'lost');
  const secrets = office.vault
    .all<HolderRow>('SELECT * FROM holder')
    .map((row) => holderSecret(campaign, row));
  canaries.push(
    ...pupils.flatMap(({ nom, prenom, classe, ine }) => [nom, prenom, classe, ine]),
    '2016-02-29',
    ...orders,
    ...secrets.flatMap(({ root, code }) => (code === null ? [root] : [root, code, code.replaceAll('-', '')])),
  );
});
afterAll(() => office.remove());

/** The forms in which a text may lie about, in lower case: those that do not depend on where they begin. */
function formsOf(text: string): Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  return [
    bytes,
    Buffer.from(text, 'utf16le'),
    Buffer.from(bytes.toString('hex')),
    ...[0, 1, 2].map((shift) => {
      // Symbols of base64 that no neighbour changes.
      const inner = bytes.subarray((3 - shift) % 3);
      return Buffer.from(inner.subarray(0, inner.length - (inner.length % 3)).toString('base64'));
    }),
  ].filter((form) => form.length >= 6);
}

function search(folder: string): string[] {
  const files = readdirSync(folder).map((name) => readFileSync(join(folder, name)));
  return canaries.filter((canary) =>
    formsOf(canary).some((form) => files.some((file) => file.includes(form))),
  );
}

it('holds no personal value in any of its files, the write-ahead log included', () => {
  expect(readdirSync(office.vaultFolder)).toContain('vault.sqlite-wal');
  expect(canaries.length).toBeGreaterThan(80);
  expect(search(office.vaultFolder)).toEqual([]);
  office.vault.compact();
  expect(search(office.vaultFolder)).toEqual([]);
});

it('is searched by a test that bites', () => {
  const [name, code] = [canaries[0]!, canaries.at(-1)!];
  office.vault.setMeta('slip', `x${name}`);
  office.vault.setMeta('other', Buffer.from(`"${code}"`).toString('base64'));
  expect(search(office.vaultFolder)).toEqual([name, code]);
});
