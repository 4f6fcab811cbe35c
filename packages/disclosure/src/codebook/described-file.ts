/** What a codebook says of one released set of rows, a table or a file of persons: for programs, people and data archives. */

export interface Words {
  readonly fr: string;
  readonly en: string;
}

export interface DescribedFile {
  /** Names the study and the set within it; letters, digits and `/`. */
  readonly id: string;
  readonly title: Words;
  readonly period: string | null;
  readonly producer: string | null;
  /** What a row or a count is of: pupils, for instance. */
  readonly unit: Words;
  readonly dataKind: Words;
  /** The same rows in several formats. */
  readonly files: readonly string[];
  readonly rows: number;
  /** Columns and codes of the rows that count; none: all. */
  readonly where: Readonly<Record<string, readonly string[]>>;
  /** How persons are protected, in words that a reader may have. */
  readonly protection: readonly Words[];
  readonly columns: readonly DescribedColumn[];
}

export interface DescribedColumn {
  readonly name: string;
  readonly label: Words;
  readonly type: 'code' | 'number';
  readonly decimals: number | null;
  /** What was done to the values before they left. */
  readonly note?: Words | null;
  /** Of a number: over the rows that have one. */
  readonly figures?: DescribedFigures | null;
  readonly codes: readonly DescribedCode[];
}

export interface DescribedFigures {
  readonly valid: number;
  readonly absent: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

export interface DescribedCode {
  readonly code: string;
  readonly label: Words;
  readonly rows: number;
}
