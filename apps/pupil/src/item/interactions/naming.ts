/** Accessible names of interactions, and the order and labels of choices. */
import {
  type Choice,
  type ContentNode,
  type DeliveryItem,
  type Interaction,
  interactionsOf,
  shuffled,
} from '@cloison/qti/delivery';
import { plainText } from '../../sitting/item-layout.ts';
import type { Words } from '../../words/catalogue.ts';
import { questionText } from './question-text.ts';

/** The choices in this pupil's order. */
export function inPupilsOrder<C extends Choice>(
  choices: readonly C[],
  shuffle: boolean,
  seed: number,
  shuffleName: string,
): readonly C[] {
  return shuffle ? shuffled(choices, seed, shuffleName) : choices;
}

/**
 * The accessible name of a field: what the item gives, else the words that ask for it, else its number among the item's fields.
 * Two fields that the same words ask for have their numbers, too.
 */
export function fieldName(item: DeliveryItem, interaction: Interaction, words: Words): string {
  if (interaction.label !== null) return interaction.label;
  const all = interactionsOf(item.body);
  const blank = words.item.blank(
    all.findIndex(({ responseId }) => responseId === interaction.responseId) + 1,
  );
  const asked = questionText(item.body, interaction.responseId);
  if (asked === '') return all.length === 1 ? words.item.yourText : blank;
  const same = all.filter(({ responseId }) => questionText(item.body, responseId) === asked).length > 1;
  return same ? `${asked}, ${blank}` : asked;
}

export function choiceName(content: readonly ContentNode[], id: string): string {
  return plainText(content) || id;
}

/** Number in a class such as `qti-choices-stacking-2`, or null. */
export function classNumber(classes: readonly string[], prefix: string): number | null {
  const found = classes.find((name) => name.startsWith(prefix))?.slice(prefix.length);
  return found !== undefined && /^\d{1,3}$/.test(found) ? Number(found) : null;
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz';

/** The label before a choice by QTI's vocabulary (`qti-labels-upper-alpha`, `qti-labels-suffix-period` …), or null. */
export function choiceLabel(classes: readonly string[], index: number): string | null {
  const letter = ALPHABET[index];
  const label = classes.includes('qti-labels-decimal')
    ? String(index + 1)
    : classes.includes('qti-labels-lower-alpha')
      ? letter
      : classes.includes('qti-labels-upper-alpha')
        ? letter?.toUpperCase()
        : classes.includes('qti-labels-cjk-ideographic')
          ? ideograph(index + 1)
          : undefined;
  if (label === undefined) return null;
  if (classes.includes('qti-labels-suffix-parenthesis')) return `${label})`;
  return classes.includes('qti-labels-suffix-period') ? `${label}.` : label;
}

const IDEOGRAPHS = '〇一二三四五六七八九十';

/** A number from 1 to 99 as East Asian readers write it: 十, 十一, 二十, 二十一. */
function ideograph(number: number): string | undefined {
  if (number > 99) return undefined;
  const [tens, units] = [Math.floor(number / 10), number % 10];
  const ten = tens === 0 ? '' : `${tens === 1 ? '' : IDEOGRAPHS[tens]}十`;
  return ten + (units === 0 ? '' : IDEOGRAPHS[units]);
}

export interface ChoiceLimits {
  readonly minChoices: number;
  readonly maxChoices: number;
  /** How many there are to choose from. */
  readonly count: number;
}

/** How many to choose. */
export function limitHint({ minChoices, maxChoices, count }: ChoiceLimits, words: Words): string {
  if (maxChoices === 1) return words.item.chooseOne;
  if (maxChoices >= count) return words.item.chooseSome;
  return minChoices === maxChoices ? words.item.chooseExactly(maxChoices) : words.item.chooseUpTo(maxChoices);
}

const NUMBER_WORDS: readonly (readonly string[])[] = [
  [],
  ['un', 'une', 'one'],
  ['deux', 'two'],
  ['trois', 'three'],
  ['quatre', 'four'],
  ['cinq', 'five'],
  ['six'],
];

const VERBS = {
  choose: /^(coche|choisi|sélectionne|entoure|choose|tick|select|circle)/,
  write: /^(cite|écri|donne|nomme|trouve|propose|recopie|write|give|name|find|list|copy)/,
} as const;

/** Whether a question says itself how many to choose or write (« Coche deux réponses »): then the hint need not say it again. */
export function saysCount(
  prompt: readonly ContentNode[],
  count: number,
  act: keyof typeof VERBS = 'choose',
): boolean {
  const words = plainText(prompt)
    .toLowerCase()
    .split(/[^\p{L}\d]+/u);
  const asks = words.some((word) => VERBS[act].test(word));
  return asks && [String(count), ...(NUMBER_WORDS[count] ?? [])].some((number) => words.includes(number));
}

/** What a place of a picture is called: what its author wrote, else its number. */
export function spotName({ label }: { readonly label: string | null }, index: number, words: Words): string {
  return label ?? words.item.spot(index + 1);
}
