import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { journalLines } from '../journal/journal.ts';
import { type SampleOffice, sampleOffice } from '../sample/sample-office.ts';
import { frenchSpaces, printable } from './fonts.ts';
import { printLetters } from './print-letters.ts';

let office: SampleOffice;
beforeEach(async () => {
  office = await sampleOffice('roster');
});
afterEach(() => office.remove());

const pages = (bytes: Buffer) => bytes.toString('latin1').match(/\/Type \/Page\b/g)?.length;

describe("heads' letters", () => {
  it('are one tagged page for each school, whole or not there, for the owner only, and in the journal', async () => {
    const campaign = await office.campaign();
    await expect(printLetters(campaign, { out: office.folder })).rejects.toMatchObject({
      code: 'letters-none',
    });
    await mintCodes(campaign);
    await assignCodes(campaign);
    const out = join(office.folder, 'letters');
    const done = await printLetters(campaign, { out });
    expect(done.letters).toBe(2);
    expect(readdirSync(out).sort()).toEqual(['lettre-0750001U.pdf', 'lettre-0750002V.pdf']);
    for (const path of done.files) {
      const bytes = readFileSync(path);
      expect(bytes.subarray(0, 8).toString()).toBe('%PDF-1.7');
      expect(pages(bytes)).toBe(1);
      expect(bytes.toString('latin1')).toMatch(/\/MarkInfo|\/StructTreeRoot/);
      expect(bytes.toString('latin1')).toContain('AtkinsonHyperlegibleNext');
      expect(statSync(path).mode & 0o077).toBe(0);
    }
    expect([...journalLines(office.vault)].at(-1)).toContain('"what":"letters.print"');
    rmSync(out, { recursive: true });
    const single = await printLetters(campaign, { out, single: true, lang: 'en' });
    expect(pages(readFileSync(single.files[0]!))).toBe(2);
    expect((await printLetters(campaign, { out, uai: '0750002V' })).letters).toBe(1);
    await expect(printLetters(campaign, { out, uai: 'x' })).rejects.toMatchObject({ code: 'letters-school' });
  });
});

it('prints names in letters that the font has', () => {
  expect(printable('École « Œuvre » — n° 1')).toBe('École « Œuvre » — n° 1');
  expect(printable('Dvořák Nguyễn 学校')).toBe('Dvorák Nguyen ??');
  expect(frenchSpaces('« a » : b !')).toBe('«\u00a0a\u00a0»\u00a0: b\u00a0!');
});
