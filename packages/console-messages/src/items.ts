/** What the work `items` gives: statistics of nobody in particular (`analyse/items-so-far.ts` of the authority). */
import type { Said } from './session.ts';

export interface ChosenOption {
  readonly option: string;
  readonly kind: 'option' | 'omitted' | 'notReached';
  /** In points. */
  readonly score: number;
  readonly pupils: number;
  readonly share: number;
  readonly pointBiserial: number | null;
  /** Share in each fifth of the pupils by success at the other items, lowest first. */
  readonly curve: readonly number[];
}

export interface ItemSoFar {
  readonly id: string;
  readonly title: string;
  readonly pupils: number;
  readonly omitted: number;
  readonly notReached: number;
  readonly facility: number | null;
  readonly discrimination: number | null;
  readonly choices: { readonly options: readonly ChosenOption[]; readonly suspicious: boolean } | null;
  /** Wrong answers that draw too well. */
  readonly drawing: readonly string[];
}

/** What the works `withdrawItem`, `correctItem` and `restoreItem` give. Counts of pupils; nobody is named. */
export interface ItemChangeShown {
  readonly sequence: string;
  readonly item: string;
  readonly given: number;
  readonly changed: number;
  readonly gain: number;
  readonly lose: number;
  readonly maxBefore: number;
  readonly maxAfter: number;
  /** Null: the item is in no domain. */
  readonly domain: {
    readonly id: string;
    readonly pupils: number;
    readonly meanBefore: number | null;
    readonly meanAfter: number | null;
    readonly groupsBefore: Readonly<Record<'needs' | 'fragile' | 'satisfactory', number>>;
    readonly groupsAfter: Readonly<Record<'needs' | 'fragile' | 'satisfactory', number>>;
    readonly moved: number;
  } | null;
  /** Null: only shown; false: it was so already. */
  readonly applied: boolean | null;
}

export interface ItemsSoFar {
  readonly pupils: number;
  readonly least: number;
  readonly domains: readonly {
    readonly domain: string;
    readonly level: string;
    readonly sequence: string;
    readonly title: Said;
    readonly pupils: number;
    /** Empty with fewer pupils than `least`. */
    readonly items: readonly ItemSoFar[];
  }[];
}
