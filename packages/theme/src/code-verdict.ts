/** What can be said of a code while it is typed, before anything is sent. */

/** Functions of the protocol, which the app passes in: this package does not import it. */
export interface CodeRules {
  /** Symbols of what was typed: case, spaces and hyphens gone. */
  readonly normalise: (typed: string) => string;
  /** The same, grouped as it is printed. */
  readonly group: (typed: string) => string;
  /** Symbols of a whole code, check included. */
  readonly length: number;
  /** Throws an error with `code` `code-symbol` (and `position`, from 0), `code-length` or `code-check`. */
  readonly parse: (typed: string) => unknown;
}

export type CodeVerdict =
  | { readonly kind: 'empty' }
  | { readonly kind: 'partial'; readonly typed: number; readonly length: number }
  /** `position` from 1, as people count; symbols after it have not been looked at. */
  | { readonly kind: 'symbol'; readonly position: number; readonly symbol: string }
  | { readonly kind: 'too-long'; readonly typed: number; readonly length: number }
  /** All symbols exist, but together they are no code: one is wrong, or two have changed places. */
  | { readonly kind: 'check' }
  | { readonly kind: 'good' };

export function codeVerdict(typed: string, { normalise, length, parse }: CodeRules): CodeVerdict {
  const symbols = normalise(typed);
  if (symbols === '') return { kind: 'empty' };
  try {
    parse(typed);
    return { kind: 'good' };
  } catch (error) {
    const { code, position } = error as { code?: unknown; position?: unknown };
    if (code === 'code-symbol' && typeof position === 'number') {
      const symbol = String.fromCodePoint(symbols.codePointAt(position) ?? 0x3f);
      return { kind: 'symbol', position: position + 1, symbol };
    }
    if (code === 'code-check') return { kind: 'check' };
    if (code !== 'code-length') throw error;
    return symbols.length < length
      ? { kind: 'partial', typed: symbols.length, length }
      : { kind: 'too-long', typed: symbols.length, length };
  }
}

/** Where the caret belongs in the grouped text so that as many symbols stand before it as before grouping. */
export function caretAfterGrouping(typed: string, caret: number, grouped: string, rules: CodeRules): number {
  const before = rules.normalise(typed.slice(0, caret)).length;
  if (before === 0) return 0;
  let seen = 0;
  for (let at = 0; at < grouped.length; at++) {
    if (rules.normalise(grouped[at]!).length > 0) seen++;
    if (seen === before) return at + 1;
  }
  return grouped.length;
}
