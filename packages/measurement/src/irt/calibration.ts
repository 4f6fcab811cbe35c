/** Request and result of a calibration. */

import type { LanePool } from '../lanes/lane-pool.ts';
import type { ItemParameters } from '../models/item-models.ts';
import type { Quadrature } from '../models/quadrature.ts';
import type { PatternBlocks } from '../responses/pattern-blocks.ts';
import type { ResponseMatrix } from '../responses/response-matrix.ts';
import type { Background } from './background.ts';
import type { Estimation, Expected } from './estimation.ts';
import type { BetaPrior } from './maximisation.ts';
import type { ModelState } from './model-state.ts';

export type ModelName = 'rasch' | '2pl' | '3pl' | '4pl' | 'pcm' | 'gpcm' | 'grm';

export interface Groups {
  /** The first is the reference: mean 0, and standard deviation 1 where slopes are free. */
  readonly labels: readonly string[];
  /** Of each person. */
  readonly of: Uint16Array;
}

export interface CalibrationRequest {
  /** Scores and `NOT_ADMINISTERED` only: see `applyMissingRule`. */
  readonly matrix: ResponseMatrix;
  /** One model for all items, or one for each. */
  readonly model: ModelName | ReadonlyMap<string, ModelName>;
  readonly groups?: Groups;
  /** Sampling weights; scaled here to sum to the number of persons. */
  readonly weights?: Float64Array;
  /** Background variables of a latent regression, as numbers or by `codeBackground`. Centred here. */
  readonly background?: Background;
  /** Items whose parameters are known: they fix the scale. */
  readonly anchors?: ReadonlyMap<string, ItemParameters>;
  /** Prior of guessing for 3PL and 4PL items. Default: of four options. */
  readonly guessing?: BetaPrior;
  /** Prior of the upper asymptote for 4PL items. Default: `DEFAULT_UPPER_PRIOR`. */
  readonly upper?: BetaPrior;
  /** Fixed nodes. Default: `DEFAULT_QUADRATURE`, widened and refined until doubling changes nothing reported. */
  readonly quadrature?: Quadrature;
  /**
   * Classes or schools that persons come in. Standard errors are then of the sandwich by cluster; with weights alone, by
   * person; without either, of the curvature.
   */
  readonly clusters?: Uint32Array;
  /** How the observed information is computed. Default: Louis. */
  readonly information?: 'louis' | 'oakes' | 'none';
  /** Most expectation steps of EM, 2,000 by default: ordinary data need ten to forty. */
  readonly maxSteps?: number;
}

export interface CalibrationRuntime {
  readonly pool: LanePool;
  /** Called after each pass over the persons. */
  readonly onStep?: (step: number, logLikelihood: number) => void;
}

export interface CalibratedItem {
  readonly id: string;
  readonly parameters: ItemParameters;
  /** In the order of `toVector`; null for what was fixed, or when there is no information matrix. */
  readonly standardErrors: readonly (number | null)[];
  /** Of each of `difficulties`, by the delta method. */
  readonly difficultyErrors: readonly (number | null)[];
  /** Of guessing and of the upper asymptote as probabilities; null for items without. */
  readonly guessingError: number | null;
  readonly upperError: number | null;
  readonly anchored: boolean;
  /** Persons with an answer. */
  readonly persons: number;
}

export interface CalibratedGroup {
  readonly label: string;
  readonly persons: number;
  readonly mean: number;
  readonly sd: number;
  /** Null where fixed. */
  readonly meanError: number | null;
  readonly sdError: number | null;
  /** As `Calibration.reliability`, within the group. */
  readonly reliability: number | null;
}

/** A background variable of the latent regression. */
export interface CalibratedCoefficient {
  readonly name: string;
  readonly coefficient: number;
  readonly standardError: number | null;
  /** Its weighted mean, which the regression takes off: the reference group's mean is that of persons who have it. */
  readonly center: number;
}

/** A factor of the latent regression: its levels against the reference, and all of them at once. */
export interface CalibratedFactor {
  readonly name: string;
  readonly reference: string;
  readonly referencePersons: number;
  readonly levels: readonly {
    readonly level: string;
    readonly persons: number;
    /** Difference from the reference level, on the scale of θ. */
    readonly coefficient: number;
    readonly standardError: number | null;
  }[];
  /** Wald's test that no level differs; the same whatever the reference. Null without information. */
  readonly test: { readonly chiSquare: number; readonly df: number; readonly p: number } | null;
}

/** An item that cannot be calibrated, and why: nobody met it, or all answers got the same score. */
export interface SetAside {
  readonly id: string;
  readonly reason: 'no-answers' | 'one-score';
  /** The one score observed, or null. */
  readonly score: number | null;
}

/** The same calibration looked at with twice the nodes. */
export interface QuadratureCheck {
  readonly nodes: number;
  readonly low: number;
  readonly high: number;
  /** log-likelihood with the check's nodes minus that reported. */
  readonly logLikelihoodChange: number;
  /** Largest change that one Newton step on the check's nodes would make to a parameter; null without information. */
  readonly largestParameterChange: number | null;
  readonly enough: boolean;
}

export interface Calibration {
  readonly model: CalibrationRequest['model'];
  readonly items: readonly CalibratedItem[];
  readonly setAside: readonly SetAside[];
  readonly groups: readonly CalibratedGroup[];
  /** Every coded column, those of factors included. */
  readonly regression: readonly CalibratedCoefficient[];
  readonly factors: readonly CalibratedFactor[];
  /**
   * Reliability of the EAP scores: their variance over that variance plus the mean posterior variance, as mirt's
   * `empirical_rxx`. Weighted, over persons with an answer; null for fewer than two.
   */
  readonly reliability: number | null;
  readonly logLikelihood: number;
  /** Log-likelihood plus log priors of asymptotes; the same as `logLikelihood` without a prior. */
  readonly objective: number;
  readonly freeParameters: number;
  readonly aic: number;
  readonly bic: number;
  readonly persons: number;
  /** Persons with at least one answer. */
  readonly personsWithAnswers: number;
  readonly iterations: number;
  /** Passes over all persons. */
  readonly passes: number;
  /** How far the log-likelihood is below its maximum, by a quadratic approximation; null without information. */
  readonly shortfall: number | null;
  readonly quadrature: Quadrature;
  readonly check: QuadratureCheck;
  readonly information: 'louis' | 'oakes' | 'none' | 'not positive definite';
  /** What standard errors allow for besides the curvature. */
  readonly robust: 'clusters' | 'weights' | null;
  readonly parameterNames: readonly string[];
  /** Inverse of the observed information, parameters × parameters; null without. */
  readonly covariance: Float64Array | null;
  /** Of each person, in the order of the file. */
  readonly eap: Float64Array;
  readonly posteriorSd: Float64Array;
  /** For further estimates of the same persons and items. */
  readonly scoring: ScoringBasis;
}

/** What scoring persons needs of a calibration. */
export interface ScoringBasis {
  readonly blocks: PatternBlocks;
  readonly itemIds: readonly string[];
  readonly items: readonly ItemParameters[];
  readonly groupOf: Uint16Array | null;
  readonly personMean: Float64Array | null;
  readonly means: Float64Array;
  readonly variances: Float64Array;
  readonly estimation: Estimation;
  readonly state: ModelState;
  readonly expected: Expected;
}
