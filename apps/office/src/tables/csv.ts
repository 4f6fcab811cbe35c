/**
 * A table as a file for a spreadsheet, as the language has it: semicolons and decimal commas in French, commas and points in
 * English (UTF-8 with its mark, CRLF). No text is a formula there (`@cloison/csv`).
 */
import { csvField } from '@cloison/csv';
import { saveFile } from '@cloison/theme';

export type Cell = string | number | null;

export function csvOf(rows: readonly (readonly Cell[])[], language: 'fr' | 'en'): string {
  const delimiter = language === 'fr' ? ';' : ',';
  const lines = rows.map((row) => row.map((cell) => cellOf(cell, language)).join(delimiter));
  return `\ufeff${lines.join('\r\n')}\r\n`;
}

/** Decimals of a share or a coefficient: more than a page shows. */
const DECIMALS = 6;

function cellOf(cell: Cell, language: 'fr' | 'en'): string {
  if (cell === null || Number.isNaN(cell)) return '';
  if (typeof cell === 'number') {
    const text = String(Number(cell.toFixed(DECIMALS)));
    return language === 'fr' ? text.replace('.', ',') : text;
  }
  return csvField(cell, 'either');
}

/** The cells of a table that is drawn, as numbers where they are read as numbers. */
export function cellsOf(table: HTMLTableElement): Cell[][] {
  return [...table.rows].map((row) =>
    [...row.cells].map((cell) => readCell((cell.textContent ?? '').trim())),
  );
}

/** Tables of the same columns as one, with each one's caption before its rows. */
export function cellsOfAll(tables: readonly HTMLTableElement[], captions: string): Cell[][] {
  return tables.flatMap((table, i) => {
    const [head = [], ...rows] = cellsOf(table);
    const caption = (table.caption?.textContent ?? '').trim();
    return [...(i === 0 ? [[captions, ...head]] : []), ...rows.map((row) => [caption, ...row])];
  });
}

/** `1 234`, `−0,25`, `61 %` (a share of 1); any other text is itself. */
export function readCell(text: string): Cell {
  const found = /^([−-]?)(\d{1,3}(?:[\s,]\d{3})+|\d+)(?:[.,](\d+))?\s*(%?)$/u.exec(text);
  if (found === null) return text.replaceAll(/\s+/g, ' ');
  const [, sign, whole = '', decimals = '', percent] = found;
  // An identifier keeps its leading zeros.
  if (/^0\d/.test(whole)) return text;
  const value = Number(`${whole.replaceAll(/[\s,]/g, '')}.${decimals || '0'}`) / (percent === '%' ? 100 : 1);
  return sign === '' ? value : -value;
}

/** The browser keeps it under a name made of the table's own. */
export function saveCsv(name: string, rows: readonly (readonly Cell[])[], language: 'fr' | 'en'): void {
  saveFile(`${fileName(name)}.csv`, csvOf(rows, language), 'text/csv;charset=utf-8');
}

function fileName(name: string): string {
  const plain = name.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return (
    plain
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 80) || 'table'
  );
}
