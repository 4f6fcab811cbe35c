/**
 * Access codes (protocol 1, "Codes"): Crockford base32 symbols and one check symbol in GF(32).
 *
 * Guarantees to the person who types: every single wrong symbol and every swap of two different neighbours is
 * noticed before anything is sent. It does not say which symbol is wrong when all are in the alphabet.
 */
import { CODE_ALPHABET } from './primitives/base32.ts';
import type { Bytes } from './primitives/bytes.ts';
import { ProtocolError } from './primitives/errors.ts';

export type CodeKind = 'pupil' | 'staff';

const SHAPES: Readonly<Record<CodeKind, { readonly random: number; readonly groups: readonly number[] }>> = {
  pupil: { random: 13, groups: [5, 5, 4] },
  staff: { random: 19, groups: [4, 4, 4, 4, 4] },
};

/** A code that has been read and whose check symbol fits. `symbols` are the random ones, upper case, without the check. */
export interface AccessCode {
  readonly kind: CodeKind;
  readonly symbols: string;
  /** As shown to people, with hyphens and the check symbol. */
  readonly text: string;
}

/** Multiplication by α = x in GF(2^5) with x^5 + x^2 + 1. */
function timesAlpha(value: number): number {
  const shifted = value << 1;
  return (shifted & 32) === 0 ? shifted : (shifted ^ 0b100101) & 31;
}

/** `Σ αⁱ·sᵢ` for i = 0 … n−1 from the left, by Horner's rule from the right. */
function checkValue(symbols: string): number {
  let sum = 0;
  for (let i = symbols.length - 1; i >= 0; i--) sum = timesAlpha(sum) ^ CODE_ALPHABET.indexOf(symbols[i]!);
  return sum;
}

/** The check symbol of a run of random symbols. */
export function checkSymbol(symbols: string): string {
  return CODE_ALPHABET[checkValue(symbols)]!;
}

function group(symbols: string, groups: readonly number[]): string {
  let at = 0;
  return groups
    .map((length) => {
      at += length;
      return symbols.slice(at - length, at);
    })
    .filter((part) => part !== '')
    .join('-');
}

/**
 * Draws a code. `random(n)` returns n fresh random bytes; five bits of each are used, so that symbols are uniform.
 */
export function mintCode(kind: CodeKind, random: (length: number) => Bytes): AccessCode {
  const symbols = Array.from(random(SHAPES[kind].random), (byte) => CODE_ALPHABET[byte & 31]!).join('');
  return { kind, symbols, text: group(symbols + checkSymbol(symbols), SHAPES[kind].groups) };
}

/** Symbols of what somebody typed so far: case, spaces and hyphens ignored, I and L read as 1, O as 0. */
export function normaliseCode(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\-‐‑‒–—−._]/g, '')
    .replace(/[IL]/g, '1')
    .replace(/O/g, '0');
}

/** Groups what has been typed so far as the finished code will be, for a field that groups itself. */
export function groupCode(typed: string, kind: CodeKind): string {
  return group(normaliseCode(typed), [...SHAPES[kind].groups, 1_000]);
}

/** Number of symbols of a code, check included. */
export function codeLength(kind: CodeKind): number {
  return SHAPES[kind].random + 1;
}

/**
 * Reads what somebody typed. Throws `code-symbol` (with the position among the symbols), `code-length` or `code-check`.
 */
export function parseCode(typed: string, kind: CodeKind): AccessCode {
  const all = normaliseCode(typed);
  for (let i = 0; i < all.length; i++) {
    if (!CODE_ALPHABET.includes(all[i]!)) throw new ProtocolError('code-symbol', `position ${i + 1}`, i);
  }
  if (all.length !== codeLength(kind))
    throw new ProtocolError('code-length', `${all.length} of ${codeLength(kind)}`);
  const symbols = all.slice(0, -1);
  if (checkSymbol(symbols) !== all.at(-1)) throw new ProtocolError('code-check');
  return { kind, symbols, text: group(all, SHAPES[kind].groups) };
}
