/** Statistical secrecy of files of persons: risk, anonymisation, attack. Pure functions on typed arrays. Tables: `@cloison/disclosure/tables`. */

export { DISCLOSURE_ERRORS, DisclosureError, type DisclosureErrorCode } from './errors.ts';
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
