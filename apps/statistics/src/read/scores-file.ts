/** Scores of persons as CSV. */
import { csvField, isPlainNumber } from '@cloison/csv';
import { writeWhole } from '@cloison/durable-files';

/** One row a person: identifier (or number), then columns; what is not finite is empty. */
export function writeScores(
  path: string,
  ids: readonly string[] | null,
  names: readonly string[],
  columns: readonly ArrayLike<number>[],
): void {
  const persons = columns[0]?.length ?? 0;
  const parts: string[] = [`${ids === null ? 'row' : 'id'},${names.join(',')}\n`];
  let chunk: string[] = [];
  for (let i = 0; i < persons; i++) {
    let line = ids === null ? String(i + 1) : quoteCell(ids[i]!);
    for (const column of columns) {
      const value = column[i]!;
      line += Number.isFinite(value) ? `,${Math.round(value * 1e6) / 1e6}` : ',';
    }
    chunk.push(line);
    if (chunk.length === 50_000) {
      parts.push(`${chunk.join('\n')}\n`);
      chunk = [];
    }
  }
  if (chunk.length > 0) parts.push(`${chunk.join('\n')}\n`);
  writeWhole(path, parts.join(''));
}

/** An identifier that is a number stays as it is: it runs nothing in a spreadsheet, and programs join files by it. */
function quoteCell(id: string): string {
  return isPlainNumber(id) ? id : csvField(id, ',');
}
