/**
 * Which groups of an analysis may be shown: those that a release of their counts would show. A group of too few pupils
 * or schools is hidden, and with it another wherever the total would give it away, a group that holds it (a region and its
 * départements), or a group of schools of which something was released before: by released figures or by an earlier analysis.
 */
import { createMicrodata, DisclosureError } from '@cloison/disclosure';
import { parseTabulation, SHOWN, tabulate } from '@cloison/disclosure/tables';
import type { Groups } from '@cloison/measurement';
import type { BackgroundColumn, Secrecy } from '../campaign/spec.ts';
import type { Background, ColumnCodes } from './background.ts';
import { type ReleasedSchools, SCHOOL_COLUMNS, shownSchoolGroups } from './shown-school-groups.ts';

export interface ShownGroups {
  readonly all: boolean;
  /** By column, then by position of the label. */
  readonly groups: ReadonlyMap<BackgroundColumn, readonly boolean[]>;
}

/** `counts`: whether a pupil is in the figures. Where nothing can be protected, nothing is shown. */
export function shownGroups(
  background: Background,
  columns: readonly BackgroundColumn[],
  counts: (pupil: number) => boolean,
  secrecy: Secrecy,
  released: readonly ReleasedSchools[] = [],
): ShownGroups {
  const { minPupils, minSchools } = secrecy;
  const pupils = [...background.school.keys()].filter(counts);
  const known = [...background.columns.values()].filter(({ column }) => columns.includes(column));
  const alike = (shown: boolean): ShownGroups => ({
    all: shown,
    groups: new Map(known.map(({ column, labels }) => [column, labels.map(() => shown)])),
  });
  if (pupils.length === 0) return alike(false);
  // The campaign asks for no secrecy at all.
  if (minPupils < 2 && minSchools < 2) return alike(true);
  const ofPupil = known.filter(({ column }) => !SCHOOL_COLUMNS.has(column));
  const ofSchool = known.filter(({ column }) => SCHOOL_COLUMNS.has(column));
  const { all, groups } = shownPupilGroups(background.school, pupils, ofPupil, secrecy);
  const bySchools = all
    ? shownSchoolGroups({ school: background.school, pupils, columns: ofSchool, secrecy, released })
    : alike(false).groups;
  return {
    all,
    groups: new Map(known.map(({ column }) => [column, (groups.get(column) ?? bySchools.get(column))!])),
  };
}

const TABLE = 'table';
const SCHOOL = 'school';
const EVERYBODY = 'everybody';

/** Each column is a table of its own: of two that do not follow from each other no more than the total is common. */
function shownPupilGroups(
  school: Uint32Array,
  pupils: readonly number[],
  columns: readonly ColumnCodes[],
  { minPupils, minSchools }: Secrecy,
): ShownGroups {
  const schools = [...new Set(school)];
  const positionOfSchool = new Map(schools.map((one, at) => [one, at]));
  const variables = [...columns.map(({ column }) => column as string), EVERYBODY];
  const data = createMicrodata([
    ...columns.map(({ column, labels, of }) => ({
      kind: 'categorical' as const,
      name: column,
      labels: labels.map((_, code) => String(code)),
      codes: Int32Array.from(pupils, (pupil) => of[pupil]!),
    })),
    { kind: 'categorical', name: EVERYBODY, labels: ['0'], codes: new Int32Array(pupils.length) },
    {
      kind: 'categorical',
      name: SCHOOL,
      labels: schools.map(String),
      codes: Int32Array.from(pupils, (pupil) => positionOfSchool.get(school[pupil]!)!),
    },
  ]);
  const parsed = parseTabulation({
    name: 'analysis',
    variables: Object.fromEntries(
      variables.map((name, at) => [
        name,
        { categories: (columns[at]?.labels ?? ['0']).map((_, code) => String(code)) },
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
      all: isShown(columns.length, '_T'),
      groups: new Map(
        columns.map(({ column, labels }, at) => [column, labels.map((_, code) => isShown(at, String(code)))]),
      ),
    };
  } catch (error) {
    if (!(error instanceof DisclosureError && error.code === 'table-unprotectable')) throw error;
    return {
      all: false,
      groups: new Map(columns.map(({ column, labels }) => [column, labels.map(() => false)])),
    };
  }
}

/** Populations that a calibration was made with, where they are sets of schools: their means are shown. */
export function populationsReleased(
  groups: Groups | undefined,
  background: Background | null,
): ReleasedSchools[] {
  if (groups === undefined || background === null) return [];
  const ofGroup = groups.labels.map(() => new Set<number>());
  groups.of.forEach((group, i) => {
    ofGroup[group]?.add(background.school[i] ?? 0);
  });
  const apart = ofGroup.reduce((sum, { size }) => sum + size, 0) === new Set(background.school).size;
  return apart ? ofGroup : [];
}
