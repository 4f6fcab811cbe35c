/** Vectors of answers tell who somebody is, too: how many are alone by their answers, and by answers and what else is known. */
import { combineColumns, slotsOf } from '../microdata/combine-codes.ts';
import type { CategoricalColumn, UniformAt } from '../microdata/microdata.ts';

export interface ResponseRiskRequest {
  readonly rows: number;
  readonly answers: readonly CategoricalColumn[];
  /** What somebody may know besides, each looked at with the answers: a level, all quasi-identifiers. */
  readonly known?: readonly { readonly name: string; readonly columns: readonly CategoricalColumn[] }[];
  /** Draws the answers that somebody happens to know. Without it `byKnownAnswers` is empty. */
  readonly uniformAt?: UniformAt;
}

export interface ResponseRisk {
  readonly rows: number;
  readonly answers: number;
  readonly byAnswers: VectorRisk;
  readonly with: readonly ({ readonly name: string } & VectorRisk)[];
  /** Mean share of records that are alone by so many answers, drawn at random. */
  readonly byKnownAnswers: readonly { readonly answers: number; readonly uniqueShare: number }[];
}

export interface VectorRisk {
  /** Vectors that differ. */
  readonly vectors: number;
  readonly unique: number;
  readonly uniqueShare: number;
  /** Records that share their vector with fewer than four others. */
  readonly belowFive: number;
}

const DRAWS = 10;

export function responseRisk({ rows, answers, known = [], uniformAt }: ResponseRiskRequest): ResponseRisk {
  return {
    rows,
    answers: answers.length,
    byAnswers: vectorRisk(answers, rows),
    with: known.map(({ name, columns }) => ({ name, ...vectorRisk([...columns, ...answers], rows) })),
    byKnownAnswers: uniformAt === undefined ? [] : byKnownAnswers(answers, rows, uniformAt),
  };
}

export function vectorRisk(columns: readonly CategoricalColumn[], rows: number): VectorRisk {
  const { classOf, count } = combineColumns(columns.map(slotsOf), rows);
  const sizes = new Float64Array(count);
  for (const at of classOf) sizes[at]! += 1;
  const unique = sizes.reduce((sum, n) => sum + (n === 1 ? 1 : 0), 0);
  return {
    vectors: count,
    unique,
    uniqueShare: rows === 0 ? 0 : unique / rows,
    belowFive: sizes.reduce((sum, n) => sum + (n < 5 ? n : 0), 0),
  };
}

function byKnownAnswers(
  answers: readonly CategoricalColumn[],
  rows: number,
  uniformAt: UniformAt,
): ResponseRisk['byKnownAnswers'] {
  const sizes = [1, 2, 3, 5, 8, 12, 20].filter((size) => size < answers.length);
  return sizes.map((size) => {
    let share = 0;
    for (let draw = 0; draw < DRAWS; draw++) {
      const order = answers.map((_, j) => j);
      for (let i = 0; i < size; i++) {
        const other = i + Math.floor(uniformAt(size, draw * answers.length + i) * (order.length - i));
        [order[i], order[other]] = [order[other]!, order[i]!];
      }
      const drawn = order.slice(0, size).map((j) => answers[j]!);
      share += vectorRisk(drawn, rows).uniqueShare / DRAWS;
    }
    return { answers: size, uniqueShare: share };
  });
}
