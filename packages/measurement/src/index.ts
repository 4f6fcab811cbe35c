/** Item statistics, item response models, scaling, linking, standards: pure functions on typed arrays. */

export {
  type AssembledModule,
  assembleModule,
  assembleModules,
  type BankItem,
  informationTarget,
  type ModuleTarget,
  type RoutingCut,
  routingCuts,
  sumCuts,
} from './adaptive/modules.ts';
export { simulateTwoStage, type TwoStageDesign, type TwoStageResult } from './adaptive/simulate-two-stage.ts';
export { type BookletStatistics, classicalByBooklet } from './classical/by-booklet.ts';
export { type DistractorTable, distractorAnalysis, type OptionStatistics } from './classical/distractors.ts';
export {
  type ClassicalItem,
  type ClassicalSummary,
  classicalStatistics,
  cronbachAlpha,
} from './classical/item-statistics.ts';
export { type OneFactor, omega, oneFactor } from './classical/omega.ts';
export {
  type BookletDesign,
  balancedBooklets,
  type DesignBalance,
  designBalance,
} from './design/booklets.ts';
export { type CombinedEstimate, combineImputations } from './design/combine-imputations.ts';
export {
  type Design,
  type GroupDifference,
  type PopulationGroup,
  type PopulationRequest,
  type PopulationResult,
  populationEstimates,
} from './design/population.ts';
export {
  fayReplicates,
  jackknifeReplicates,
  type ReplicatedEstimate,
  type Replicates,
  replicateVariance,
  weightedMean,
  weightedSd,
} from './design/replicates.ts';
export {
  type LikelihoodRatioDif,
  type LikelihoodRatioOptions,
  likelihoodRatioDif,
} from './dif/likelihood-ratio.ts';
export { type LogisticDif, type LogisticTest, logisticDif } from './dif/logistic.ts';
export { type DifOptions, etsClass, type MantelHaenszel, mantelHaenszel } from './dif/mantel-haenszel.ts';
export type { DifGroups, TestedTogether } from './dif/matching.ts';
export {
  calibrateDimensions,
  type Dimension,
  type DimensionItem,
  type DimensionsCalibration,
  type DimensionsRequest,
} from './dimensions/calibrate-dimensions.ts';
export { dimensionsRemarks } from './dimensions/dimensions-remarks.ts';
export {
  MEASUREMENT_ERRORS,
  MeasurementError,
  type MeasurementErrorCode,
} from './errors/measurement-error.ts';
export {
  type CurvePoint,
  type ItemCurve,
  itemCurves,
  type MeanSquares,
  meanSquares,
} from './fit/item-fit.ts';
export { type LimitedInformationFit, m2 } from './fit/m2.ts';
export { type ResidualCorrelations, residualCorrelations } from './fit/q3.ts';
export { type ItemFit, sX2 } from './fit/s-x2.ts';
export {
  type Background,
  type BackgroundColumn,
  codeBackground,
  type Factor,
  type KnownFactor,
} from './irt/background.ts';
export { calibrate } from './irt/calibrate.ts';
export type {
  CalibratedCoefficient,
  CalibratedFactor,
  CalibratedGroup,
  CalibratedItem,
  Calibration,
  CalibrationRequest,
  CalibrationRuntime,
  Groups,
  ModelName,
  QuadratureCheck,
  ScoringBasis,
  SetAside,
} from './irt/calibration.ts';
export {
  type CalibrationRemark,
  calibrationRemarks,
  PERSONS_WANTED,
} from './irt/calibration-remarks.ts';
export { type BetaPrior, DEFAULT_UPPER_PRIOR, guessingPriorFor } from './irt/maximisation.ts';
export type { PointMethod } from './lanes/estimate-lane.ts';
export { laneRange } from './lanes/expectation.ts';
export { type LaneJob, type LanePool, runLane, sequentialPool } from './lanes/lane-pool.ts';
export { createPlausibleState, type PlausibleState } from './lanes/plausible-values.ts';
export { type DriftItem, type DriftResult, linkWithoutDrift } from './linking/drift.ts';
export {
  type CommonItem,
  commonItems,
  difficultyDifference,
  type Link,
  type LinkConstants,
  type LinkMethod,
  link,
  linkConstants,
  toTargetScale,
} from './linking/link.ts';
export { composeLinks, createScale, errorToScale, fromScale, type Scale, toScale } from './linking/scale.ts';
export {
  categoryCount,
  difficulties,
  fillLogProbabilities,
  type ItemMoments,
  type ItemParameters,
  itemMoments,
  rescaleItem,
  toVector,
  vectorNames,
} from './models/item-models.ts';
export { DEFAULT_QUADRATURE, type Quadrature, quadratureNodes } from './models/quadrature.ts';
export { adjustP, type PAdjustment } from './numeric/adjust-p.ts';
export { uniformAt, uniformSequence } from './numeric/random.ts';
export { personFit, testInformation } from './persons/person-fit.ts';
export { type PointEstimates, pointEstimates } from './persons/point-estimates.ts';
export { marginalReliability, type Population, wleReliability } from './persons/reliabilities.ts';
export { type ScoredPersons, type ScoringRequest, scorePersons } from './persons/score-persons.ts';
export {
  expectedSum,
  type SumScoreRow,
  sumScoreProbabilities,
  sumScoreTable,
  thetaOfExpectedSum,
} from './persons/sum-scores.ts';
export { type AnswerKey, type OptionMatrix, scoreOptions } from './responses/option-responses.ts';
export {
  applyMissingRule,
  type Booklets,
  CALIBRATION_MISSING,
  createResponseMatrix,
  findBooklets,
  MAX_SCORE,
  type MissingRule,
  markNotReached,
  matrixFromRows,
  NOT_ADMINISTERED,
  NOT_REACHED,
  OMITTED,
  type ResponseMatrix,
  SCORE_MISSING,
  subMatrix,
} from './responses/response-matrix.ts';
export { type SimulatedResponses, simulateResponses } from './simulation/simulate-responses.ts';
export { type Classification, classify } from './standards/classification.ts';
export {
  angoffCuts,
  bookmarkCuts,
  type CutScore,
  type OrderedItem,
  orderedItems,
  RESPONSE_PROBABILITY,
} from './standards/cut-scores.ts';
export { medianError } from './standards/median-error.ts';
export {
  classifyBySums,
  type PopulationPart,
  type SumClassification,
  type SumThreshold,
} from './standards/sum-classification.ts';
