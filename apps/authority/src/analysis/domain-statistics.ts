/** What an analysis keeps of a domain: statistics that name no pupil, and estimates of its pupils. Plain data. */

import type { LimitedInformationFit, Scale } from '@cloison/measurement';
import type { describeCalibration } from '@cloison/study-files';
import type { AnalysisSpec } from '../campaign/spec.ts';
import type { Remark } from './remarks.ts';
import type {
  DifStudy,
  LinkStudy,
  ObservedItem,
  PersonFitStudy,
  PlausibleStudy,
  PositionsStudy,
  Q3Study,
  RegressionStudy,
  StandardStudy,
  ThresholdStudy,
} from './studies.ts';

export interface ItemStatistics {
  readonly id: string;
  /** To whom it was given. */
  readonly pupils: number;
  readonly omitted: number;
  readonly notReached: number;
  /** Mean score as a share of the item's maximum. */
  readonly facility: number | null;
  /** Correlation with the sum of the other items. */
  readonly discrimination: number | null;
  readonly alphaIfDropped: number | null;
  readonly infit: number | null;
  readonly outfit: number | null;
  readonly sX2: { readonly statistic: number; readonly df: number; readonly p: number | null } | null;
  /** Of an item that is one choice among several. */
  readonly choices: {
    readonly options: readonly {
      readonly option: string;
      readonly kind: 'option' | 'omitted' | 'notReached';
      /** In points. */
      readonly score: number;
      readonly pupils: number;
      readonly share: number;
      readonly pointBiserial: number | null;
      /** Share in each fifth of the pupils by success at the other items, lowest first. */
      readonly curve: readonly number[];
    }[];
    readonly suspicious: boolean;
  } | null;
}

/** Names no pupil. θ is on the scale of the reference year, where there is one. */
export interface DomainStatistics {
  readonly v: 2;
  readonly domain: string;
  readonly level: string;
  readonly sequence: string;
  readonly settings: AnalysisSpec;
  readonly pupils: number;
  /** With every item of the domain. */
  readonly completePupils: number;
  /** Of sums, in points, of pupils with every item. */
  readonly mean: number | null;
  readonly sd: number | null;
  readonly alpha: number | null;
  readonly omega: number | null;
  readonly standardErrorOfMeasurement: number | null;
  readonly items: readonly ItemStatistics[];
  /** Points of one step of the calibrated scores. */
  readonly unit: number;
  readonly unfit: readonly string[];
  readonly slopes: 'free' | 'equal' | null;
  readonly calibration: ReturnType<typeof describeCalibration> | null;
  /** Of the expected a posteriori estimates: variance explained over variance. */
  readonly reliability: number | null;
  /** Of weighted likelihood estimates, which pupils' scores are; and the model's, of the whole domain. Null without calibration. */
  readonly reliabilities: { readonly wle: number | null; readonly marginal: number | null } | null;
  /** Where pupils stand on the items' scale, by their posteriors; null without calibration. */
  readonly positions: PositionsStudy | null;
  readonly scale: Scale | null;
  readonly population: PopulationStudy | null;
  readonly link: LinkStudy | null;
  readonly m2: LimitedInformationFit | null;
  readonly q3: Q3Study | null;
  readonly personFit: PersonFitStudy | null;
  readonly observed: readonly ObservedItem[];
  readonly dif: readonly DifStudy[];
  readonly plausible: PlausibleStudy | null;
  /** Missing in analyses of earlier versions. */
  readonly regression?: RegressionStudy | null;
  readonly thresholds: ThresholdStudy | null;
  /** Of the campaign's own table, whether or not it is in force. */
  readonly standard: StandardStudy | null;
  readonly remarks: readonly Remark[];
}

/** On the reporting scale. */
export interface PopulationStudy {
  readonly mean: number;
  readonly sd: number;
  /** Sampling of schools (jackknife); null with one school, or none known. */
  readonly standardError: number | null;
  readonly groups: readonly {
    readonly label: string;
    readonly pupils: number;
    readonly mean: number;
    readonly sd: number;
  }[];
  /** Since the reference file's population. */
  readonly growth: {
    readonly points: number;
    /** Sampling and linking together. */
    readonly standardError: number | null;
  } | null;
}

/** Personal. On the reporting scale; NaN where there is none. */
export interface DomainEstimates {
  /** Rows of the vault, rising. Pupils who met no calibrated item have no estimate, and are not here. All numbers are finite. */
  readonly pupils: readonly number[];
  readonly scores: Float64Array;
  readonly errors: Float64Array;
  /** pupils × draws. */
  readonly plausible: { readonly draws: number; readonly values: Float64Array } | null;
  /** Which answers each estimate is of: `answersMark`. */
  readonly marks: readonly string[];
}

export interface AnalysedDomain {
  readonly statistics: DomainStatistics;
  readonly estimates: DomainEstimates | null;
}
