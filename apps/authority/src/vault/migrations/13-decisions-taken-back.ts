/**
 * No table changes. From here on a decision on an item may take back another one (`restore`), and a sequence may have variants
 * (`variants` of the specification). A program that knows neither would score by what was taken back, or set the records of
 * variants aside; it refuses a vault of this version instead.
 */
export const decisionsTakenBack = '';
