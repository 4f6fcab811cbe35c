/**
 * CSV by RFC 4180 (comma, CRLF, UTF-8) for files that people open in a spreadsheet: a text that a spreadsheet would run
 * as a formula gets an apostrophe before it (OWASP, "CSV Injection"). Numbers are written as they are.
 */
export type Cell = string | number | null;

export function csvLine(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const text = neutralise(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * A text that no spreadsheet takes for a formula. Where the list separator is a semicolon, as in France, one that opens this
 * file begins a cell after each semicolon and each line's end of a text, since no quotation mark stands there first.
 */
export function neutralise(text: string): string {
  const within = text.replace(/([;\r\n])(?=[=+\-@＝＋－＠])/g, "$1'");
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${within}` : within;
}
