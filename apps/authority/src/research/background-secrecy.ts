/**
 * Background of research rows, protected by local suppression (`@cloison/disclosure`), level by level.
 *
 * Guarantee to a pupil: in the result, every row shares its level and all its background with at least k − 1 others, a hidden value being one
 * of its own; where it tells anything of a place (sector, priority network, département, region), they are of at least `minSchools`
 * schools; and they are not all in the same group of any domain, unless the whole level is. A level with fewer than k pupils is dropped.
 * Known limit: it says nothing about what the responses themselves show; that is measured in `research-risk.ts`.
 */
import {
  type CategoricalColumn,
  type Criteria,
  categoricalColumn,
  criteriaTest,
  suppressLocally,
  tuplesOf,
} from '@cloison/disclosure';
import type { Background } from './research-record.ts';

export interface SecrecyRow {
  readonly level: string;
  readonly background: Background;
  /** The same number for pupils of one school; null where the closing kept none. */
  readonly school: number | null;
  /** Group in each domain that has a result. */
  readonly groups: Readonly<Record<string, string>>;
}

export interface SecrecyRules {
  readonly k: number;
  readonly minSchools: number;
}

export interface SecrecyResult<Row extends SecrecyRow> {
  /** In the order of the input, rows that remain. */
  readonly rows: readonly Row[];
  /** Cells hidden, by variable, over all remaining rows. */
  readonly suppressed: Readonly<Record<keyof Background, number>>;
  readonly droppedRows: number;
  /** Domains where a whole level is in one group, which no hiding of background changes. */
  readonly uniformDomains: readonly string[];
}

/** What hiding one value costs: the département goes first, the sex last. */
const COSTS: Readonly<Record<keyof Background, number>> = {
  departement: 1,
  birthQuarter: 1.5,
  region: 2,
  priority: 3,
  sector: 3.5,
  birthYear: 5,
  sex: 8,
};
export const BACKGROUND = Object.keys(COSTS) as readonly (keyof Background)[];
const PLACE: readonly (keyof Background)[] = ['departement', 'region', 'priority', 'sector'];

/** Throws RangeError for a `k` below 2. */
export function protectBackground<Row extends SecrecyRow>(
  rows: readonly Row[],
  { k, minSchools }: SecrecyRules,
): SecrecyResult<Row> {
  if (!Number.isInteger(k) || k < 2) throw new RangeError('k is an integer of at least 2');
  const suppressed = Object.fromEntries(BACKGROUND.map((name) => [name, 0])) as Record<
    keyof Background,
    number
  >;
  const uniformDomains = new Set<string>();
  const protectedRows = new Map<number, Row>();
  const byLevel = Map.groupBy(rows.keys(), (i) => rows[i]!.level);
  for (const members of byLevel.values()) {
    const own = members.map((i) => rows[i]!);
    const backgrounds = protectLevel(own, k, minSchools, uniformDomains);
    if (backgrounds === null) continue;
    for (const [at, i] of members.entries()) {
      const background = backgrounds[at]!;
      for (const name of BACKGROUND)
        if (background[name] !== rows[i]!.background[name]) suppressed[name] += 1;
      protectedRows.set(i, { ...rows[i]!, background });
    }
  }
  const kept = [...rows.keys()].flatMap((i) => protectedRows.get(i) ?? []);
  return {
    rows: kept,
    suppressed,
    droppedRows: rows.length - kept.length,
    uniformDomains: [...uniformDomains].sort(),
  };
}

/** Null for a level with fewer than k pupils. */
function protectLevel(
  rows: readonly SecrecyRow[],
  k: number,
  minSchools: number,
  uniformDomains: Set<string>,
): readonly Background[] | null {
  if (rows.length < k) return null;
  const schools = categoricalColumn(
    'school',
    rows.map(({ school }) => (school === null ? null : String(school))),
  );
  const domains = [...new Set(rows.flatMap(({ groups }) => Object.keys(groups)))].sort();
  const groups = domains.map((domain) =>
    categoricalColumn(
      domain,
      rows.map((row) => row.groups[domain] ?? null),
    ),
  );
  const diverse = groups.filter(({ labels }) => labels.length > 1);
  for (const { name, labels } of groups) if (labels.length === 1) uniformDomains.add(name);
  const criteria: Criteria = {
    k,
    kMap: 1,
    sensitive: [
      ...(schools.labels.length === 0
        ? []
        : [
            {
              kind: 'distinct' as const,
              variable: 'school',
              l: minSchools,
              unlessHidden: PLACE.map((name) => BACKGROUND.indexOf(name)),
            },
          ]),
      ...diverse.map(({ name }) => ({ kind: 'distinct' as const, variable: name, l: 2 })),
    ],
  };
  const sensitive = [...(schools.labels.length === 0 ? [] : [schools]), ...diverse];
  const tuples = tuplesOf({ rows: rows.length, quasi: backgroundColumns(rows), sensitive });
  // All rows of the level with every value hidden meet the criteria, so there always is a solution.
  const { hidings } = suppressLocally({
    tuples,
    test: criteriaTest(criteria, tuples, () => []),
    costs: BACKGROUND.map((name) => COSTS[name]),
  });
  const left = hidings.map(({ rows: n }) => n);
  const ofTuple = Map.groupBy(hidings.keys(), (h) => hidings[h]!.tuple);
  return rows.map(({ background }, i) => {
    const at = ofTuple.get(tuples.tupleOf[i]!)?.find((h) => left[h]! > 0);
    if (at === undefined) return background;
    left[at]! -= 1;
    return hide(background, hidings[at]!.hidden);
  });
}

export function backgroundColumns(
  rows: readonly Pick<SecrecyRow, 'background'>[],
): readonly CategoricalColumn[] {
  return BACKGROUND.map((name) =>
    categoricalColumn(
      name,
      rows.map(({ background }) => (background[name] === null ? null : String(background[name]))),
    ),
  );
}

function hide(background: Background, hidden: number): Background {
  const gone = BACKGROUND.filter((_, j) => (hidden >>> j) & 1);
  // A département would tell its region.
  const all = gone.includes('region') ? [...gone, 'departement' as const] : gone;
  return { ...background, ...Object.fromEntries(all.map((name) => [name, null])) };
}
