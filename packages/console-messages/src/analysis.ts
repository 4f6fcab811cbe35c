/** Figures of an analysis, to be drawn: statistics of nobody in particular. */
import type { Said } from './session.ts';

export interface ItemPlace {
  /** The item, and its score after a dot where it has several. */
  readonly label: string;
  readonly difficulty: number;
  readonly standardError: number | null;
}

export interface WrightBand {
  readonly low: number;
  readonly high: number;
  /** Share of the pupils of each population. */
  readonly shares: readonly number[];
  readonly items: readonly ItemPlace[];
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
    /** Who met the item, of the first and of the second group; null in analyses of earlier versions. */
    readonly met: readonly [number, number] | null;
    /** Mantel-Haenszel Δ: negative disfavours the second group. */
    readonly delta: number | null;
    readonly p: number | null;
    /** By Benjamini and Hochberg. */
    readonly adjustedP: number | null;
    readonly ets: 'A' | 'B' | 'C' | null;
    readonly isLarge: boolean;
  }[];
}

/** Domains calibrated together as correlated dimensions: in the result of the work `analyse`, and nowhere else. */
export interface DimensionsShown {
  readonly domains: readonly Said[];
  readonly pupils: number;
  /** Of what is measured, free of the error of measurement; empty with a remark. */
  readonly correlations: readonly {
    readonly between: readonly [Said, Said];
    readonly correlation: number;
    readonly standardError: number | null;
  }[];
  /** Of scores that borrow from the other domains. */
  readonly reliabilities: readonly { readonly domain: Said; readonly reliability: number }[];
  readonly remark: Said | null;
}

/** Differences and errors in points of the reporting scale. */
export interface RegressionShown {
  readonly pupils: number;
  readonly schools: number;
  readonly residualSd: number;
  /** Share of the variance. */
  readonly explained: number;
  readonly factors: readonly {
    readonly column: Said;
    readonly reference: Said;
    readonly referencePupils: number;
    readonly levels: readonly {
      readonly label: Said;
      readonly pupils: number;
      readonly difference: number;
      readonly standardError: number | null;
    }[];
    /** That no value differs from the reference. */
    readonly test: { readonly chiSquare: number; readonly df: number; readonly p: number } | null;
  }[];
}

export interface DomainFigures {
  readonly domain: string;
  readonly title: Said;
  /** Populations of the Wright map. */
  readonly groups: readonly string[];
  /** Of the Wright map: bands of θ, highest first, those where nobody and nothing is left out. Empty without calibration. */
  readonly bands: readonly WrightBand[];
  readonly grid: readonly number[];
  readonly curves: readonly ItemCurve[];
  readonly dif: readonly DifShown[];
  /** Null when none was asked for, or it was refused: then `regressionRefused` says why. */
  readonly regression: RegressionShown | null;
  readonly regressionRefused: readonly Said[];
}
