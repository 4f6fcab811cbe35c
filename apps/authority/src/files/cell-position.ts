import type { Position } from '../feedback/problem.ts';

/** Place of the cell `index` in the text of its row: found again only when something is wrong with it. */
export function positionOf(text: string, delimiter: string, index: number, firstLine: number): Position {
  let [line, column, field, quoted] = [firstLine, 1, 0, false];
  for (let i = 0; i < text.length && field < index; i++) {
    const symbol = text[i]!;
    if (symbol === '"') quoted = !quoted;
    column += 1;
    if (symbol === delimiter && !quoted) field += 1;
    else if (symbol === '\n') [line, column] = [line + 1, 1];
  }
  return { line, column };
}
