/** Raw choices ("A", "B", "12") before scoring: what distractor analysis looks at. */
import { NOT_ADMINISTERED, NOT_REACHED, OMITTED, type ResponseMatrix } from './response-matrix.ts';

/** One byte a cell: an index into the item's `options`, or one of the codes for missing of `response-matrix.ts`. */
export interface OptionMatrix {
  readonly persons: number;
  readonly itemIds: readonly string[];
  readonly choices: Uint8Array;
  /** Of each item, in order of their text. */
  readonly options: readonly (readonly string[])[];
}

/** For each item, what each option scores; an option not named scores 0. */
export type AnswerKey = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** Scores choices. An item without an entry in the key is left out of the result. */
export function scoreOptions(matrix: OptionMatrix, key: AnswerKey): ResponseMatrix {
  const columns = matrix.itemIds.flatMap((id, column) => (key.has(id) ? [column] : []));
  const items = matrix.itemIds.length;
  const tables = columns.map((column) => {
    const table = new Uint8Array(256).fill(NOT_ADMINISTERED);
    const scores = key.get(matrix.itemIds[column]!)!;
    matrix.options[column]!.forEach((option, code) => {
      table[code] = scores.get(option) ?? 0;
    });
    table[OMITTED] = OMITTED;
    table[NOT_REACHED] = NOT_REACHED;
    return table;
  });
  const scores = new Uint8Array(new SharedArrayBuffer(matrix.persons * columns.length));
  let at = 0;
  for (let i = 0; i < matrix.persons; i++)
    for (let k = 0; k < columns.length; k++)
      scores[at++] = tables[k]![matrix.choices[i * items + columns[k]!]!]!;
  return { persons: matrix.persons, itemIds: columns.map((column) => matrix.itemIds[column]!), scores };
}
