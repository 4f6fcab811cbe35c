/** One page A4 for one head or one inspector: the code in large groups, a QR code of the code alone, what to do in five steps, the dates. */
import { fill, type Lang } from '@cloison/command/refusal';
import { frenchSpaces, printable } from './fonts.ts';
import { letterWords } from './letter-words.ts';
import { drawQr } from './qr.ts';

export interface Letter {
  readonly campaign: string;
  readonly rehearsal: boolean;
  readonly for: 'head' | 'inspector';
  /** The school, or the area with its code. */
  readonly to: { readonly name: string; readonly town: string; readonly code: string };
  /** As shown: five groups of four. */
  readonly code: string;
  /** Where the school app is. */
  readonly address: string;
  /** How to reach the service; null when the campaign does not say. */
  readonly contact: string | null;
  readonly hasOnline: boolean;
  readonly hasEntry: boolean;
  /** Local instants, already in words. */
  readonly slipsFrom: string;
  readonly reportUntil: string;
  readonly dates: readonly {
    readonly level: string;
    readonly title: string;
    readonly opens: string;
    readonly closes: string;
  }[];
}

const INK = '#12264d';
const GREY = '#4a5568';
const ACCENT = '#b4531a';
const MARGIN = 56;
const QR_POINTS = 104;
const CODE_SPACING = 0.6;
const LARGEST_CODE = 23;

/** The largest size at which the code fits in `width` points, in the current font. */
function codeSize(doc: PDFKit.PDFDocument, code: string, width: number): number {
  doc.fontSize(100);
  const spacing = CODE_SPACING * code.length;
  return Math.min(LARGEST_CODE, Math.floor(((width - spacing) * 1000) / doc.widthOfString(code)) / 10);
}

/** Draws on the current page. The structure is tagged for screen readers. */
export function drawLetter(doc: PDFKit.PDFDocument, letter: Letter, lang: Lang): void {
  const words = letterWords[lang];
  const width = doc.page.width - 2 * MARGIN;
  const root = doc.struct('Sect');
  doc.addStructure(root);
  const tagged = (tag: string, draw: () => void, options: PDFKit.Mixins.StructureElementOptions = {}) => {
    root.add(doc.struct(tag as never, options, draw));
  };
  const text = (value: string, x: number, y: number, options: PDFKit.Mixins.TextOptions = {}) =>
    doc.text(printable(lang === 'fr' ? frenchSpaces(value) : value), x, y, {
      width: width - (x - MARGIN),
      ...options,
    });

  tagged('P', () => {
    doc.font('text').fontSize(11).fillColor(GREY);
    text(letter.campaign, MARGIN, MARGIN);
  });
  if (letter.rehearsal) {
    tagged('P', () => {
      doc.font('strong').fontSize(11).fillColor(ACCENT);
      text(words.rehearsal, MARGIN, MARGIN + 18);
    });
  }
  tagged('P', () => {
    const left = MARGIN + width / 2;
    doc.font('text').fontSize(11).fillColor(GREY);
    text(words[letter.for].to, left, 110);
    doc.font('strong').fontSize(12).fillColor('#000000');
    text(letter.to.name, left, doc.y + 2);
    doc.font('text').fontSize(12);
    if (letter.to.town !== '') text(letter.to.town, left, doc.y);
    doc.fontSize(10).fillColor(GREY);
    text(letter.to.code, left, doc.y + 2);
  });
  tagged('P', () => {
    doc.font('text').fontSize(10).fillColor(ACCENT);
    text(words.confidential, MARGIN, 206);
  });
  tagged('H1', () => {
    doc.font('strong').fontSize(22).fillColor(INK);
    text(words[letter.for].title, MARGIN, 226);
  });
  tagged('P', () => {
    doc.font('text').fontSize(11).fillColor('#000000');
    text(words[letter.for].intro, MARGIN, doc.y + 4, { lineGap: 2 });
  });

  const top = doc.y + 14;
  const qrLeft = MARGIN + width - QR_POINTS - 24;
  const height = QR_POINTS + 40;
  doc.markContent('Artifact', { type: 'Layout' });
  doc.roundedRect(MARGIN, top, width, height, 6).lineWidth(1.5).strokeColor(INK).stroke();
  doc.endMarkedContent();
  tagged('P', () => {
    doc.font('text').fontSize(10).fillColor(GREY);
    text(words.code, MARGIN + 20, top + 16);
    // One line, as on the cards: a person who copies a code must not wonder whether a line end is part of it.
    doc
      .font('strong')
      .fillColor('#000000')
      .fontSize(codeSize(doc, letter.code, qrLeft - MARGIN - 44));
    text(letter.code, MARGIN + 20, top + 58, { characterSpacing: CODE_SPACING, lineBreak: false });
  });
  tagged('Figure', () => drawQr(doc, letter.code, qrLeft, top + 14, QR_POINTS), {
    alt: words.qrAlt,
    bbox: [qrLeft, top + 14, qrLeft + QR_POINTS, top + 14 + QR_POINTS],
  } as PDFKit.Mixins.StructureElementOptions);
  tagged('Caption', () => {
    doc.font('text').fontSize(8).fillColor(GREY);
    text(words.qr, qrLeft - 20, top + QR_POINTS + 21, { width: QR_POINTS + 40, align: 'center' });
  });

  tagged('H2', () => {
    doc.font('strong').fontSize(14).fillColor(INK);
    text(words.stepsTitle, MARGIN, top + height + 20);
  });
  const paper =
    letter.hasOnline && letter.hasEntry ? words.both : letter.hasOnline ? words.slips : words.booklets;
  const values = { address: letter.address, slips: letter.slipsFrom, report: letter.reportUntil };
  const steps =
    letter.for === 'head'
      ? [words.open, words.type, words.teachers, paper, words.results]
      : [words.open, words.type, words.follow, words.help, words.figures];
  for (const [i, step] of steps.entries()) {
    tagged('P', () => {
      const y = doc.y + 6;
      doc.font('strong').fontSize(11).fillColor(INK);
      text(`${i + 1}.`, MARGIN, y, { width: 18 });
      doc.font('text').fillColor('#000000');
      text(fill(step, values), MARGIN + 20, y, { lineGap: 1 });
    });
  }

  tagged('H2', () => {
    doc.font('strong').fontSize(14).fillColor(INK);
    text(words[letter.for].datesTitle, MARGIN, doc.y + 16);
  });
  // A school with many levels has many dates: they are set closer, so that the page stays one.
  const close = letter.dates.length > 6;
  for (const date of letter.dates) {
    tagged('P', () => {
      const y = doc.y + (close ? 1 : 4);
      doc
        .font('text')
        .fontSize(close ? 8 : 10.5)
        .fillColor('#000000');
      text(fill(words.sequence, date), MARGIN, y, { width: width * 0.38 });
      const below = doc.y;
      text(fill(words.window, date), MARGIN + width * 0.4, y);
      doc.y = Math.max(below, doc.y);
    });
  }
  tagged('P', () => {
    doc.font('text').fontSize(9).fillColor(GREY);
    const { contact } = letter;
    const lines = contact === null ? words.lost : `${words.lost} ${fill(words.contact, { contact })}`;
    const foot = doc.page.height - MARGIN - (contact === null ? 36 : 48);
    text(lines, MARGIN, Math.max(doc.y + 10, foot), { height: contact === null ? 40 : 52 });
  });
  root.end();
}
