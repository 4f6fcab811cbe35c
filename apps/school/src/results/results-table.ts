/**
 * The map of a class as a table for a spreadsheet: CSV as LibreOffice and Excel read it in French settings (semicolons,
 * decimal commas, UTF-8 with its mark). No cell is a formula there, whatever a name begins with (`@cloison/csv`).
 */
import { csvField } from '@cloison/csv';
import type { ClassResults, MissingReason } from './class-results.ts';

export interface TableWords {
  readonly orderNumber: string;
  readonly lastName: string;
  readonly firstName: string;
  readonly group: string;
  readonly groups: Readonly<Record<'needs' | 'fragile' | 'satisfactory', string>>;
  readonly missing: Readonly<Record<MissingReason, string>>;
  readonly domain: (title: { readonly fr: string; readonly en: string }) => string;
}

export function resultsTable({ domains, rows }: ClassResults, words: TableWords): string {
  const head = [
    words.orderNumber,
    words.lastName,
    words.firstName,
    ...domains.flatMap(({ title, maxScore, forms }) => {
      const name = words.domain(title);
      const group = `${name}, ${words.group}`;
      // Pupils sat different items: a column says out of how many points.
      return forms === undefined ? [`${name} (/ ${decimal(maxScore)})`, group] : [name, `${name} (/)`, group];
    }),
  ];
  const lines = rows.map(({ pupil, cells }) => [
    pupil.orderNumber,
    pupil.lastName,
    pupil.firstName,
    ...cells.flatMap((cell, k) => {
      const hasForms = domains[k]?.forms !== undefined;
      if (cell.kind === 'missing') return ['', ...(hasForms ? [''] : []), words.missing[cell.why]];
      const points = [decimal(cell.score), ...(hasForms ? [decimal(cell.maxScore)] : [])];
      return [...points, words.groups[cell.group]];
    }),
  ]);
  return csv([head, ...lines]);
}

const BYTE_ORDER_MARK = '\ufeff';

export function csv(rows: readonly (readonly string[])[]): string {
  return `${BYTE_ORDER_MARK}${rows.map((row) => row.map((text) => csvField(text, ';')).join(';')).join('\r\n')}\r\n`;
}

function decimal(value: number): string {
  return String(Math.round(value * 100) / 100).replace('.', ',');
}
