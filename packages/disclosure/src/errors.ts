/** What this package refuses, with stable codes. Texts are for developers and statisticians and hold no personal value. */
export const DISCLOSURE_ERRORS = {
  // Microdata, either way they are used.
  'column-unknown': 'a variable is named that the file does not have',
  'column-kind': 'this rule needs a variable of another kind (numbers or categories)',
  'columns-uneven': 'every column of a file has the same number of rows',
  'weights-invalid': 'sampling weights must be finite and at least 0, and not all zero',
  // Anonymised files.
  'variable-undeclared': 'the file has variables that the specification does not declare',
  'variable-repeated': 'the file or the specification names a variable twice',
  'rule-invalid': 'a rule of the specification cannot be applied',
  'hierarchy-invalid': 'a hierarchy does not nest, or lacks a value that the file holds',
  'no-quasi-identifier': 'no variable is declared a quasi-identifier',
  'too-few-rows': 'the file has too few rows for this protection',
  'no-solution': 'no allowed generalisation meets the protection within the allowed suppression',
  'too-many-sets':
    'there are too many sets of variables to look for special uniques; a smaller size is needed',
  'responses-too-unique': 'more records are alone by their answers than the specification accepts',
  // Tables.
  'table-too-large': 'the tables have more cells than can be protected in a useful time',
  'table-unprotectable': 'a sensitive cell cannot be protected: nothing can be hidden beside it',
  'measure-negative': 'contributions to a sum must not be negative for this rule',
  'release-differencing':
    'what this release shows and an earlier one has shown tell a sensitive cell together',
  'release-invalid': 'the record of an earlier release cannot be read',
  'rounding-unsolved': 'no additive rounding was found within the allowed deviation',
} as const;

export type DisclosureErrorCode = keyof typeof DISCLOSURE_ERRORS;

/** `data` names variables, rules, or a row number; never a value of a person. */
export class DisclosureError extends Error {
  readonly code: DisclosureErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
  constructor(code: DisclosureErrorCode, data: Readonly<Record<string, unknown>> = {}) {
    const details = Object.entries(data).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    super([DISCLOSURE_ERRORS[code], ...details].join('; '));
    this.name = 'DisclosureError';
    this.code = code;
    this.data = data;
  }
}
