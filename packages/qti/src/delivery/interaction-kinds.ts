/**
 * What there is to know of each kind of interaction, apart from its fields (`delivery-schema.ts`) and its reader: its
 * response, whether the player draws it, what can be seen of it, what must fit. A new kind does not compile until each
 * table below has it.
 */

import { checkPattern, checkShapes, choiceIds, inconsistent, matchCounts, unique } from './check-choices.ts';
import type {
  BaseType,
  Cardinality,
  Choice,
  ContentNode,
  GapContent,
  HottextContent,
  Interaction,
  InteractionKind,
  Picture,
} from './delivery-item.ts';
import { limits } from './limits.ts';
import {
  choicesShape,
  dataUrlLength,
  gapsOf,
  hottextsOf,
  pairsShape,
  type ResponseShape,
} from './response-shape.ts';

/** What the player draws today. */
export const playableKinds = [
  'choice',
  'inlineChoice',
  'textEntry',
  'match',
  'order',
  'extendedText',
  'associate',
  'gapMatch',
  'hottext',
  'hotspot',
  'selectPoint',
  'graphicOrder',
  'graphicAssociate',
  'graphicGapMatch',
  'positionObject',
  'slider',
  'media',
  'drawing',
  'endAttempt',
  'portableCustom',
  'upload',
] as const satisfies readonly InteractionKind[];

interface AcceptedTypes {
  readonly cardinalities: readonly Cardinality[];
  readonly baseTypes: readonly BaseType[];
}

const selection: AcceptedTypes = { cardinalities: ['single', 'multiple'], baseTypes: ['identifier'] };
const order: AcceptedTypes = { cardinalities: ['ordered'], baseTypes: ['identifier'] };
const directed: AcceptedTypes = { cardinalities: ['single', 'multiple'], baseTypes: ['directedPair'] };
const undirected: AcceptedTypes = { cardinalities: ['single', 'multiple'], baseTypes: ['pair'] };
const points: AcceptedTypes = { cardinalities: ['single', 'multiple', 'ordered'], baseTypes: ['point'] };
const file: AcceptedTypes = { cardinalities: ['single'], baseTypes: ['file'] };

/** Cardinalities and base types of the response of each kind of interaction (QTI 3.0 ASI, section "Interactions"). */
export const acceptedTypes: Readonly<Record<InteractionKind, AcceptedTypes>> = {
  choice: selection,
  inlineChoice: { cardinalities: ['single'], baseTypes: ['identifier'] },
  textEntry: { cardinalities: ['single', 'record'], baseTypes: ['string', 'integer', 'float', 'record'] },
  match: directed,
  order,
  extendedText: {
    cardinalities: ['single', 'multiple', 'ordered', 'record'],
    baseTypes: ['string', 'integer', 'float', 'record'],
  },
  associate: undirected,
  gapMatch: directed,
  hottext: selection,
  hotspot: selection,
  selectPoint: points,
  graphicOrder: order,
  graphicAssociate: undirected,
  graphicGapMatch: directed,
  positionObject: points,
  slider: { cardinalities: ['single'], baseTypes: ['integer', 'float'] },
  media: { cardinalities: ['single'], baseTypes: ['integer'] },
  drawing: file,
  upload: file,
  endAttempt: { cardinalities: ['single'], baseTypes: ['boolean'] },
  portableCustom: {
    cardinalities: ['single', 'multiple', 'ordered'],
    baseTypes: ['identifier', 'string', 'integer', 'float', 'boolean', 'point', 'pair', 'directedPair'],
  },
};

/** What a response can be: what a player may save, and what a scorer accepts. */
export function responseShape(interaction: Interaction): ResponseShape {
  switch (interaction.kind) {
    case 'choice':
      return choicesShape(interaction.choices, interaction, false);
    case 'inlineChoice':
      return choicesShape(interaction.choices, { minChoices: 1, maxChoices: 1 }, false);
    case 'order':
      return choicesShape(interaction.choices, interaction, true);
    case 'hottext':
      return choicesShape(hottextsOf(interaction.content), interaction, false);
    case 'hotspot':
      return choicesShape(interaction.hotspots, interaction, false);
    case 'graphicOrder':
      return choicesShape(interaction.hotspots, interaction, true);
    case 'match':
      return pairsShape(interaction.sources, interaction.targets, interaction, false);
    case 'gapMatch':
      return pairsShape(interaction.choices, gapsOf(interaction.content), interaction, false);
    case 'graphicGapMatch':
      return pairsShape(interaction.choices, interaction.hotspots, interaction, false);
    case 'associate':
      return pairsShape(interaction.choices, interaction.choices, interaction, true);
    case 'graphicAssociate':
      return pairsShape(interaction.hotspots, interaction.hotspots, interaction, true);
    case 'textEntry':
      return { kind: 'text', maxLength: interaction.maxLength, min: 1, max: 1 };
    case 'extendedText': {
      const { min, max } = interaction.strings ?? { min: 1, max: 1 };
      return { kind: 'text', maxLength: interaction.maxLength, min, max };
    }
    case 'selectPoint':
    case 'positionObject':
      return { kind: 'points', min: interaction.minChoices, max: interaction.maxChoices };
    case 'slider':
      return { kind: 'number', lower: interaction.lowerBound, upper: interaction.upperBound, min: 1 };
    case 'media':
      return { kind: 'number', lower: 0, upper: limits.plays, min: interaction.minPlays > 0 ? 1 : 0 };
    case 'drawing':
      return { kind: 'file', maxLength: limits.drawingLength };
    case 'upload':
      return { kind: 'file', maxLength: dataUrlLength(interaction.maxBytes) };
    case 'endAttempt':
      return { kind: 'flag' };
    case 'portableCustom':
      return { kind: 'opaque', maxLength: interaction.maxLength };
  }
}

interface Parts {
  readonly contents: readonly (ContentNode | GapContent | HottextContent)[];
  readonly pictures: readonly Picture[];
  /** The content that is pressed to answer, where no card of a catalog can open. Beside a piece stands a button for its cards. */
  readonly pressed: readonly ContentNode[];
}

/** What an interaction holds that can be seen: content and pictures. */
export function partsOf(interaction: Interaction): Parts {
  const inside = (list: readonly Choice[]): readonly ContentNode[] =>
    list.flatMap((choice) => choice.content);
  switch (interaction.kind) {
    case 'choice':
    case 'order':
    case 'associate':
      return { contents: [...interaction.prompt, ...inside(interaction.choices)], pictures: [], pressed: [] };
    case 'inlineChoice':
      return { contents: inside(interaction.choices), pictures: [], pressed: [] };
    case 'match': {
      const { prompt, sources, targets } = interaction;
      return { contents: [...prompt, ...inside(sources), ...inside(targets)], pictures: [], pressed: [] };
    }
    case 'gapMatch': {
      const { prompt, choices: list, content: nodes } = interaction;
      return { contents: [...prompt, ...inside(list), ...nodes], pictures: [], pressed: [] };
    }
    case 'hottext':
      return {
        contents: [...interaction.prompt, ...interaction.content],
        pictures: [],
        pressed: hottextsOf(interaction.content).flatMap(({ content }) => content),
      };
    case 'hotspot':
    case 'selectPoint':
    case 'graphicOrder':
    case 'graphicAssociate':
    case 'drawing':
      return { contents: interaction.prompt, pictures: [interaction.picture], pressed: [] };
    case 'graphicGapMatch': {
      const { prompt, choices: list, picture: one } = interaction;
      return { contents: [...prompt, ...inside(list)], pictures: [one], pressed: [] };
    }
    case 'positionObject':
      return { contents: [], pictures: [interaction.stage, interaction.object], pressed: [] };
    case 'media':
      return { contents: [...interaction.prompt, ...interaction.media], pictures: [], pressed: [] };
    case 'portableCustom':
      return { contents: [...interaction.prompt, ...interaction.markup], pictures: [], pressed: [] };
    case 'extendedText':
    case 'slider':
    case 'upload':
      return { contents: interaction.prompt, pictures: [], pressed: [] };
    case 'textEntry':
    case 'endAttempt':
      return { contents: [], pictures: [], pressed: [] };
  }
}

/** Throws `DeliveryError` when the parts of an interaction do not fit each other; `place` is where its item is. */
export function checkInteraction(interaction: Interaction, place: string): void {
  const within = (min: number, max: number, all: number): void => {
    if (min > max || max > all)
      inconsistent(place, 'a minimum, a maximum and a number of choices that do not fit');
  };
  const { kind } = interaction;
  switch (kind) {
    case 'choice':
    case 'order':
      choiceIds(interaction.choices, place);
      within(interaction.minChoices, interaction.maxChoices, interaction.choices.length);
      return;
    case 'inlineChoice':
      choiceIds(interaction.choices, place);
      return;
    case 'hottext': {
      const hottexts = hottextsOf(interaction.content);
      choiceIds(hottexts, place);
      within(interaction.minChoices, interaction.maxChoices, hottexts.length);
      return;
    }
    case 'hotspot':
    case 'graphicOrder':
      choiceIds(interaction.hotspots, place);
      checkShapes(interaction.hotspots, place);
      within(interaction.minChoices, interaction.maxChoices, interaction.hotspots.length);
      return;
    case 'match': {
      const { sources, targets, minAssociations, maxAssociations } = interaction;
      choiceIds([...sources, ...targets], place);
      within(minAssociations, maxAssociations, sources.length * targets.length);
      for (const one of sources) matchCounts(one, targets.length, place);
      for (const one of targets) matchCounts(one, sources.length, place);
      return;
    }
    case 'gapMatch': {
      const gaps = gapsOf(interaction.content);
      choiceIds([...interaction.choices, ...gaps], place);
      within(interaction.minAssociations, interaction.maxAssociations, gaps.length);
      for (const one of interaction.choices) matchCounts(one, gaps.length, place);
      return;
    }
    case 'graphicGapMatch': {
      const { choices: list, hotspots: places, minAssociations, maxAssociations } = interaction;
      choiceIds([...list, ...places], place);
      checkShapes(places, place);
      within(minAssociations, maxAssociations, list.length * places.length);
      for (const one of list) matchCounts(one, places.length, place);
      for (const one of places) matchCounts(one, list.length, place);
      return;
    }
    case 'associate':
    case 'graphicAssociate': {
      const ends = kind === 'associate' ? interaction.choices : interaction.hotspots;
      choiceIds(ends, place);
      if (kind === 'graphicAssociate') checkShapes(interaction.hotspots, place);
      const most = (ends.length * (ends.length - 1)) / 2;
      within(interaction.minAssociations, interaction.maxAssociations, most);
      for (const one of ends) matchCounts(one, Math.max(1, ends.length - 1), place);
      return;
    }
    case 'selectPoint':
    case 'positionObject':
      within(interaction.minChoices, interaction.maxChoices, limits.points);
      return;
    case 'slider':
      if (!(interaction.lowerBound < interaction.upperBound) || !(interaction.step > 0))
        inconsistent(place, 'bounds and a step that do not fit');
      return;
    case 'media':
      within(interaction.minPlays, interaction.maxPlays ?? limits.plays, limits.plays);
      return;
    case 'textEntry':
      if (interaction.patternMask !== null) checkPattern(interaction.patternMask, place);
      return;
    case 'extendedText': {
      if (interaction.patternMask !== null) checkPattern(interaction.patternMask, place);
      const { strings } = interaction;
      if (strings !== undefined && (strings.min > strings.max || strings.max < 1))
        inconsistent(place, 'numbers of texts that do not fit');
      return;
    }
    case 'portableCustom':
      unique(interaction.modules, place);
      if (!interaction.modules.includes(interaction.module)) inconsistent(place, 'its module is not listed');
      return;
    case 'drawing':
    case 'upload':
    case 'endAttempt':
      return;
  }
}
