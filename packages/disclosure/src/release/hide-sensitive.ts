/**
 * Sensitive values hidden class by class: where a class of records that look alike fails a criterion of a sensitive variable, the
 * values of that variable are hidden in all its records, and the records stay. Hiding only some of a class's values could be
 * undone: an attacker who knows the method would know that the commonest ones are hidden (minimality attack: Wong, Fu, Wang & Pei, VLDB 2007).
 */
import { type Criteria, criteriaTest, judgeClasses, type SensitiveCriterion } from '../criteria/criteria.ts';
import { type CategoricalColumn, MISSING, numbersTo } from '../microdata/microdata.ts';
import { tuplesOf } from '../microdata/tuples.ts';

export interface HiddenSensitive {
  readonly columns: readonly CategoricalColumn[];
  /** By name of the variable: of each row 1 where its value is hidden. Variables without a hidden value are not in it. */
  readonly hidden: ReadonlyMap<string, Uint8Array>;
}

/** Criteria that hiding a sensitive value meets: those asked only while a place is shown are met by hiding the place. */
export function metByHiding(criterion: SensitiveCriterion): boolean {
  return criterion.kind !== 'distinct' || criterion.unlessHidden === undefined;
}

/**
 * Repeated until nothing fails: each class is held against the values of the whole file (t-closeness), and these change with what is
 * hidden. It ends, since each round hides a class more, and a class without any value passes.
 */
export function hideSensitive(
  rows: number,
  quasi: readonly CategoricalColumn[],
  sensitive: readonly CategoricalColumn[],
  criteria: Criteria,
): HiddenSensitive {
  const hidden = new Map<string, Uint8Array>();
  const columns = sensitive.map((column) => {
    const own = criteria.sensitive.filter((one) => one.variable === column.name && metByHiding(one));
    let current = column;
    for (let failed = own.length > 0; failed; ) {
      failed = false;
      const tuples = tuplesOf({ rows, quasi, sensitive: [current] });
      const each = numbersTo(tuples.count);
      const test = criteriaTest({ k: 1, kMap: 1, sensitive: own }, tuples, () => column.labels);
      const { passes } = judgeClasses(tuples, each, tuples.count, test);
      if (passes.every((one) => one === 1)) break;
      const mask = hidden.get(column.name) ?? new Uint8Array(rows);
      const codes = current.codes.slice();
      for (let row = 0; row < rows; row++) {
        if (passes[tuples.tupleOf[row]!] === 1 || codes[row] === MISSING) continue;
        codes[row] = MISSING;
        mask[row] = 1;
        failed = true;
      }
      hidden.set(column.name, mask);
      current = { ...current, codes };
    }
    return current;
  });
  return { columns, hidden };
}
