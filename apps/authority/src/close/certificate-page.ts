/** The certificate as a page to read and print; the signed JSON beside it is what counts. */

import type { Localised } from '@cloison/protocol';
import type { VerifiedCohortEnd } from '../cohort/end-statement.ts';
import { escapeHtml, PAGE_STYLE } from '../files/html-page.ts';
import { sayIso } from '../time/format-time.ts';
import type { VerifiedCertificate } from './certificate.ts';
import type { CertificateBlock, CertificateCell } from './certificate-blocks.ts';
import { certificateContent } from './certificate-content.ts';
import { cohortEndContent } from './cohort-end-content.ts';

const both = ({ fr, en }: Localised) =>
  fr === en ? escapeHtml(fr) : `${escapeHtml(fr)}<br><span lang="en" class="en">${escapeHtml(en)}</span>`;
/** In words, for who reads; to the millisecond and in UTC, for who asks the page. */
const time = (iso: string, zone: string | undefined) =>
  `<time datetime="${escapeHtml(iso)}">${both(sayIso(iso, zone))}</time>`;

/** `zone`: in whose time; the machine's by default. */
export function certificatePage(read: VerifiedCertificate, zone?: string): string {
  return statementPage(
    `Certificat de fermeture — ${read.certificate.title.fr}`,
    certificateContent(read),
    zone,
  );
}

/** The same for the statement of a cohort's end. */
export function cohortEndPage(read: VerifiedCohortEnd, zone?: string): string {
  return statementPage(`Fin d’une cohorte — ${read.end.cohort}`, cohortEndContent(read), zone);
}

/** On a telephone a table scrolls by itself, by keys too; on paper it is whole. */
const WIDE_STYLE = '.wide{overflow-x:auto}@media print{.wide{overflow:visible}}';

function statementPage(
  title: string,
  content: readonly CertificateBlock[],
  zone: string | undefined,
): string {
  const blocks = content.map((block) => blockOf(block, zone));
  return `<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<style>${PAGE_STYLE}${WIDE_STYLE}</style></head><body>
${blocks.join('\n')}
</body></html>
`;
}

function blockOf(block: CertificateBlock, zone: string | undefined): string {
  switch (block.kind) {
    case 'heading':
      return `<h${block.level}>${both(block.words)}</h${block.level}>`;
    case 'text':
      return block.isStrong === true
        ? `<p><strong>${both(block.words)}</strong></p>`
        : `<p>${both(block.words)}</p>`;
    case 'instant':
      return `<p>${time(block.at, zone)}</p>`;
    case 'code':
      return `<p><code>${escapeHtml(block.code)}</code></p>`;
    case 'table':
      return tableOf(block, zone);
  }
}

function tableOf(
  { columns, rows }: Extract<CertificateBlock, { kind: 'table' }>,
  zone: string | undefined,
): string {
  const isNumber = (i: number) => rows[0]?.[i]?.kind === 'number';
  const heads = columns?.map((words, i) => `<th${isNumber(i) ? ' class="n"' : ''}>${both(words)}</th>`);
  const head = heads === undefined ? '' : `<thead><tr>${heads.join('')}</tr></thead>`;
  const body = rows.map((row) => `<tr>${row.map((cell) => cellOf(cell, zone)).join('')}</tr>`);
  return `<div class="wide" tabindex="0"><table>${head}<tbody>${body.join('')}</tbody></table></div>`;
}

function cellOf(cell: CertificateCell, zone: string | undefined): string {
  switch (cell.kind) {
    case 'words':
      return `<td>${both(cell.words)}</td>`;
    case 'code':
      return `<td><code>${escapeHtml(cell.code)}</code></td>`;
    case 'number':
      return `<td class="n">${escapeHtml(String(cell.value))}</td>`;
    case 'instant':
      return `<td>${time(cell.at, zone)}</td>`;
  }
}
