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
} from './delivery/answers.ts';
export { DeliveryError, type DeliveryErrorCode, deliveryErrorCodes } from './delivery/delivery-error.ts';
export {
  type AssociableChoice,
  type BaseType,
  type Cardinality,
  type Choice,
  type ChoiceInteraction,
  type ContentNode,
  type DeliveryItem,
  type DeliveryNode,
  type DeliveryResponse,
  type ElementNode,
  type ExtendedTextInteraction,
  type InlineChoiceInteraction,
  type Interaction,
  type ItemResponses,
  interactionsOf,
  type MatchInteraction,
  type OrderInteraction,
  type Orientation,
  type ResponseValue,
  type TextEntryInteraction,
  type TextNode,
} from './delivery/delivery-item.ts';
export { parseDeliveryItem, parseSequenceContent } from './delivery/parse.ts';
export {
  evaluateRoutingTable,
  type RoutingResult,
  type RoutingRule,
  type RoutingTable,
} from './delivery/routing.ts';
export type { Exercise, SequenceContent } from './delivery/sequence-content.ts';
export { shuffled } from './delivery/shuffle.ts';
export {
  noFolding,
  normalizeText,
  parseInteger,
  parseNumber,
  type TextFolding,
} from './lexical/french-text.ts';
export { compilePattern, type Pattern } from './lexical/pattern.ts';
