/** What can be keyed in for an item: read from its delivery form, which has no key of correction. */
import {
  type Choice,
  type ContentNode,
  type DeliveryItem,
  type Exercise,
  type Interaction,
  interactionsOf,
  type SequenceContent,
} from '@cloison/qti/delivery';

export interface EntryChoice {
  readonly id: string;
  /** One to three characters, shown in the cell and in the legend. */
  readonly label: string;
  /** What the choice says in the booklet; empty when the label says it all. */
  readonly text: string;
}

interface ColumnBase {
  readonly item: string;
  readonly title: string;
  /** From 1, in its exercise. */
  readonly number: number;
}

export type EntryColumn =
  | (ColumnBase & {
      /** One choice; several in any order; several in the order given. */
      readonly mode: 'single' | 'multiple' | 'ordered';
      readonly choices: readonly EntryChoice[];
      readonly maxChoices: number;
    })
  | (ColumnBase & {
      readonly mode: 'number' | 'text';
      readonly maxLength: number;
      readonly integer: boolean;
      readonly patternMask: string | null;
      readonly patternMessage: string | null;
      /** The response takes so many texts; missing: it is one. */
      readonly texts?: number;
    })
  /** Nothing that one value can say (pairs, several responses): shown, never keyed. */
  | (ColumnBase & { readonly mode: 'unsupported' });

export interface EntryExercise {
  readonly id: string;
  readonly title: { readonly fr: string; readonly en: string };
  /** Path in the package of the picture of the page, or null. */
  readonly page: string | null;
  /** Day of the booklet on which it is sat; null: the campaign does not say. */
  readonly day: number | null;
  readonly columns: readonly EntryColumn[];
}

/** Exercises of a sequence, in booklet order. Items of no exercise make a last one. `day` is the sequence's. */
export function exercisesOf(content: SequenceContent, day: number | null = null): readonly EntryExercise[] {
  const byId = new Map(content.items.map((item) => [item.id, item]));
  const listed = new Set((content.exercises ?? []).flatMap(({ items }) => items));
  const rest = content.items.filter(({ id }) => !listed.has(id)).map(({ id }) => id);
  const others: Exercise[] =
    rest.length === 0
      ? []
      : [
          {
            id: '~rest',
            title:
              listed.size === 0
                ? { fr: 'Tous les items', en: 'All items' }
                : { fr: 'Autres items', en: 'Other items' },
            page: null,
            items: rest,
          },
        ];
  return [...(content.exercises ?? []), ...others].map(({ id, title, page, items, day: own }) => ({
    id,
    title,
    page,
    day: own ?? day,
    columns: items.flatMap((itemId, i) => {
      const item = byId.get(itemId);
      return item === undefined ? [] : [columnOf(item, i + 1)];
    }),
  }));
}

export function columnOf(item: DeliveryItem, number: number): EntryColumn {
  const base: ColumnBase = { item: item.id, title: item.title, number };
  const interactions = interactionsOf(item.body);
  const interaction = interactions[0];
  if (interaction === undefined || interactions.length > 1) return { ...base, mode: 'unsupported' };
  switch (interaction.kind) {
    case 'choice':
      return {
        ...base,
        mode: cardinalityOf(item, interaction) === 'single' ? 'single' : 'multiple',
        choices: labelled(interaction.choices, interaction.classes),
        maxChoices: interaction.maxChoices,
      };
    case 'inlineChoice':
      return {
        ...base,
        mode: 'single',
        choices: labelled(interaction.choices, interaction.classes),
        maxChoices: 1,
      };
    case 'order':
      return {
        ...base,
        mode: 'ordered',
        choices: labelled(interaction.choices, interaction.classes),
        maxChoices: interaction.maxChoices,
      };
    case 'textEntry': {
      const numeric = interaction.input === 'numeric';
      const declared = item.responses.find(({ id }) => id === interaction.responseId);
      return {
        ...base,
        mode: numeric ? 'number' : 'text',
        maxLength: interaction.maxLength,
        integer: declared?.baseType === 'integer',
        patternMask: interaction.patternMask,
        patternMessage: interaction.patternMessage,
      };
    }
    case 'extendedText':
      return {
        ...base,
        ...(cardinalityOf(item, interaction) === 'single' ? {} : { texts: interaction.strings?.max ?? 1 }),
        mode: 'text',
        maxLength: interaction.maxLength,
        integer: false,
        patternMask: interaction.patternMask,
        patternMessage: interaction.patternMessage,
      };
    case 'match':
    case 'associate':
    case 'gapMatch':
    case 'hottext':
    case 'hotspot':
    case 'selectPoint':
    case 'graphicOrder':
    case 'graphicAssociate':
    case 'graphicGapMatch':
    case 'positionObject':
    case 'slider':
    case 'media':
    case 'drawing':
    case 'upload':
    case 'endAttempt':
    case 'portableCustom':
      return { ...base, mode: 'unsupported' };
  }
}

function cardinalityOf(item: DeliveryItem, interaction: Interaction): 'single' | 'multiple' | 'ordered' {
  const cardinality = item.responses.find(({ id }) => id === interaction.responseId)?.cardinality ?? 'single';
  return cardinality === 'record' ? 'single' : cardinality;
}

/** The label printed in the booklet where the item gives one, else the rank of the choice. */
function labelled(choices: readonly Choice[], classes: readonly string[]): readonly EntryChoice[] {
  const texts = choices.map(({ content }) => plainText(content));
  const own = labelsOf(choices, texts, classes);
  return choices.map(({ id }, i) => {
    const label = own[i]!;
    const text = texts[i]!;
    return { id, label, text: text === label ? '' : text };
  });
}

function labelsOf(
  choices: readonly Choice[],
  texts: readonly string[],
  classes: readonly string[],
): readonly string[] {
  const ranks = choices.map((_, i) => String(i + 1));
  const letters = choices.map((_, i) => String.fromCharCode(65 + i));
  if (classes.includes('qti-labels-upper-alpha') && choices.length <= 26) return letters;
  if (classes.includes('qti-labels-lower-alpha') && choices.length <= 26)
    return letters.map((letter) => letter.toLowerCase());
  if (classes.includes('qti-labels-decimal')) return ranks;
  if (distinct(texts) && texts.every((text) => text !== '' && [...text].length <= 3)) return texts;
  const ids = choices.map(({ id }) => id);
  if (ids.every((id) => /^[A-Za-z]$/.test(id)) && distinct(ids.map((id) => id.toLowerCase()))) return ids;
  return ranks;
}

function distinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

/** What a person would read aloud: text, and the words that stand for pictures. */
export function plainText(nodes: readonly ContentNode[]): string {
  const parts = nodes.map((node) =>
    node.kind === 'text' ? node.text : `${node.attributes.alt ?? ''}${plainText(node.children)}`,
  );
  return parts.join('').replace(/\s+/g, ' ').trim();
}

/** The title of an item, when it says more than its number: many booklets only number their items. */
export function ownTitle({ title, number }: EntryColumn): string | null {
  const words = title.trim();
  return words === '' || new RegExp(`^((item|question|exercice)\\s+)?0*${number}$`, 'i').test(words)
    ? null
    : words;
}

/** What a cell shows: labels of choices, or the text itself. */
export function valueLabel(column: EntryColumn, value: string | readonly string[]): string {
  const labelOf = (id: string) => {
    if (!('choices' in column)) return id;
    return column.choices.find((choice) => choice.id === id)?.label ?? `?${id}`;
  };
  if (typeof value === 'string') return labelOf(value);
  return 'maxLength' in column ? typedText(value) : value.map(labelOf).join(' ');
}

/** A typed answer as it is written in one field: several texts with semicolons between them. */
export function typedText(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.filter((text) => text.trim() !== '').join(' ; ');
}
