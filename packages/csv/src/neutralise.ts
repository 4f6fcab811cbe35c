/**
 * Texts that no spreadsheet takes for a formula (OWASP, "CSV Injection"; CWE-1236). A cell that begins with `=`, `+`, `-`, `@`,
 * their full-width twins, a tab or a line's end gets an apostrophe before it.
 *
 * So does what another program takes for a cell of its own. A program whose list separator is not the file's (a semicolon in
 * France, a comma in England, a tab) begins a cell after each such character within a text, with or without quotation marks,
 * and after each line's end.
 */
const BEGINS = /^[=+\-@\t\r\n＝＋－＠]/;
const BEGINS_WITHIN = /([;,\t\r\n]["\s]*)(?=[=+\-@＝＋－＠])/g;

export function neutralise(text: string): string {
  const within = text.replace(BEGINS_WITHIN, "$1'");
  return BEGINS.test(text) ? `'${within}` : within;
}

/** A number and nothing else, such as `-12` or `-0.5`: a spreadsheet reads it as that number, and runs nothing. */
export function isPlainNumber(text: string): boolean {
  return /^-?\d+(?:\.\d+)?$/.test(text);
}
