import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import PDFDocument from 'pdfkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { assignCodes } from '../codes/assign.ts';
import { mintCodes } from '../codes/mint.ts';
import { journalLines } from '../journal/journal.ts';
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

describe('what a letter says', () => {
  /** Each text drawn, with the point where it begins and the width that it takes. */
  async function drawn(lang: 'fr' | 'en', contact?: { readonly fr: string; readonly en: string }) {
    const opened = await office.campaign();
    const spec = contact === undefined ? opened.spec : { ...opened.spec, contact };
    const campaign = { ...opened, spec };
    await mintCodes(campaign);
    await assignCodes(campaign);
    const texts: { text: string; x: number; width: number }[] = [];
    const real = PDFDocument.prototype.text;
    const spy = vi.spyOn(PDFDocument.prototype, 'text').mockImplementation(function (
      this: PDFKit.PDFDocument,
      ...given: unknown[]
    ) {
      const [text, x, , options] = given as [string, number, number, PDFKit.Mixins.TextOptions];
      texts.push({ text, x, width: this.widthOfString(text, options) });
      return real.apply(this, given as never);
    });
    await printLetters(campaign, { out: join(office.folder, 'letters'), uai: '0750001U', lang });
    spy.mockRestore();
    return texts;
  }

  it('is the code on one line, with the hyphens of the cards, clear of the square beside it', async () => {
    // It was cut in two, each half with long dashes of its own.
    const code = (await drawn('fr')).filter(({ text }) => /^[0-9A-Z]{4}-/.test(text));
    expect(code).toHaveLength(1);
    expect(code[0]!.text).toMatch(/^([0-9A-Z]{4}-){4}[0-9A-Z]{4}$/);
    const squareLeft = 595 - 56 - 24 - 104;
    expect(code[0]!.x + code[0]!.width).toBeLessThan(squareLeft);
  });

  it('is dates and hours as French writes them, and pages by the name that they have', async () => {
    // "1 décembre à 14:44", and a page that no menu had.
    const text = (await drawn('fr')).map((one) => one.text).join('\n');
    expect(text).toContain('à partir du 1er septembre 2026');
    expect(text).toContain('du 7 septembre à 8\u00A0h au 25 septembre à 18\u00A0h');
    expect(text).toContain('«\u00A0Codes et étiquettes\u00A0»');
    expect(text).not.toMatch(/\d:\d/);
  });

  it('ends with the service’s contact when the campaign has one', async () => {
    expect((await drawn('fr')).map((one) => one.text).join('\n')).not.toContain('joindre');
    const contact = { fr: '01 23 45 67 89', en: '01 23 45 67 89 (office)' };
    const text = (await drawn('fr', contact)).map((one) => one.text).join('\n');
    expect(text).toContain('Pour joindre le service\u00A0: 01 23 45 67 89');
    const english = (await drawn('en', contact)).map((one) => one.text).join('\n');
    expect(english).toContain('To reach the office: 01 23 45 67 89 (office)');
  });

  it('is in English too', async () => {
    const text = (await drawn('en')).map((one) => one.text).join('\n');
    expect(text).toContain('from 7 September at 08:00 to 25 September at 18:00');
    expect(text).toContain('“Codes and slips”');
  });
});

it('prints names in letters that the font has', () => {
  expect(printable('École « Œuvre » — n° 1')).toBe('École « Œuvre » — n° 1');
  expect(printable('Dvořák Nguyễn 学校')).toBe('Dvorák Nguyen ??');
  expect(frenchSpaces('« a » : b !')).toBe('«\u00a0a\u00a0»\u00a0: b\u00a0!');
});
