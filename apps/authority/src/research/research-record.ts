/**
 * What remains of one pupil for research. Pseudonymous (distilled at closing): no name, INE, class, school's name or UAI, or code, but
 * still detailed enough to be personal, so sealed under the research key. Anonymous (after `anonymise`): coarsened.
 */
import type { Group, SittingState } from '@cloison/protocol';
import type { ItemResponses } from '@cloison/qti/delivery';
import type { ItemState } from '../score/sitting.ts';

/** Background that a neighbour might know: the quasi-identifiers. Null: suppressed. */
export interface Background {
  readonly sex: 'F' | 'M' | null;
  readonly birthYear: number | null;
  /** 1 to 4. */
  readonly birthQuarter: number | null;
  readonly sector: 'PU' | 'PR' | null;
  readonly priority: 'HEP' | 'REP' | 'REP+' | null;
  /** `75`, `2A`, `974`; from the school's UAI. */
  readonly departement: string | null;
  readonly region: string | null;
}

export interface ResearchItem {
  readonly state: ItemState;
  readonly responses: ItemResponses;
  readonly score: number | null;
  readonly maxScore: number;
  readonly ms: number | null;
}

export interface ResearchRecord {
  /** Random, 16 hexadecimal digits; new at each step, so that files can't be joined by it. */
  readonly id: string;
  readonly level: string;
  readonly background: Background;
  /**
   * A random number, the same for pupils of one school, drawn at closing and kept nowhere else: to count the schools behind a place.
   * Of pseudonymous rows only.
   */
  readonly school?: number;
  readonly sequences: Readonly<Record<string, { readonly state: SittingState }>>;
  readonly domains: Readonly<
    Record<
      string,
      {
        readonly score: number;
        readonly group: Group;
        /** The module or booklet, where pupils sit different items. */
        readonly form?: string;
      } | null
    >
  >;
  /** By domain, on the campaign's scale; missing where the last analysis had no estimate of these answers. */
  readonly scales?: Readonly<
    Record<string, { readonly score: number; readonly error: number; readonly plausible?: readonly number[] }>
  >;
  readonly items: Readonly<Record<string, ResearchItem>>;
}
