/**
 * A OneRoster 1.2 CSV set, unpacked (1EdTech, “OneRoster CSV Binding” 1.2.1): whole files (`bulk`), UTF-8, commas. Read of it:
 * `manifest.csv`, `orgs.csv` (the UAI is the identifier), `classes.csv`, `users.csv` (the INE is a userId of type INE, or the
 * identifier), `enrollments.csv` (students) and `demographics.csv`. A pupil's class is the homeroom, or the only class there is.
 */
import { join } from 'node:path';
import { uaiForm } from '../geography/uai.ts';
import { CompactMap } from './compact-map.ts';
import { readCsv } from './csv-file.ts';
import { levelOf, type PupilReading, readExportedPupil } from './pupil-reading.ts';
import type { RosterFile } from './read-roster.ts';
import { Cells, MAX_TEXT } from './roster-cells.ts';
import type { RosterProblems } from './roster-problems.ts';

export const ONEROSTER_FILES = [
  'manifest.csv',
  'orgs.csv',
  'classes.csv',
  'users.csv',
  'enrollments.csv',
  'demographics.csv',
] as const;
export type OneRosterName = (typeof ONEROSTER_FILES)[number];
export type OneRosterFiles = Readonly<Record<OneRosterName, RosterFile>>;

/** Grades as French schools number them; a level's own name does as well. */
const LEVELS_BY_GRADE: Readonly<Record<string, string>> = {
  ...{ '01': 'cp', '02': 'ce1', '03': 'ce2', '04': 'cm1', '05': 'cm2' },
  ...{ '06': '6e', '07': '5e', '08': '4e', '09': '3e', '10': '2de' },
};

const MAX_IDENTIFIER = 255;
const DIALECT = { anyDelimiter: false, otherColumns: true };

interface SchoolClass {
  /** Its sourcedId. */
  readonly id: string;
  readonly label: string;
  readonly uai: string;
  readonly grades: readonly string[];
}

interface FoundClasses {
  readonly list: readonly (SchoolClass & { readonly homeroom: boolean })[];
  /** By sourcedId: place in the list, and line. */
  readonly places: ReadonlyMap<string, { readonly place: number; readonly line: number }>;
}

/** What the other files say, kept between the checking and the import: they are the same files. */
interface Joined {
  readonly classes: readonly SchoolClass[];
  /** By user: place in `classes`, and the day of enrolment as a number (20260901; 0: none). */
  readonly enrolled: CompactMap;
  /** By user: day of birth as a number (0: none), and sex (place in SEXES). */
  readonly born: CompactMap;
}

const SEXES = ['', 'male', 'female', 'other', 'unspecified'] as const;

export class OneRosterFolder {
  readonly #files: OneRosterFiles;
  #joined: Joined | null = null;

  constructor(files: OneRosterFiles) {
    this.#files = files;
  }

  async read(reading: PupilReading): Promise<void> {
    const { problems, leftOut } = reading;
    if (this.#joined === null) {
      await this.#readManifest(problems);
      const classes = await this.#readClasses(reading, await this.#readOrgs(problems));
      this.#joined = {
        classes: classes.list,
        enrolled: await this.#readEnrollments(reading, classes),
        born: await this.#readDemographics(problems),
      };
    }
    const { classes, enrolled, born } = this.#joined;
    const file = this.#files['users.csv'];
    const columns = ['sourcedId', 'givenName', 'familyName', 'grades'] as const;
    const optional = [
      'status',
      'userIds',
      'identifier',
      'preferredFamilyName',
      'INE',
      'birthDate',
      'sex',
    ] as const;
    type Column = (typeof columns)[number] | (typeof optional)[number];
    const known: readonly Column[] = columns;
    await readCsv(
      ...csvOf(file),
      known,
      problems,
      (row) => {
        const cells = new Cells<Column>(row, file.name, problems);
        if (isDeleted(cells.optional('status'))) return;
        const id = cells.text('sourcedId', MAX_IDENTIFIER);
        const enrolment = id === null ? null : enrolled.get(id);
        // Who is no student of a class is a teacher, a parent, or a pupil without class.
        if (id === null || enrolment === null) return;
        const { id: classIdentifier, label, uai, grades } = classes[enrolment.first]!;
        const own = listOf(cells.optional('grades'));
        const words = own.length === 0 ? grades : own;
        const level = words.length === 1 ? levelOf(reading, words[0]!, LEVELS_BY_GRADE) : null;
        if (level === null) {
          leftOut.add('level', file.name, row.at('grades'), words.join(','));
          return;
        }
        if (reading.knownSchools?.has(uai) === false) cells.fault('uai-unknown', 'sourcedId', { uai });
        const birth = born.get(id);
        if (birth === null) {
          cells.fault('oneroster-birth', 'sourcedId');
          return;
        }
        const whole = {
          cells: {
            ...row.cells,
            INE: ineOf(cells.optional('userIds')) ?? cells.optional('identifier'),
            birthDate: dayText(birth.first),
            sex: SEXES[birth.second] ?? '',
          },
          line: row.line,
          at: (column: Column) =>
            row.at(column === 'INE' || column === 'birthDate' || column === 'sex' ? 'sourcedId' : column),
        };
        readExportedPupil<Column>(
          reading,
          whole,
          {
            ...{ ine: 'INE', lastName: 'familyName', usualName: 'preferredFamilyName' },
            ...{ firstName: 'givenName', birthDate: 'birthDate', sex: 'sex' },
            sexCodes: { male: 'M', female: 'F' },
          },
          {
            ...{ file: file.name, uai, label, level, classIdentifier, oneSchool: true },
            since: enrolment.second === 0 ? null : dayText(enrolment.second),
          },
        );
      },
      optional,
      DIALECT,
    );
  }

  async #readManifest(problems: RosterProblems): Promise<void> {
    const file = this.#files['manifest.csv'];
    const columns = ['propertyName', 'value'] as const;
    await readCsv(
      ...csvOf(file),
      columns,
      problems,
      (row) => {
        const { propertyName = '', value = '' } = row.cells;
        if (propertyName === 'oneroster.version' && !/^1\.2(\.|$)/.test(value)) {
          problems.add('oneroster-version', file.name, row.at('value'), { value: value.slice(0, 20) });
        }
        const needed = ONEROSTER_FILES.some((name) => `file.${name.slice(0, -4)}` === propertyName);
        if (needed && value !== 'bulk') {
          const values = { file: propertyName, value: value.slice(0, 20) };
          problems.add('oneroster-delta', file.name, row.at('value'), values);
        }
      },
      [],
      DIALECT,
    );
  }

  /** UAI of each organisation that has one. */
  async #readOrgs(problems: RosterProblems): Promise<Map<string, string>> {
    const file = this.#files['orgs.csv'];
    const uais = new Map<string, string>();
    const columns = ['sourcedId', 'identifier'] as const;
    await readCsv(
      ...csvOf(file),
      columns,
      problems,
      (row) => {
        const { sourcedId = '', identifier = '' } = row.cells;
        const uai = uaiForm(identifier) ?? uaiForm(sourcedId);
        if (uai !== null) uais.set(sourcedId, uai);
      },
      [],
      DIALECT,
    );
    return uais;
  }

  async #readClasses({ problems }: PupilReading, uais: ReadonlyMap<string, string>): Promise<FoundClasses> {
    const file = this.#files['classes.csv'];
    const list: (SchoolClass & { readonly homeroom: boolean })[] = [];
    const places = new Map<string, { readonly place: number; readonly line: number }>();
    const columns = ['sourcedId', 'title', 'grades', 'classType', 'schoolSourcedId'] as const;
    type Column = (typeof columns)[number] | 'status';
    const known: readonly Column[] = columns;
    await readCsv(
      ...csvOf(file),
      known,
      problems,
      (row) => {
        const cells = new Cells<Column>(row, file.name, problems);
        if (isDeleted(cells.optional('status'))) return;
        const id = cells.text('sourcedId', MAX_IDENTIFIER);
        const label = cells.text('title', MAX_TEXT);
        if (id === null || label === null) return;
        const before = places.get(id);
        if (before !== undefined) {
          cells.fault('oneroster-twice', 'sourcedId', { first: before.line });
          return;
        }
        const uai = uais.get(cells.optional('schoolSourcedId'));
        if (uai === undefined) {
          const values = { column: 'schoolSourcedId', file: 'orgs.csv' };
          cells.fault('oneroster-reference', 'schoolSourcedId', values);
          return;
        }
        places.set(id, { place: list.length, line: row.line });
        const homeroom = cells.optional('classType').toLowerCase() === 'homeroom';
        list.push({ id, label, uai, grades: listOf(cells.optional('grades')), homeroom });
      },
      ['status'],
      DIALECT,
    );
    return { list, places };
  }

  async #readEnrollments({ problems, today }: PupilReading, classes: FoundClasses): Promise<CompactMap> {
    const file = this.#files['enrollments.csv'];
    const enrolled = new CompactMap();
    const columns = ['classSourcedId', 'userSourcedId', 'role'] as const;
    type Column = (typeof columns)[number] | 'status' | 'beginDate' | 'endDate';
    const known: readonly Column[] = columns;
    await readCsv(
      ...csvOf(file),
      known,
      problems,
      (row) => {
        const cells = new Cells<Column>(row, file.name, problems);
        const ended = cells.optional('endDate');
        if (cells.optional('role').toLowerCase() !== 'student' || isDeleted(cells.optional('status'))) return;
        if (ended !== '' && ended < today) return;
        const user = cells.text('userSourcedId', MAX_IDENTIFIER);
        const found = classes.places.get(cells.optional('classSourcedId'));
        if (found === undefined) {
          const values = { column: 'classSourcedId', file: 'classes.csv' };
          cells.fault('oneroster-reference', 'classSourcedId', values);
          return;
        }
        if (user === null) return;
        const next = { first: found.place, second: dayNumber(cells.optional('beginDate')) };
        const before = enrolled.get(user);
        const rank = (one: typeof next) => (classes.list[one.first]!.homeroom ? 1 : 0);
        if (
          before === null ||
          rank(next) > rank(before) ||
          (rank(next) === rank(before) && next.second > before.second)
        ) {
          enrolled.set(user, next);
        }
      },
      ['status', 'beginDate', 'endDate'],
      DIALECT,
    );
    return enrolled;
  }

  async #readDemographics(problems: RosterProblems): Promise<CompactMap> {
    const file = this.#files['demographics.csv'];
    const born = new CompactMap();
    const columns = ['sourcedId', 'birthDate', 'sex'] as const;
    type Column = (typeof columns)[number];
    await readCsv<Column>(
      ...csvOf(file),
      columns,
      problems,
      (row) => {
        const { sourcedId = '', birthDate = '', sex = '' } = row.cells;
        if (birthDate !== '' && !/^\d{4}-\d\d-\d\d$/.test(birthDate)) {
          problems.add('date-form', file.name, row.at('birthDate'));
        }
        const code = Math.max(0, (SEXES as readonly string[]).indexOf(sex.toLowerCase()));
        born.set(sourcedId, { first: dayNumber(birthDate), second: code });
      },
      [],
      DIALECT,
    );
    return born;
  }
}

function csvOf(file: RosterFile) {
  return [file.path, file.name, file.encoding] as const;
}

export function oneRosterPath(folder: string, name: OneRosterName): string {
  return join(folder, name);
}

function isDeleted(status: string): boolean {
  return status.toLowerCase() === 'tobedeleted';
}

/** 20260901 of `2026-09-01` or `2026-09-01T00:00:00Z`; 0 when it is neither. */
function dayNumber(text: string): number {
  return /^\d{4}-\d\d-\d\d/.test(text) ? Number(text.slice(0, 10).replaceAll('-', '')) : 0;
}

function dayText(day: number): string {
  const digits = String(day).padStart(8, '0');
  return day === 0 ? '' : `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;
}

function listOf(cell: string): readonly string[] {
  return cell
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

/** Of `{INE:123456789AB},{LDAP:x}`. */
function ineOf(userIds: string): string | null {
  return /\{\s*INE\s*:\s*([^}]*)\}/i.exec(userIds)?.[1]?.trim() ?? null;
}
