/** What this package refuses, with stable codes. Texts are for developers and statisticians and hold no personal value. */
export const MEASUREMENT_ERRORS = {
  'score-out-of-range': 'a score is not a whole number from 0 to 60, nor one of the codes for missing',
  'too-few-persons': 'there are too few persons with at least one answer',
  'too-few-items': 'there are too few items with more than one observed score',
  'groups-invalid': 'a group is unknown, empty or out of range',
  'weights-invalid': 'weights must be finite, none negative, and not all zero',
  'covariates-invalid':
    'background variables must be finite numbers, or factors of 2 to 50 levels, one row for each person',
  'covariates-collinear': 'background variables are linear combinations of each other or of a constant',
  'model-unfit': 'the model does not fit this kind of item',
  'anchors-invalid': 'an anchor names no item of the file, twice the same, or another number of scores',
  'no-maximum': 'the likelihood has no maximum: estimates run away',
  'group-degenerate': 'the spread of a group collapses: its persons do not differ on these items',
  'not-converged': 'no convergence within the allowed number of iterations',
  'nodes-invalid': 'the quadrature needs at least 5 nodes on an interval of positive length',
  'matrix-not-positive-definite': 'a matrix that must be positive definite is not',
  'incomplete-data': 'this statistic needs every person to have met every item',
  'too-many-moments':
    'this statistic grows with the fourth power of the number of items, and there are too many',
  'dif-groups': 'differential item functioning compares two groups, each with at least two persons',
  'linking-too-few': 'linking needs at least two common items (one for a shift alone)',
  'linking-model': 'these linking methods need items of the same model on both sides',
  'linking-no-solution': 'the linking constants could not be determined',
  'standard-invalid': 'a standard-setting table is empty, or holds values out of range',
  'replicates-invalid': 'replicate weights must be as many as persons, and at least two replicates',
  'design-invalid': 'each stratum of a jackknife needs at least two clusters',
  'imputations-invalid': 'combining needs at least two imputations',
  'dimensions-invalid': 'two to four dimensions, each with two items or more, and each item in one of them',
  'dimensions-same':
    'two dimensions cannot be told apart: their correlation reaches 0.99; calibrate them as one',
  'route-invalid': 'routing needs at least two modules, and information from each',
} as const;

export type MeasurementErrorCode = keyof typeof MEASUREMENT_ERRORS;

/** `data` names items, groups or columns; never a person beyond a row number. */
export class MeasurementError extends Error {
  readonly code: MeasurementErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
  constructor(code: MeasurementErrorCode, data: Readonly<Record<string, unknown>> = {}) {
    const details = Object.entries(data).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    super([MEASUREMENT_ERRORS[code], ...details].join('; '));
    this.name = 'MeasurementError';
    this.code = code;
    this.data = data;
  }
}
