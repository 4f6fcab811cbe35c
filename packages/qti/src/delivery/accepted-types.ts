import type { BaseType, Cardinality, InteractionKind } from './delivery-item.ts';

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
