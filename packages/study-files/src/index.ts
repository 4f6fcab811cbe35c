/** What a study writes and reads beside its data: calibrations, a panel's table, reports as pages. Pure. */
export { type BookletContent, bookletReport } from './booklet/booklet-report.ts';
export {
  CALIBRATION_FORMAT,
  type CalibrationFile,
  describeCalibration,
  itemMap,
  parseCalibration,
} from './calibration/calibration-file.ts';
export { sayCalibrationRemark } from './calibration/calibration-remarks.ts';
export { modelName } from './calibration/model-name.ts';
export { MODULES_FORMAT, type ModulesFile, parseModules, populationOf } from './calibration/modules-file.ts';
export { measurementRefusal, measurementWords } from './measurement-refusal.ts';
export { type Report, renderReport, type Section, type TableSpec } from './report/html-report.ts';
export { decimalText, pCell, powerText, pText } from './report/number-text.ts';
export { words } from './report/statistics-words.ts';
export { barPlot, dotPlot, escapeXml, linePlot, type PlotOptions, type Series } from './report/svg-plots.ts';
export { type WrightMap, wrightBands, wrightMap, wrightTable } from './report/wright-map.ts';
export {
  type BookletPage,
  bookletOf,
  proposeStandard,
  type StandardBasis,
  type StandardCut,
  type StandardForm,
  type StandardProposal,
} from './standards/propose.ts';
export { STANDARD_REMARKS, type StandardRemark, sayStandardRemark } from './standards/standard-remarks.ts';
export {
  readStandardTable,
  type StandardMethod,
  type StandardTable,
} from './standards/standard-table.ts';
export { TABLE_PROBLEMS, type TableProblemCode } from './standards/table-problems.ts';
