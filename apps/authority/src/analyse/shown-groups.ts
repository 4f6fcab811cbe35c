/**
 * Which groups of an analysis may be shown: those that a release of their counts would show. A group of too few pupils
 * or schools is hidden, and with it another of its column wherever the total would give it away.
 */
import { createMicrodata, DisclosureError } from '@cloison/disclosure';
import { parseTabulation, SHOWN, tabulate } from '@cloison/disclosure/tables';
import type { Background } from './background.ts';

export interface ShownGroups {
  readonly all: boolean;
  /** By column, then by position of the label. */
  readonly groups: ReadonlyMap<string, readonly boolean[]>;
}

const TABLE = 'table';
const SCHOOL = 'school';

/** `counts`: whether a pupil is in the figures. Where nothing can be protected, nothing is shown. */
export function shownGroups(
  background: Background,
  columns: readonly string[],
  counts: (pupil: number) => boolean,
  { minPupils, minSchools }: { readonly minPupils: number; readonly minSchools: number },
): ShownGroups {
  const pupils = [...background.school.keys()].filter(counts);
  const known = [...background.columns.values()].filter(({ column }) => columns.includes(column));
  const alike = (shown: boolean): ShownGroups => ({
    all: shown,
    groups: new Map(known.map(({ column, labels }) => [column, labels.map(() => shown)])),
  });
  if (pupils.length === 0) return alike(false);
  // The campaign asks for no secrecy at all.
  if (minPupils < 2 && minSchools < 2) return alike(true);
  const schools = [...new Set(background.school)];
  const positionOfSchool = new Map(schools.map((school, position) => [school, position]));
  // Everybody is a table of its own, so that a column without any group still has its total.
  const variables = [...known.map((_, at) => `column${at}`), 'everybody'];
  const data = createMicrodata([
    ...known.map(({ labels, of }, at) => ({
      kind: 'categorical' as const,
      name: variables[at]!,
      labels: labels.map((_, code) => String(code)),
      codes: Int32Array.from(pupils, (pupil) => of[pupil]!),
    })),
    { kind: 'categorical', name: 'everybody', labels: ['0'], codes: new Int32Array(pupils.length) },
    {
      kind: 'categorical',
      name: SCHOOL,
      labels: schools.map(String),
      codes: Int32Array.from(pupils, (pupil) => positionOfSchool.get(background.school[pupil]!)!),
    },
  ]);
  const parsed = parseTabulation({
    name: 'analysis',
    variables: Object.fromEntries(
      variables.map((name, at) => [
        name,
        { categories: (known[at]?.labels ?? ['0']).map((_, code) => String(code)) },
      ]),
    ),
    tables: variables.map((name, at) => ({ name: `${TABLE}${at}`, by: [name] })),
    rules: {
      ...(minPupils >= 2 ? { minUnits: minPupils } : {}),
      ...(minSchools >= 2 ? { minGroups: { column: SCHOOL, atLeast: minSchools } } : {}),
    },
  });
  if ('problems' in parsed) throw new Error(parsed.problems[0]!.message);
  try {
    const { tables, suppression } = tabulate({
      data,
      tabulation: parsed.tabulation,
      earlier: [],
      solver: null,
    });
    const isShown = (table: number, code: string) =>
      suppression!.hidden[tables[table]!.rows.find(({ codes }) => codes[0] === code)!.cell] === SHOWN;
    return {
      all: isShown(known.length, '_T'),
      groups: new Map(
        known.map(({ column, labels }, at) => [column, labels.map((_, code) => isShown(at, String(code)))]),
      ),
    };
  } catch (error) {
    if (error instanceof DisclosureError && error.code === 'table-unprotectable') return alike(false);
    throw error;
  }
}
