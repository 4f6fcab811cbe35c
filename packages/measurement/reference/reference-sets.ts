/** Simulated responses, and what established R packages make of them (README.md here); the published LSAT6 and LSAT7 tables. For tests only. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { matrixFromRows, type ResponseMatrix } from '../src/responses/response-matrix.ts';

const folder = import.meta.dirname;

// biome-ignore lint/suspicious/noExplicitAny: reference files of many shapes, read by tests only
export const reference = (name: string): any => JSON.parse(readFileSync(join(folder, name), 'utf8'));

export function referenceRows(name: string): (number | null)[][] {
  return readFileSync(join(folder, name), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(',').map((cell) => (cell === '' ? null : Number(cell))));
}

export const referenceMatrix = (name: string): ResponseMatrix => matrixFromRows(referenceRows(name));

/** Section 6 of the Law School Admission Test: 1,000 persons, 5 items (Bock & Lieberman 1970, Psychometrika 35, table 1). */
export const LSAT6: Readonly<Record<string, number>> = {
  '00000': 3,
  '00001': 6,
  '00010': 2,
  '00011': 11,
  '00100': 1,
  '00101': 1,
  '00110': 3,
  '00111': 4,
  '01000': 1,
  '01001': 8,
  '01011': 16,
  '01101': 3,
  '01110': 2,
  '01111': 15,
  '10000': 10,
  '10001': 29,
  '10010': 14,
  '10011': 81,
  '10100': 3,
  '10101': 28,
  '10110': 15,
  '10111': 80,
  '11000': 16,
  '11001': 56,
  '11010': 21,
  '11011': 173,
  '11100': 11,
  '11101': 61,
  '11110': 28,
  '11111': 298,
};

/** Section 7 (Bock & Lieberman 1970, table 1). */
export const LSAT7: Readonly<Record<string, number>> = {
  '00000': 12,
  '00001': 19,
  '00010': 1,
  '00011': 7,
  '00100': 3,
  '00101': 19,
  '00110': 3,
  '00111': 17,
  '01000': 10,
  '01001': 5,
  '01010': 3,
  '01011': 7,
  '01100': 7,
  '01101': 23,
  '01110': 8,
  '01111': 28,
  '10000': 7,
  '10001': 39,
  '10010': 11,
  '10011': 34,
  '10100': 14,
  '10101': 51,
  '10110': 15,
  '10111': 90,
  '11000': 6,
  '11001': 25,
  '11010': 7,
  '11011': 35,
  '11100': 18,
  '11101': 136,
  '11110': 32,
  '11111': 308,
};

export function patternMatrix(table: Readonly<Record<string, number>>): ResponseMatrix {
  return matrixFromRows(
    Object.entries(table)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([pattern, frequency]) => Array.from({ length: frequency }, () => [...pattern].map(Number))),
  );
}

/** First row of each pattern in `patternMatrix`, in its order. */
export function firstRows(table: Readonly<Record<string, number>>): readonly number[] {
  let row = 0;
  return Object.entries(table)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, frequency]) => {
      row += frequency;
      return row - frequency;
    });
}

export function largestDifference(found: ArrayLike<number | null>, wanted: ArrayLike<number>): number {
  let largest = found.length === wanted.length ? 0 : Number.POSITIVE_INFINITY;
  for (let k = 0; k < wanted.length; k++) {
    const one = found[k];
    largest = Math.max(
      largest,
      one === null || one === undefined ? Number.POSITIVE_INFINITY : Math.abs(one - wanted[k]!),
    );
  }
  return largest;
}
