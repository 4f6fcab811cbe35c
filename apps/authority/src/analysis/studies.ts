/** The parts of a domain's statistics, as an analysis stores them and reports read them. Nobody is in them. Plain data. */

import type { CalibratedCoefficient, DriftItem } from '@cloison/measurement';
import type { StandardProposal } from '@cloison/study-files';
import type { BackgroundColumn, ReferenceSpec } from '../campaign/spec.ts';
import type { Remark } from './remarks.ts';

export interface DifStudy {
  readonly column: BackgroundColumn;
  readonly reference: string;
  readonly focal: string;
  readonly pupils: readonly [number, number];
  /** Rounds of purification, of the Mantel-Haenszel tests; whether they came to an end. */
  readonly rounds: number;
  readonly settled: boolean;
  readonly items: readonly DifItem[];
}

export interface DifItem {
  readonly id: string;
  /** MH D-DIF: negative disfavours the focal group. */
  readonly delta: number | null;
  readonly p: number | null;
  readonly ets: 'A' | 'B' | 'C' | null;
  readonly standardisedDifference: number | null;
  readonly logistic: {
    readonly pUniform: number | null;
    readonly pNonUniform: number | null;
    readonly rSquaredChange: number | null;
    readonly size: 'A' | 'B' | 'C' | null;
  } | null;
  /** Items of more than two scores. */
  readonly likelihoodRatio: {
    readonly statistic: number | null;
    readonly df: number;
    readonly p: number | null;
    readonly difficultyDifference: number | null;
  } | null;
  /** Who met the item, of the reference and of the other group. Missing in analyses of earlier versions, as `adjusted`. */
  readonly met?: readonly [number, number];
  readonly adjusted?: AdjustedP;
}

/**
 * p-values of one study's items, adjusted for their number: of the Mantel-Haenszel test, and of the likelihood ratio for items
 * of more than two scores. Both are adjusted together, as one family of tests.
 */
export interface AdjustedP {
  readonly holm: number | null;
  readonly benjaminiHochberg: number | null;
}

export interface Q3Study {
  readonly mean: number;
  /** Pairs that stand out, strongest first, ten at most. */
  readonly pairs: readonly { readonly first: string; readonly second: string; readonly q3: number }[];
}

/** Shares of the pupils at each θ, rising and equally spaced, by population. */
export interface PositionsStudy {
  readonly theta: readonly number[];
  readonly groups: readonly { readonly label: string; readonly shares: readonly number[] }[];
}

export interface ObservedItem {
  readonly id: string;
  readonly points: readonly {
    readonly theta: number;
    readonly persons: number;
    readonly shares: readonly number[];
  }[];
}

export interface PersonFitStudy {
  /** With an estimate, and answers that could have differed. */
  readonly pupils: number;
  /** lz* below −1.645 and −2.326: 5 % and 1 % expected. */
  readonly below5: number;
  readonly below1: number;
}

export interface PlausibleStudy {
  readonly values: number;
  readonly seed: number;
  /** Columns of the regression; empty: the population only. */
  readonly background: readonly BackgroundColumn[];
  readonly regression: readonly CalibratedCoefficient[];
  readonly all: GroupMean | null;
  readonly groups: readonly {
    readonly column: BackgroundColumn;
    readonly label: string;
    /** Null: fewer pupils or schools than statistical secrecy allows. */
    readonly mean: GroupMean | null;
  }[];
}

/** Latent regression on factors: differences between pupils' abilities, free of the error of measurement. In points of the scale. */
export interface RegressionStudy {
  /** With an estimate, and their schools. */
  readonly pupils: number;
  readonly schools: number;
  /** Standard deviation of pupils who have the same values. */
  readonly residualSd: number;
  /** Share of the variance of all pupils that the factors explain. */
  readonly explained: number;
  readonly factors: readonly RegressionFactor[];
}

export interface RegressionFactor {
  readonly column: BackgroundColumn;
  readonly reference: string;
  readonly referencePupils: number;
  readonly levels: readonly {
    readonly label: string;
    readonly pupils: number;
    /** From the reference, the other factors being equal. */
    readonly difference: number;
    /** By school; null where there is none. */
    readonly standardError: number | null;
  }[];
  /** Wald's test that no value differs from the reference. */
  readonly test: { readonly chiSquare: number; readonly df: number; readonly p: number } | null;
}

export interface GroupMean {
  readonly pupils: number;
  readonly schools: number;
  readonly mean: number;
  readonly sd: number;
  /** Null with one school: there is no variance between schools to see. */
  readonly standardError: number | null;
  readonly interval: readonly [number, number] | null;
  /** Share of the variance that is due to not having seen abilities. */
  readonly missingInformation: number | null;
}

export interface LinkStudy {
  readonly method: ReferenceSpec['method'];
  /** As the campaign names it. */
  readonly file: string;
  /** θ(reference) = slope·θ(this year) + shift; 1 and 0 when items were estimated on the reference's θ. */
  readonly slope: number;
  readonly shift: number;
  readonly slopeError: number | null;
  readonly shiftError: number | null;
  /** On the reporting scale. */
  readonly linkingError: number | null;
  readonly anchors: readonly DriftItem[];
  /** Population of the reference file on the reporting scale. */
  readonly before: { readonly mean: number; readonly sd: number };
}

export interface ThresholdStudy {
  readonly cuts: readonly {
    /** As it is in force. */
    readonly points: number;
    readonly theta: number;
    readonly scale: number | null;
    /** Shares of pupils given the wrong side, by the estimates. */
    readonly falsePositive: number;
    readonly falseNegative: number;
  }[];
  /** Share of pupils whose true group is the one that their estimate gives. */
  readonly accuracy: number | null;
  /** Share that a second, equal test would put in the same group. */
  readonly consistency: number | null;
  readonly kappa: number | null;
  /** Shares of the groups by the estimates, lowest first. */
  readonly shares: readonly number[];
}

/** What a panel decided, and how surely it would part the pupils. */
export interface StandardStudy extends StandardProposal {
  readonly accuracy: number | null;
  readonly consistency: number | null;
  readonly kappa: number | null;
  readonly shares: readonly number[];
}

/** Domains calibrated together as correlated dimensions. */
export interface DimensionsStudy {
  readonly domains: readonly string[];
  readonly pupils: number;
  /** Of the latent variables; empty with a remark. */
  readonly correlations: readonly {
    readonly between: readonly [string, string];
    readonly correlation: number;
    readonly standardError: number | null;
  }[];
  /** Of scores that borrow from the other domains. */
  readonly reliabilities: readonly { readonly domain: string; readonly reliability: number }[];
  /** Why there is nothing, or what to beware of. */
  readonly remark: Remark | null;
}
