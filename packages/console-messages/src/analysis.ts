/** Figures of an analysis, to be drawn: statistics of nobody in particular. */
import type { Said } from './session.ts';

export interface ItemPlace {
  /** The item, and its score after a dot where it has several. */
  readonly label: string;
  readonly difficulty: number;
  readonly standardError: number | null;
}

export interface ItemCurve {
  readonly id: string;
  /** By score; of an item right or wrong, being right alone. At each θ of the domain's `grid`. */
  readonly curves: readonly { readonly score: number; readonly probabilities: readonly number[] }[];
  /** By bands of pupils. */
  readonly observed: readonly { readonly theta: number; readonly score: number; readonly share: number }[];
}

export interface DifShown {
  readonly column: Said;
  readonly reference: Said;
  readonly focal: Said;
  readonly pupils: readonly [number, number];
  readonly items: readonly {
    readonly id: string;
    /** Mantel-Haenszel Δ: negative disfavours the second group. */
    readonly delta: number | null;
    readonly p: number | null;
    /** By Benjamini and Hochberg. */
    readonly adjustedP: number | null;
    readonly ets: 'A' | 'B' | 'C' | null;
    readonly isLarge: boolean;
  }[];
}

export interface DomainFigures {
  readonly domain: string;
  readonly title: Said;
  /** θ of a Wright map: shares of the pupils of each population, and where items stand. Empty without calibration. */
  readonly theta: readonly number[];
  readonly groups: readonly { readonly label: string; readonly shares: readonly number[] }[];
  readonly items: readonly ItemPlace[];
  readonly grid: readonly number[];
  readonly curves: readonly ItemCurve[];
  readonly dif: readonly DifShown[];
}
