/**
 * `@cloison/qti/delivery`: what a browser needs to show items and take responses. No XML, no response processing,
 * and no key of any item (a check holds that nothing imported here reaches `saxes` or the scorer).
 */

export {
  type AllowedElement,
  allowedElements,
  type HtmlElementName,
  isHtmlElementName,
  isMathElementName,
  type MathElementName,
  voidElements,
} from './delivery/allow-list.ts';
export {
  type AnswerState,
  answerState,
  cleanText,
  isAnswered,
  worstCaseResponseBytes,
  worstCaseStateBytes,
} from './delivery/answers.ts';
export { DeliveryError, type DeliveryErrorCode, deliveryErrorCodes } from './delivery/delivery-error.ts';
export {
  type AssociableChoice,
  type AssociableHotspot,
  type AssociateInteraction,
  type BaseType,
  type Cardinality,
  type Catalog,
  type CatalogCard,
  type CatalogEntry,
  type Choice,
  type ChoiceInteraction,
  type ContentNode,
  type DeliveryItem,
  type DeliveryNode,
  type DeliveryResponse,
  type DrawingInteraction,
  type ElementNode,
  type EndAttemptInteraction,
  type ExtendedTextInteraction,
  type GapContent,
  type GapMatchInteraction,
  type GapNode,
  type GraphicAssociateInteraction,
  type GraphicGapMatchInteraction,
  type GraphicOrderInteraction,
  type Hotspot,
  type HotspotInteraction,
  type HottextContent,
  type HottextInteraction,
  type HottextNode,
  type InlineChoiceInteraction,
  type Interaction,
  type InteractionKind,
  type ItemResponses,
  interactionsOf,
  type MatchInteraction,
  type MediaInteraction,
  type OrderInteraction,
  type Orientation,
  type Picture,
  type PortableCustomInteraction,
  type PositionObjectInteraction,
  type ResponseValue,
  type SelectPointInteraction,
  type Shape,
  type SliderInteraction,
  type Step,
  type Steps,
  type StyleRule,
  shownResponses,
  type TextEntryInteraction,
  type TextNode,
  type UploadInteraction,
} from './delivery/delivery-item.ts';
export { playableKinds, responseShape } from './delivery/interaction-kinds.ts';
export {
  lettersOf,
  type MarkedNode,
  type MarkedTag,
  markedTag,
  markedText,
  readMarkedText,
} from './delivery/marked-text.ts';
export { type SequenceModule, stageRecord, stageRecords, stagesOf, waysThrough } from './delivery/modules.ts';
export { type OpaqueFault, opaqueFault } from './delivery/opaque-response.ts';
export { parseDeliveryItem, parseSequenceContent } from './delivery/parse.ts';
export {
  isPlayable,
  type PlayableInteraction,
  type PlayableKind,
  unplayableReasons,
} from './delivery/playable.ts';
export { type Associable, gapsOf, hottextsOf, type ResponseShape } from './delivery/response-shape.ts';
export {
  evaluateRoutingTable,
  type RoutingResult,
  type RoutingRule,
  type RoutingTable,
} from './delivery/routing.ts';
export type { Exercise, Script, SequenceContent } from './delivery/sequence-content.ts';
export { shuffled } from './delivery/shuffle.ts';
export { parseStageTables, type StageTables } from './delivery/stage-tables.ts';
export {
  allInteractions,
  attemptId,
  countId,
  endAttempt,
  isOfEndedAttempt,
  isOver,
  itemAt,
  type Place,
  placeOf,
  submit,
  waysOn,
} from './delivery/steps.ts';
export { isColor } from './delivery/style-allow-list.ts';
export { type CardSupport, type CardTool, cardsOf, cardTools } from './delivery/supports.ts';
export {
  noFolding,
  normalizeText,
  parseInteger,
  parseNumber,
  type TextFolding,
} from './lexical/french-text.ts';
export { compilePattern, type Pattern } from './lexical/pattern.ts';
