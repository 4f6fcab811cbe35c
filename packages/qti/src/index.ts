/**
 * `@cloison/qti`: QTI 3.0 items, tests and packages, for those who may see the keys. Browsers that show items import
 * `@cloison/qti/delivery` alone.
 */

export { lintItem } from './lint/lint.ts';
export type {
  Item,
  MapEntry,
  Mapping,
  OutcomeDeclaration,
  ResponseDeclaration,
  Rubric,
} from './model/item.ts';
export {
  describeProblem,
  type QtiLintCode,
  type QtiProblem,
  type QtiProblemCode,
  QtiProblems,
  type QtiRemark,
  qtiLintCodes,
  qtiProblemCodes,
} from './model/problem.ts';
export { assetMediaType } from './package/asset.ts';
export {
  type Asset,
  type PackageTest,
  type QtiPackage,
  type RefusedItem,
  readPackage,
} from './package/read-package.ts';
export { buildManifest, writePackage } from './package/write-package.ts';
export { readZip, writeZip, zipLimits } from './package/zip.ts';
export { toDelivery } from './publish/to-delivery.ts';
export { readItem } from './read/item.ts';
export { buildRoutingTable, type RoutingRefusal, type RoutingTableResult } from './routing/routing-table.ts';
export { correctResponseOf } from './score/candidates.ts';
export { type Attainable, attainableScore } from './score/maximum.ts';
export { type ResponseError, type ResponseErrorCode, responseErrorCodes } from './score/responses.ts';
export {
  declaredMaximum,
  type Invalid,
  maxScore,
  type OutcomeValue,
  type Scored,
  score,
} from './score/score.ts';
