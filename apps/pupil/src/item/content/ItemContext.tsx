/** What every part of an item needs to know of the item it is in. */
import { type CardTool, type DeliveryItem, type ResponseValue, shownResponses } from '@cloison/qti/delivery';
import { createContext, useContext } from 'react';
import { membersOf } from '../../sitting/responses.ts';
import type { AssetUrl } from './assets.ts';

export interface AnswerOptions {
  /** More keys are likely to follow. */
  readonly typing?: boolean;
  /** Something was there before the pupil answered: to empty it is an answer. */
  readonly prefilled?: boolean;
}

export interface ItemSetting {
  readonly item: DeliveryItem;
  readonly responses: Readonly<Record<string, ResponseValue>>;
  readonly answer: (responseId: string, value: ResponseValue, options?: AnswerOptions) => void;
  /** Saves now: a text field has lost the focus. */
  readonly flush: () => void;
  readonly assetUrl: AssetUrl;
  /** Seed of the ticket, for shuffled choices. */
  readonly seed: number;
  readonly readOnly: boolean;
  /** Whose cards of catalogs this pupil is offered; none when it is not there. */
  readonly cards?: ReadonlySet<CardTool>;
  /** For portable custom interactions; missing where there is none. */
  readonly custom?: CustomParts;
  /** Missing: one attempt. */
  readonly attempts?: Attempts;
  /** What their modules keep to go on from, by response. */
  readonly states?: Readonly<Record<string, string>>;
}

/** How far an item with several attempts is, and how the attempt is ended. */
export interface Attempts {
  /** What can end it now: responses of buttons, and `submit`. */
  readonly ways: ReadonlySet<string>;
  readonly end: (by: string) => void;
  readonly ended: number;
  /** Nothing can be answered any more. */
  readonly isOver: boolean;
}

export interface CustomParts {
  /** The script of a module; null when it could not be loaded. */
  readonly source: (module: string) => Promise<string | null>;
  readonly file: (path: string) => Promise<Blob | null>;
  readonly keepState: (responseId: string, state: string | null) => void;
}

/** What an item offers its parts besides. */
export interface ItemPage extends ItemSetting {
  /** Opens the sign language of a catalog, by its identifier. */
  readonly showSigns: (catalogId: string) => void;
}

const ItemContext = createContext<ItemPage | null>(null);
export const ItemProvider = ItemContext.Provider;

export function useItem(): ItemPage {
  const setting = useContext(ItemContext);
  if (setting === null) throw new Error('outside an item');
  return setting;
}

/** One response, and how to change it. */
export function useResponse(responseId: string): {
  readonly value: ResponseValue;
  readonly answer: (value: ResponseValue, options?: { typing?: boolean }) => void;
} {
  const { item, responses, answer } = useItem();
  const shown = shownResponses(item, responses);
  const value = Object.hasOwn(shown, responseId) ? (shown[responseId] ?? null) : null;
  const prefilled = item.responses.some(({ id, initial }) => id === responseId && initial !== undefined);
  return { value, answer: (next, options) => answer(responseId, next, { ...options, prefilled }) };
}

/** The members of one response, whatever its cardinality, and how to replace them. */
export function useMembers(responseId: string): {
  readonly held: readonly string[];
  readonly hold: (members: readonly string[]) => void;
} {
  const { item } = useItem();
  const { value, answer } = useResponse(responseId);
  const isSingle = item.responses.find(({ id }) => id === responseId)?.cardinality === 'single';
  return {
    held: membersOf(value),
    hold: (members) => answer(members.length === 0 ? null : isSingle ? (members[0] ?? null) : members),
  };
}
