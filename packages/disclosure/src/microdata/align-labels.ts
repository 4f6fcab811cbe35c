/** Several columns of one variable with one list of labels, so that equal codes mean equal values. */
import { type CategoricalColumn, MISSING } from './microdata.ts';

export function alignLabels(columns: readonly CategoricalColumn[]): readonly CategoricalColumn[] {
  const [first, ...others] = columns;
  if (first === undefined) return [];
  if (others.every(({ labels }) => labels === first.labels)) return columns;
  const codeOf = new Map(first.labels.map((label, code) => [label, code]));
  const codes = columns.map((column) => {
    const to = column.labels.map((label) => {
      let code = codeOf.get(label);
      if (code === undefined) {
        code = codeOf.size;
        codeOf.set(label, code);
      }
      return code;
    });
    return column === first
      ? column.codes
      : column.codes.map((code) => (code === MISSING ? MISSING : to[code]!));
  });
  const labels = [...codeOf.keys()];
  return columns.map((column, i) => ({ ...column, codes: codes[i]!, labels }));
}
