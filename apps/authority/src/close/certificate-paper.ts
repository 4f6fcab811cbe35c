/**
 * The certificate as a PDF to read, print and file: the same words as the page, tagged for screen readers, with the signed
 * JSON attached as it is, so that the paper carries what counts. The same certificate gives the same bytes.
 */
import { once } from 'node:events';
import type { Localised } from '@cloison/protocol';
import type { SignedStatement } from '@cloison/protocol/public';
import PDFDocument from 'pdfkit';
import type { VerifiedCohortEnd } from '../cohort/end-statement.ts';
import { frenchSpaces, printable, registerFonts } from '../print/fonts.ts';
import { sayIso } from '../time/format-time.ts';
import type { VerifiedCertificate } from './certificate.ts';
import type { CertificateBlock, CertificateCell } from './certificate-blocks.ts';
import { certificateContent } from './certificate-content.ts';
import { cohortEndContent } from './cohort-end-content.ts';

/** Name of the attachment. */
export const ATTACHED = 'certificat.json';

const MARGIN = 50;
/** A row of two lines, about. */
const ROW_POINTS = 32;
/** Of a column of numbers: « commencées » fits at its head. */
const NUMBER_POINTS = 66;
/** Of a heading of the second level in both languages, about. */
const HEADING_POINTS = 40;
const [INK, GREY] = ['#14335c', '#4a5666'];

/** As `certificate` writes it: what `verify certificate` reads. */
export function certificateText(signed: SignedStatement): string {
  return `${JSON.stringify(signed, null, 2)}\n`;
}

/** `signed` is what `read` was read from. `zone`: in whose time; the machine's by default. */
export function certificatePaper(
  signed: SignedStatement,
  read: VerifiedCertificate,
  zone?: string,
): Promise<Uint8Array> {
  const { at, title } = read.certificate;
  const about = {
    title: `Certificat de fermeture — ${title.fr}`,
    subject: 'Certificat de fermeture / Certificate of closing',
    attached: ATTACHED,
  };
  return statementPaper(signed, { ...about, at: new Date(at), blocks: certificateContent(read) }, zone);
}

/** The same for the statement of a cohort's end. */
export function cohortEndPaper(
  signed: SignedStatement,
  read: VerifiedCohortEnd,
  zone?: string,
): Promise<Uint8Array> {
  const { at, cohort } = read.end;
  const about = {
    title: `Fin d’une cohorte — ${cohort}`,
    subject: 'Fin d’une cohorte / End of a cohort',
    attached: 'attestation.json',
  };
  return statementPaper(signed, { ...about, at: new Date(at), blocks: cohortEndContent(read) }, zone);
}

interface Paper {
  readonly title: string;
  readonly subject: string;
  /** Name of the attachment. */
  readonly attached: string;
  readonly at: Date;
  readonly blocks: readonly CertificateBlock[];
}

async function statementPaper(
  signed: SignedStatement,
  { title, subject, attached, at, blocks }: Paper,
  zone: string | undefined,
): Promise<Uint8Array> {
  const doc = new PDFDocument({
    size: 'A4',
    margin: MARGIN,
    pdfVersion: '1.7',
    tagged: true,
    displayTitle: true,
    lang: 'fr-FR',
    info: {
      Title: title,
      Subject: subject,
      Creator: 'Cloison',
      CreationDate: at,
      ModDate: at,
    },
  });
  const parts: Buffer[] = [];
  doc.on('data', (part: Buffer) => parts.push(part));
  registerFonts(doc);
  doc.file(Buffer.from(certificateText(signed), 'utf8'), {
    name: attached,
    type: 'application/json',
    description: 'La déclaration signée / The signed statement',
    creationDate: at,
    modifiedDate: at,
  });
  const root = doc.struct('Document');
  doc.addStructure(root);
  for (const [i, block] of blocks.entries()) drawBlock(doc, root, block, blocks[i + 1], zone);
  root.end();
  doc.end();
  await once(doc, 'end');
  return new Uint8Array(Buffer.concat(parts));
}

function drawBlock(
  doc: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  block: CertificateBlock,
  next: CertificateBlock | undefined,
  zone: string | undefined,
): void {
  const tagged = (tag: string, draw: () => void) => {
    root.add(doc.struct(tag as never, {}, draw));
  };
  switch (block.kind) {
    case 'heading':
      doc.moveDown(block.level === 1 ? 0 : 0.8);
      // A heading does not stand alone at the foot of a page, nor above a table that moves to the next one.
      if (doc.y > doc.page.height - MARGIN - 90 || movesOn(doc, next, HEADING_POINTS)) doc.addPage();
      tagged(`H${block.level}`, () =>
        writeBoth(doc, block.words, block.level === 1 ? 20 : 14, 'strong', INK),
      );
      return;
    case 'text':
      tagged('P', () =>
        writeBoth(doc, block.words, 10.5, block.isStrong === true ? 'strong' : 'text', '#000000'),
      );
      return;
    case 'instant':
      tagged('P', () => writeBoth(doc, sayIso(block.at, zone), 10.5, 'text', '#000000'));
      return;
    case 'code':
      tagged('P', () => {
        doc.font('text').fontSize(9.5).fillColor('#000000').text(printable(block.code), MARGIN);
        doc.moveDown(0.4);
      });
      return;
    case 'table':
      drawTable(doc, root, block, zone);
  }
}

/** French, then English in grey under it. */
function writeBoth(
  doc: PDFKit.PDFDocument,
  { fr, en }: Localised,
  size: number,
  font: 'text' | 'strong',
  colour: string,
): void {
  doc
    .font(font)
    .fontSize(size)
    .fillColor(colour)
    .text(printable(frenchSpaces(fr)), MARGIN);
  if (en !== fr) {
    doc
      .font('text')
      .fontSize(size * 0.85)
      .fillColor(GREY)
      .text(printable(en), MARGIN);
  }
  doc.moveDown(0.4);
}

/** Whether this is a short table without room here, after so many points more: a short table is not cut in two. */
function movesOn(
  doc: PDFKit.PDFDocument,
  block: Pick<Extract<CertificateBlock, { kind: 'table' }>, 'kind' | 'rows'> | CertificateBlock | undefined,
  after = 0,
): boolean {
  if (block?.kind !== 'table') return false;
  const about = (block.rows.length + 1) * ROW_POINTS;
  const foot = doc.page.height - MARGIN;
  return about < foot - MARGIN && doc.y + after + about > foot;
}

function drawTable(
  doc: PDFKit.PDFDocument,
  root: PDFKit.PDFStructureElement,
  { columns, rows }: Extract<CertificateBlock, { kind: 'table' }>,
  zone: string | undefined,
): void {
  if (rows.length === 0) return;
  if (movesOn(doc, { kind: 'table', rows })) doc.addPage();
  const isNumber = (i: number) => rows[0]?.[i]?.kind === 'number';
  const wide = rows[0]!.filter((_, i) => !isNumber(i)).length;
  const width = doc.page.width - 2 * MARGIN;
  const narrow = (rows[0]!.length - wide) * NUMBER_POINTS;
  const columnStyles = rows[0]!.map((_, i) => (isNumber(i) ? NUMBER_POINTS : (width - narrow) / wide));
  const structure = doc.struct('Table');
  root.add(structure);
  doc.font('text').fontSize(9).fillColor('#000000');
  const head = columns?.map((words, i) => ({
    text: inBoth(words),
    type: 'TH' as const,
    textColor: INK,
    align: { x: isNumber(i) ? ('right' as const) : ('left' as const), y: 'top' as const },
  }));
  const body = rows.map((row) =>
    row.map((cell, i) => ({
      text: cellText(cell, zone),
      align: { x: isNumber(i) ? ('right' as const) : ('left' as const), y: 'top' as const },
    })),
  );
  doc.table({
    columnStyles,
    defaultStyle: {
      border: [0, 0, 0.5, 0],
      borderColor: '#d5dbe3',
      padding: 4,
      // A cell is as high as its text; without a hair more, PDFKit's rounding dropped the last line of one cell in thousands.
      textOptions: { paragraphGap: 0.05 },
    },
    structParent: structure,
    data: head === undefined ? body : [head, ...body],
  } as PDFKit.Mixins.TableOptionsWithData);
  doc.moveDown(0.8);
  doc.x = MARGIN;
}

/** On two lines; on one when they are the same. */
function inBoth({ fr, en }: Localised): string {
  return fr === en ? printable(fr) : `${printable(frenchSpaces(fr))}\n${printable(en)}`;
}

function cellText(cell: CertificateCell, zone: string | undefined): string {
  switch (cell.kind) {
    case 'words':
      return inBoth(cell.words);
    case 'code':
      return printable(cell.code);
    case 'number':
      return String(cell.value);
    case 'instant':
      return inBoth(sayIso(cell.at, zone));
  }
}
