/**
 * The edge of the terminal: what a command shows may hold words of an input file or of a host's answer. Control characters
 * would move the cursor, change titles or write over what stands there; marks of direction would reorder what is read.
 * They are shown as what they are: U+001B as `\u{1b}`. Line feeds and tabs stay.
 */

/** C0 but tab and line feed, DEL, C1; marks and isolates of direction (UAX #9); separators of lines and paragraphs. */
const UNPRINTABLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (symbol) => `\\u{${hex(symbol)}}`);
}

/** What somebody wrote, as part of a line: a line feed in it would begin a line that looks like one of ours. */
export function oneLine(text: string): string {
  return printable(text).replace(/[\t\n]/g, (symbol) => `\\u{${hex(symbol)}}`);
}

/** JSON on one line, for programs and for terminals: the same characters, by the escapes of JSON itself. */
export function printableJson(value: object): string {
  return JSON.stringify(value).replace(UNPRINTABLE, (symbol) => `\\u${hex(symbol).padStart(4, '0')}`);
}

const hex = (symbol: string) => symbol.charCodeAt(0).toString(16);
