/** Classical statistics within each booklet: among persons who were administered the same items. */
import { findBooklets, type ResponseMatrix, subMatrix } from '../responses/response-matrix.ts';
import { type ClassicalSummary, classicalStatistics } from './item-statistics.ts';
import { type OneFactor, omega } from './omega.ts';

export interface BookletStatistics {
  /** 1 is the first met in the file. */
  readonly booklet: number;
  readonly summary: ClassicalSummary;
  readonly factor: OneFactor | null;
}

/** Booklets nobody has items of are left out; so are those of fewer than `least` persons. */
export function classicalByBooklet(
  matrix: ResponseMatrix,
  weights: Float64Array | null = null,
  least = 2,
): readonly BookletStatistics[] {
  const { masks, bookletOf } = findBooklets(matrix);
  const rows: number[][] = masks.map(() => []);
  bookletOf.forEach((booklet, i) => {
    rows[booklet]!.push(i);
  });
  return masks.flatMap((mask, booklet) => {
    const columns = Array.from(mask.keys()).filter((j) => mask[j] === 1);
    const members = rows[booklet]!;
    if (columns.length === 0 || members.length < least) return [];
    const part = subMatrix(matrix, columns, members);
    const partWeights = weights === null ? null : Float64Array.from(members, (i) => weights[i]!);
    return [
      {
        booklet: booklet + 1,
        summary: classicalStatistics(part, partWeights),
        factor: omega(part, partWeights),
      },
    ];
  });
}
