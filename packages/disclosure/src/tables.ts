/** Statistical secrecy of tables: what may be shown, what must be hidden beside it, and the attack that checks it. Pure. */

export {
  attackRelease,
  type OwnerFacts,
  type ReleaseAttack,
  type ReleaseAttackArguments,
  type RowFacts,
} from './attack/attack-release.ts';
export {
  type AttackResult,
  FINDING_KINDS,
  type Finding,
  type FindingKind,
} from './attack/attack-tables.ts';
export { ownerFacts } from './attack/owner-facts.ts';
export { codebookDdi } from './codebook/codebook-ddi.ts';
export { createHighsSolver } from './solver/highs-solver.ts';
export type { LinearSolver } from './solver/linear-solver.ts';
export { describedTable, type TableCodebook, tableCodebook } from './table-files/codebook.ts';
export { codebookPage } from './table-files/codebook-page.ts';
export { readingScript } from './table-files/reading-script.ts';
export { type ReleaseColumn, releaseColumns } from './table-files/release-columns.ts';
export { type PageFiles, type PageLang, releasePage } from './table-files/release-page.ts';
export { type SecrecySummary, secrecySummary } from './table-files/secrecy-summary.ts';
export { tableCsv } from './table-files/table-csv.ts';
export { tableSdmxCsv } from './table-files/table-sdmx-csv.ts';
export { PRIMARY_RULES, type PrimaryRule, type SecrecyRules } from './tables/primary-rules.ts';
export {
  parseReleaseRecord,
  type ReleasedTable,
  type ReleasedVariable,
  type ReleaseRecord,
} from './tables/release-record.ts';
export {
  parseTabulation,
  type SpecificationProblem,
  type Tabulation,
  type TabulationLabel,
  TabulationSchema,
} from './tables/specification.ts';
export { problemWords } from './tables/specification-words.ts';
export { PRIMARY, SECONDARY, SHOWN } from './tables/suppress.ts';
export { type TabulateArguments, type Tabulated, type TabulatedTable, tabulate } from './tables/tabulate.ts';
