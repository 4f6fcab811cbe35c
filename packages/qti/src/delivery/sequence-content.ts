/** The items of a sequence, in booklet order, as one published file. */

import type { DeliveryItem } from './delivery-item.ts';
import type { SequenceModule } from './modules.ts';

export interface Exercise {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
  /** Picture of the booklet's page, by its path in the package, or null. */
  readonly page: string | null;
  /** Identifiers of items of the same sequence, in order. */
  readonly items: readonly string[];
  /** Day of the booklet on which it is sat, from 1; missing: that of the sequence. */
  readonly day?: number;
}

/** A module of portable custom interactions: its name in the items, and its file, by its path in the package. */
export interface Script {
  readonly module: string;
  readonly path: string;
}

export interface SequenceContent {
  readonly v: 1;
  readonly id: string;
  readonly items: readonly DeliveryItem[];
  /** What portable custom interactions of the items load, each once. Absent: nothing. */
  readonly scripts?: readonly Script[];
  readonly exercises?: readonly Exercise[];
  /** Of an adaptive sequence: `items` are those of all modules. */
  readonly modules?: readonly SequenceModule[];
}
