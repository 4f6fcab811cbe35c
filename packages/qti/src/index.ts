/**
 * `@cloison/qti`: QTI 3.0 and 2.x items, tests and packages, for those who may see the keys. Browsers that show items import
 * `@cloison/qti/delivery` alone.
 */

export { lintItem } from './lint/lint.ts';
export type {
  AssessmentTest,
  BranchRule,
  ItemRef,
  SessionControl,
  TestFeedback,
  TestPart,
  TestSection,
  TimeLimits,
} from './model/assessment-test.ts';
export type {
  Feedback,
  Item,
  MapEntry,
  Mapping,
  OutcomeDeclaration,
  ResponseDeclaration,
  Rubric,
} from './model/item.ts';
export {
  describeProblem,
  ProblemList,
  type QtiLintCode,
  type QtiProblem,
  type QtiProblemCode,
  QtiProblems,
  type QtiRemark,
  qtiLintCodes,
  qtiProblemCodes,
} from './model/problem.ts';
export { assetMediaType, checkAsset } from './package/asset.ts';
export {
  type Asset,
  type PackageTest,
  type QtiPackage,
  type ReadPackageOptions,
  type RefusedItem,
  readPackage,
} from './package/read-package.ts';
export { buildManifest, writePackage } from './package/write-package.ts';
export { readZip, writeZip, zipLimits } from './package/zip.ts';
export { type DeliveryOptions, toDelivery } from './publish/to-delivery.ts';
export { distinctVariants, type ItemVariant, toVariantDelivery, variantId } from './publish/variants.ts';
export { readAssessmentTest } from './read/assessment-test.ts';
export { type ReadItemOptions, readItem } from './read/item.ts';
export { buildRoutingTable, type RoutingRefusal, type RoutingTableResult } from './routing/routing-table.ts';
export {
  type ItemSession,
  type ItemSessions,
  nextItem,
  type PlannedItem,
  planTest,
  processTest,
} from './score/assessment-test.ts';
export { correctResponseOf } from './score/candidates.ts';
export { feedbackFor } from './score/feedback-for.ts';
export { type Attainable, attainableScore } from './score/maximum.ts';
export {
  type ResponseError,
  type ResponseErrorCode,
  responseErrorCodes,
  type Validity,
} from './score/responses.ts';
export {
  declaredMaximum,
  type Invalid,
  isCompleted,
  maxScore,
  type OutcomeValue,
  type Run,
  runAttempts,
  type Scored,
  type ScoreOptions,
  score,
  scoreAttempts,
} from './score/score.ts';
export type { Said } from './words/say.ts';
export { wordsOf } from './words/words-of.ts';
