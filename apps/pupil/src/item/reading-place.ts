/**
 * Where a pupil was in a text. Questions on the same text come one after the other: the text then stays where it was, and on a
 * screen with one column the question comes first, since the text has been read.
 */
import type { DeliveryItem, DeliveryNode } from '@cloison/qti/delivery';
import { layoutOf } from '../sitting/item-layout.ts';

export interface ReadingPlace {
  /** The text, as it is delivered. */
  readonly text: string;
  /** How far its own column is scrolled, and how far the page is. CSS pixels. */
  readonly column: number;
  readonly page: number;
}

/** The text of an item, or the item itself where there is none: what a pupil marks is kept by this name. */
export function textName(item: DeliveryItem): string {
  const { support } = layoutOf(item.body);
  return support.length === 0 ? item.id : textOf(support);
}

export const textOf = (support: readonly DeliveryNode[]): string => JSON.stringify(support);

let last: ReadingPlace | null = null;

export function rememberPlace(place: ReadingPlace): void {
  last = place;
}

/** Another pupil comes to this computer. */
export function forgetPlace(): void {
  last = null;
}

/** The place in this text, when it is the one that was on screen last. */
export function placeIn(text: string): ReadingPlace | null {
  return last?.text === text ? last : null;
}
