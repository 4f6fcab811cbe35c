/** What a release is made by: every variable with its role and rule, and the protection of the whole. */
import type { SensitiveCriterion } from '../criteria/criteria.ts';
import type { DateLevel } from '../hierarchies/level-sources.ts';
import type { MicroaggregationMethod } from '../perturb/microaggregation.ts';
import type { NoiseOptions } from '../perturb/noise.ts';
import type { LossMeasure } from '../recode/loss-measures.ts';
import type { MissingConvention } from '../risk/risk.ts';

export interface Specification {
  /** Of each variable of the file: an undeclared one stops the release. */
  readonly variables: Readonly<Record<string, VariableRule>>;
  readonly perturb?: readonly Perturbation[];
  readonly protection: Protection;
  readonly responses?: ResponseDecision | null;
}

export const ROLES = ['identifier', 'quasi-identifier', 'sensitive', 'other'] as const;
export type Role = (typeof ROLES)[number];

export type VariableRule =
  /** Never leaves. */
  | { readonly role: 'identifier' }
  /** Known to others: what makes people stand out. */
  | {
      readonly role: 'quasi-identifier';
      readonly recode?: readonly Recode[];
      readonly hierarchy?: HierarchyRule;
      /** Levels that may leave: from the first, 0 by default, to the last, `*` by default. */
      readonly levels?: { readonly from?: number; readonly to?: number };
      /** What hiding or coarsening it costs, 1 by default. */
      readonly importance?: number;
    }
  /** Not known to others, and not to become so. */
  | {
      readonly role: 'sensitive';
      readonly recode?: readonly Recode[];
      readonly criteria?: readonly CriterionOf[];
    }
  | {
      readonly role: 'other';
      readonly recode?: readonly Recode[];
      /** `weight`: persons for whom a record stands. `drop`: stays behind. */
      readonly use?: 'release' | 'weight' | 'drop';
    };

type WithoutVariable<Kind> = Kind extends SensitiveCriterion ? Omit<Kind, 'variable'> : never;
export type CriterionOf = WithoutVariable<SensitiveCriterion>;

/** Done to every value alike, before all else: an attacker does the same to what they know. */
export type Recode =
  | { readonly kind: 'date'; readonly level: DateLevel }
  | {
      readonly kind: 'groups';
      readonly groups: Readonly<Record<string, readonly string[]>>;
      readonly others?: string;
    }
  | { readonly kind: 'round'; readonly base: number }
  | {
      readonly kind: 'top' | 'bottom';
      readonly threshold?: number;
      readonly share?: number;
      readonly by?: 'threshold' | 'mean';
    };

export type HierarchyRule =
  | { readonly kind: 'date'; readonly levels: readonly DateLevel[]; readonly any?: boolean }
  | {
      readonly kind: 'intervals';
      readonly widths: readonly number[];
      readonly origin?: number;
      readonly any?: boolean;
    }
  | { readonly kind: 'prefix'; readonly lengths: readonly number[]; readonly any?: boolean }
  | {
      readonly kind: 'groups';
      readonly levels: readonly {
        readonly name: string;
        readonly groups: Readonly<Record<string, readonly string[]>>;
        readonly others?: string;
      }[];
      readonly any?: boolean;
    }
  | {
      readonly kind: 'rows';
      readonly names?: readonly string[];
      readonly rows: readonly (readonly string[])[];
      readonly any?: boolean;
    }
  /** Département, région, all. */
  | { readonly kind: 'departement'; readonly any?: boolean };

/** Done by chance or to groups, after recoding: what leaves is not what an attacker knows. */
export type Perturbation =
  | {
      readonly kind: 'pram';
      readonly variables: readonly string[];
      readonly keep: number;
      readonly within?: readonly string[];
    }
  | {
      readonly kind: 'noise';
      readonly variables: readonly string[];
      readonly share: number;
      readonly how?: NoiseOptions['kind'];
    }
  | {
      readonly kind: 'microaggregate';
      readonly variables: readonly string[];
      readonly k: number;
      readonly method?: MicroaggregationMethod;
    };

export const METHODS = ['recode', 'suppress', 'recode-and-suppress'] as const;

export const SENSITIVE_VALUES = ['protect', 'hide'] as const;

export interface Protection {
  /** `recode`: one level a variable, records that still fail are dropped. `suppress`: single cells are hidden. The third does both. */
  readonly method: (typeof METHODS)[number];
  readonly k: number;
  /** Persons of the population, by a roster or by weights. 1, the default, asks nothing. */
  readonly kMap?: number;
  /** `category` by default: a hidden value is one of its own, and every record fits at least k persons. */
  readonly missing?: MissingConvention;
  /**
   * What happens to a class that fails a criterion of a sensitive variable. `protect`, the default: levels, hidden cells of
   * quasi-identifiers or dropped records see to it. `hide`: the variable's values in the class are hidden, and its records stay.
   */
  readonly sensitiveValues?: (typeof SENSITIVE_VALUES)[number];
  readonly measure?: LossMeasure;
  /** Share of the records that recoding may leave to be dropped or hidden. */
  readonly maxFailing?: number;
  /** `shuffled` by default: the order of a file may tell who is who. */
  readonly order?: 'shuffled' | 'kept';
}

/** Vectors of answers identify like quasi-identifiers: what leaves of them is decided, knowing the risk. */
export interface ResponseDecision {
  readonly variables: readonly string[];
  /** `items`: each answer. `none`: they stay behind. */
  readonly release: 'items' | 'none';
  /** Largest accepted share of records that are alone by their answers. */
  readonly acceptUnique: number;
  /** Known besides: the risk is measured with each too. */
  readonly with?: readonly string[];
}
