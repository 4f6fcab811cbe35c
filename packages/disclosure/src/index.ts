/**
 * Statistical secrecy of files of persons: risk, anonymisation, attack by linkage. Pure functions on typed arrays. Tables:
 * `@cloison/disclosure/tables`.
 */

export { codebookDdi } from './codebook/codebook-ddi.ts';
export type { DescribedColumn, DescribedFile, Words } from './codebook/described-file.ts';
export {
  type Criteria,
  type CriteriaTest,
  criteriaTest,
  earthMover,
  type SensitiveCriterion,
} from './criteria/criteria.ts';
export { DISCLOSURE_ERRORS, DisclosureError, type DisclosureErrorCode } from './errors.ts';
export {
  type FileCodebook,
  type FileColumn,
  type FileLabels,
  fileCodebook,
} from './file-codebook/file-codebook.ts';
export { fileCodebookPage } from './file-codebook/file-codebook-page.ts';
export { fileReadingScript } from './file-codebook/file-reading-script.ts';
export { DEPARTEMENTS_OF_REGIONS, REGION_LEVEL } from './hierarchies/departements.ts';
export {
  ANY,
  createHierarchy,
  type Hierarchy,
  type HierarchyLevel,
  hierarchyFromRows,
  type LevelSource,
} from './hierarchies/hierarchy.ts';
export {
  coarsenDate,
  DATE_LEVELS,
  type DateLevel,
  dateLevels,
  groupLevel,
  intervalLevels,
  prefixLevels,
} from './hierarchies/level-sources.ts';
export {
  type AttackedFile,
  type LinkageResult,
  linkageAttack,
  type Roster,
} from './linkage/linkage-attack.ts';
export { alignLabels } from './microdata/align-labels.ts';
export { type Combinations, combineColumns, type SlotColumn, slotsOf } from './microdata/combine-codes.ts';
export {
  type CategoricalColumn,
  type Column,
  categoricalColumn,
  categoricalNamed,
  columnNamed,
  createMicrodata,
  MISSING,
  type Microdata,
  type NumericColumn,
  type UniformAt,
} from './microdata/microdata.ts';
export { type TupleRequest, type Tuples, tuplesOf } from './microdata/tuples.ts';
export type { LanePool } from './parallel/lane-pool.ts';
export { codeTail, roundTo, type TailRule } from './perturb/coding.ts';
export {
  type Microaggregated,
  type MicroaggregationMethod,
  microaggregate,
} from './perturb/microaggregation.ts';
export { addNoise, type NoiseOptions } from './perturb/noise.ts';
export { invariantMatrix, type PramOptions, type PramResult, pram } from './perturb/pram.ts';
export {
  type Recoding,
  type SearchRequest,
  type SearchVariable,
  searchLattice,
} from './recode/lattice-search.ts';
export { LOSS_MEASURES, type LossMeasure } from './recode/loss-measures.ts';
export {
  anonymise,
  type FileRiskReport,
  measureRiskOfFile,
  RELEASE_STEPS,
  type Release,
  type ReleaseEnvironment,
  type ReleaseReport,
  type ReleaseStep,
  type SuppressionReport,
  type VariableReport,
} from './release/anonymise.ts';
export { type AssessRequest, assessFile, type CriterionFailure, type FileRisk } from './release/assess.ts';
export { hierarchyOf } from './release/hierarchy-of.ts';
export type { PerturbationReport } from './release/perturb-columns.ts';
export { type MeasuredResponses, requireDeclared } from './release/prepare.ts';
export { asCategories, asNumbers } from './release/recode-values.ts';
export {
  type DisclosureJob,
  type DisclosurePool,
  runDisclosureLane,
  sequentialDisclosurePool,
} from './release/run-lane.ts';
export {
  type CriterionOf,
  type HierarchyRule,
  METHODS,
  type Perturbation,
  type Protection,
  type Recode,
  type ResponseDecision,
  ROLES,
  type Role,
  SENSITIVE_VALUES,
  type Specification,
  type VariableRule,
} from './release/specification.ts';
export { matchingWeight, type TupleSet } from './risk/frequencies.ts';
export { individualRisk, intrusionSimulation, populationUniqueProbability } from './risk/population-model.ts';
export {
  type ResponseRisk,
  type ResponseRiskRequest,
  responseRisk,
  type VectorRisk,
  vectorRisk,
} from './risk/response-risk.ts';
export {
  CLASS_SIZES,
  type MissingConvention,
  measureRisk,
  type Risk,
  type RiskRequest,
} from './risk/risk.ts';
export { type SpecialUniques, specialUniques } from './risk/special-uniques.ts';
export { simulatePupils } from './simulate-pupils.ts';
export type { Hiding } from './suppress/group-book.ts';
export { type Suppression, type SuppressionRequest, suppressLocally } from './suppress/local-suppression.ts';
export { suppressByMatching } from './suppress/matching-suppression.ts';
export {
  type AssociationUtility,
  type CategoricalUtility,
  cramersV,
  type NumericUtility,
} from './utility/utility.ts';
