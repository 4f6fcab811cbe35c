/** Cells of CSV files (RFC 4180) that no spreadsheet runs as a formula. */
export { type CsvSeparator, csvField } from './csv-field.ts';
export { isPlainNumber, neutralise } from './neutralise.ts';
