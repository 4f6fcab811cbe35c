/** Distractor analysis: who chooses which option, and how that changes with the score. */

import type { AnswerKey, OptionMatrix } from '../responses/option-responses.ts';
import { NOT_ADMINISTERED, NOT_REACHED, OMITTED } from '../responses/response-matrix.ts';
import { Comoments } from './item-statistics.ts';

export interface OptionStatistics {
  /** The option's text; `omitted` and `notReached` are given apart. */
  readonly option: string;
  readonly kind: 'option' | 'omitted' | 'notReached';
  readonly score: number;
  readonly persons: number;
  readonly share: number;
  /** Correlation of choosing it with the score on the other items: negative is as it should be for a distractor. */
  readonly pointBiserial: number | null;
  /** Share within each group of persons by rest score, lowest first. */
  readonly curve: readonly number[];
}

export interface DistractorTable {
  readonly id: string;
  readonly options: readonly OptionStatistics[];
  /** Persons in each group of the curves. */
  readonly groupSizes: readonly number[];
  /** A distractor chosen more often by better persons, or a key that is not: a likely error of the key. */
  readonly suspicious: boolean;
}

/** `bins` groups of about equal size by share of the rest score. */
export function distractorAnalysis(
  matrix: OptionMatrix,
  key: AnswerKey,
  bins = 5,
): readonly DistractorTable[] {
  const { persons, itemIds, choices, options } = matrix;
  const J = itemIds.length;
  const scoreOf = itemIds.map((id, j) => options[j]!.map((option) => key.get(id)?.get(option) ?? 0));
  const highest = itemIds.map((id) => Math.max(0, ...(key.get(id)?.values() ?? [])));
  const total = new Float64Array(persons);
  const reach = new Float64Array(persons);
  for (let i = 0; i < persons; i++)
    for (let j = 0; j < J; j++) {
      const code = choices[i * J + j]!;
      if (code === NOT_ADMINISTERED || !key.has(itemIds[j]!)) continue;
      reach[i]! += highest[j]!;
      if (code < NOT_REACHED) total[i]! += scoreOf[j]![code]!;
    }
  return itemIds.flatMap((id, j): DistractorTable[] => {
    if (!key.has(id)) return [];
    const met: number[] = [];
    const rest = new Float64Array(persons);
    for (let i = 0; i < persons; i++) {
      const code = choices[i * J + j]!;
      if (code === NOT_ADMINISTERED) continue;
      const own = code < NOT_REACHED ? scoreOf[j]![code]! : 0;
      const possible = reach[i]! - highest[j]!;
      if (possible <= 0) continue;
      rest[i] = (total[i]! - own) / possible;
      met.push(i);
    }
    const bounds = quantileBounds(
      met.map((i) => rest[i]!),
      bins,
    );
    const groupSizes = new Array<number>(bounds.length + 1).fill(0);
    const groupOf = (i: number) => bounds.filter((bound) => rest[i]! > bound).length;
    for (const i of met) groupSizes[groupOf(i)]!++;
    const codes: {
      readonly code: number;
      readonly option: string;
      readonly kind: OptionStatistics['kind'];
    }[] = [
      ...options[j]!.map((option, code) => ({ code, option, kind: 'option' as const })),
      { code: OMITTED, option: '', kind: 'omitted' },
      { code: NOT_REACHED, option: '', kind: 'notReached' },
    ];
    const rows = codes.flatMap(({ code, option, kind }): OptionStatistics[] => {
      const moments = new Comoments();
      const inGroup = new Array<number>(groupSizes.length).fill(0);
      let chosen = 0;
      for (const i of met) {
        const here = choices[i * J + j] === code;
        moments.add(here ? 1 : 0, rest[i]!, 1);
        if (!here) continue;
        chosen++;
        inGroup[groupOf(i)]!++;
      }
      if (chosen === 0 && kind !== 'option') return [];
      return [
        {
          option,
          kind,
          score: kind === 'option' ? scoreOf[j]![code]! : 0,
          persons: chosen,
          share: met.length === 0 ? 0 : chosen / met.length,
          pointBiserial: moments.correlation(),
          curve: inGroup.map((count, group) => (groupSizes[group] === 0 ? 0 : count / groupSizes[group]!)),
        },
      ];
    });
    const best = rows.filter((row) => row.score === highest[j] && row.score > 0);
    const suspicious =
      best.some((row) => (row.pointBiserial ?? 0) < 0) ||
      rows.some(
        (row) =>
          row.score === 0 &&
          row.kind === 'option' &&
          (row.pointBiserial ?? 0) > SUSPICIOUS &&
          row.persons >= 10,
      );
    return [{ id, options: rows, groupSizes, suspicious }];
  });
}

/** Ebel & Frisbie (1991, ch. 13) ask for distractors that discriminate negatively; a little above 0 is chance. */
const SUSPICIOUS = 0.05;

function quantileBounds(values: readonly number[], bins: number): readonly number[] {
  const sorted = Float64Array.from(values).sort();
  const bounds: number[] = [];
  for (let k = 1; k < bins; k++) {
    const bound = sorted[Math.floor((sorted.length * k) / bins)];
    if (bound !== undefined && bound !== bounds.at(-1) && bound < sorted.at(-1)!) bounds.push(bound);
  }
  return bounds;
}
