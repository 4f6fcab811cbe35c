/** Our own two files of a roster, each row checked into a value, every fault reported. */
import { areaOfUai, type ResolvedCalendars } from '../campaign/spec.ts';
import type { SchoolRow } from '../vault/rows.ts';
import { OWN_DIALECT, readCsv } from './csv-file.ts';
import type { Encoding } from './encoding.ts';
import type { PupilReading } from './pupil-reading.ts';
import { Cells, MAX_TEXT, type RosterRow, readBirthDate, readIne, readSex } from './roster-cells.ts';
import type { RosterProblems } from './roster-problems.ts';

export type RosterSchool = Pick<SchoolRow, 'uai' | 'name' | 'town' | 'sector' | 'priority' | 'area'>;

const SCHOOL_COLUMNS = ['uai', 'nom', 'commune', 'secteur', 'ep'] as const;
const PUPIL_COLUMNS = [
  'uai',
  'classe',
  'niveau',
  'ine',
  'nom',
  'prenom',
  'naissance',
  'sexe',
  'amenagements',
] as const;
/** Columns that a file may have besides. */
const OPTIONAL_PUPIL_COLUMNS = ['poids'] as const;
type SchoolColumn = (typeof SCHOOL_COLUMNS)[number];
type PupilColumn = (typeof PUPIL_COLUMNS)[number] | (typeof OPTIONAL_PUPIL_COLUMNS)[number];

const MAX_SCHOOL_NAME = 200;

/** A file, as the person named it. */
export interface RosterFile {
  readonly path: string;
  readonly name: string;
  readonly encoding: Encoding;
}

/** Schools by UAI; those at fault are left out, but their UAI counts as known so that their pupils are not at fault too. */
export async function readSchools(
  file: RosterFile,
  calendars: ResolvedCalendars,
  problems: RosterProblems,
): Promise<{
  readonly schools: Map<string, RosterSchool>;
  /** Null: the file is another one, and has none. */
  readonly known: Set<string> | null;
}> {
  const schools = new Map<string, RosterSchool>();
  const lines = new Map<string, number>();
  const onRow = (row: RosterRow<SchoolColumn>) => {
    const cells = new Cells<SchoolColumn>(row, file.name, problems);
    const uai = cells.uai('uai');
    const name = cells.text('nom', MAX_SCHOOL_NAME);
    const town = cells.text('commune', MAX_SCHOOL_NAME);
    const sector = readSector(cells);
    const priority = readPriority(cells);
    if (uai === null) return;
    const first = lines.get(uai);
    if (first !== undefined) {
      cells.fault('uai-twice', 'uai', { uai, first });
      return;
    }
    lines.set(uai, row.line);
    const area = areaOfUai(calendars, uai);
    if (area === null) cells.fault('uai-area', 'uai', { uai });
    if (name !== null && town !== null && sector !== null && priority !== null && area !== null) {
      schools.set(uai, { uai, name, town, sector, priority, area });
    }
  };
  const columns: readonly SchoolColumn[] = SCHOOL_COLUMNS;
  const dialect = { ...OWN_DIALECT, swappedFor: PUPIL_COLUMNS };
  const isRead = await readCsv(file.path, file.name, file.encoding, columns, problems, onRow, [], dialect);
  return { schools, known: isRead ? new Set(lines.keys()) : null };
}

function readSector(cells: Cells<SchoolColumn>): SchoolRow['sector'] | null {
  const value = cells.text('secteur', MAX_TEXT)?.toUpperCase() ?? null;
  if (value === null || value === 'PU' || value === 'PR') return value;
  return cells.fault('sector', 'secteur', { value: value.slice(0, 20) });
}

function readPriority(cells: Cells<SchoolColumn>): SchoolRow['priority'] | null {
  const value = cells.text('ep', MAX_TEXT)?.toUpperCase() ?? null;
  if (value === null || value === 'HEP' || value === 'REP' || value === 'REP+') return value;
  return cells.fault('priority', 'ep', { value: value.slice(0, 20) });
}

/** Our own format. Calls `onPupil` for each row without fault, in file order. */
export async function readPupils(file: RosterFile, reading: PupilReading): Promise<void> {
  const { spec, knownSchools, problems, seen } = reading;
  const levels = new Map(spec.levels.map(({ id }) => [id.toLowerCase(), id]));
  const accommodations = new Set(spec.accommodations.map(({ id }) => id));
  const onRow = (row: RosterRow<PupilColumn>) => {
    const cells = new Cells<PupilColumn>(row, file.name, problems);
    const uai = cells.uai('uai');
    if (uai !== null && knownSchools?.has(uai) === false) cells.fault('uai-unknown', 'uai', { uai });
    const label = cells.text('classe', MAX_TEXT);
    const level = readLevel(cells, levels);
    const ine = readIne(cells, 'ine');
    const before = ine === null ? null : seen.add(ine, row.line);
    if (before !== null && before.file === file.name) cells.fault('ine-twice', 'ine', { first: before.line });
    else if (before !== null) cells.fault('ine-elsewhere', 'ine', { first: before.line, file: before.file });
    const lastName = cells.text('nom', MAX_TEXT);
    const firstName = cells.text('prenom', MAX_TEXT);
    const birthDate = readBirthDate(cells, 'naissance', spec.year);
    const sex = readSex(cells, 'sexe');
    const given = readAccommodations(cells, 'amenagements', accommodations);
    const weight = readWeight(cells);
    if (uai === null || label === null || level === null || ine === null || before !== null) return;
    if (lastName === null || firstName === null || birthDate === null || sex === null || given === null)
      return;
    if (weight === null) return;
    const more = reading.accommodations.get(ine) ?? [];
    const all = more.length === 0 ? given : [...new Set([...given, ...more])].sort();
    const facts = { ine, lastName, firstName, birthDate, sex, accommodations: all };
    reading.onPupil({ uai, label, level, facts: weight === undefined ? facts : { ...facts, weight } });
  };
  const columns: readonly PupilColumn[] = PUPIL_COLUMNS;
  const dialect = { ...OWN_DIALECT, swappedFor: SCHOOL_COLUMNS };
  const { path, name, encoding } = file;
  await readCsv(path, name, encoding, columns, problems, onRow, OPTIONAL_PUPIL_COLUMNS, dialect);
}

/** A weight is how many pupils of the country one pupil of the sample stands for. */
const MOST_WEIGHT = 1e6;

/** Undefined: no weight is given; null: what is given is at fault. */
function readWeight(cells: Cells<PupilColumn>): number | undefined | null {
  const value = cells.optional('poids');
  if (value === '') return undefined;
  const weight = Number(value.replace(',', '.'));
  if (weight > 0 && weight <= MOST_WEIGHT) return weight;
  return cells.fault('weight', 'poids', { value: value.slice(0, 20), most: MOST_WEIGHT });
}

function readLevel(cells: Cells<PupilColumn>, levels: ReadonlyMap<string, string>): string | null {
  const value = cells.text('niveau', MAX_TEXT);
  if (value === null) return null;
  const level = levels.get(value.toLowerCase());
  if (level !== undefined) return level;
  return cells.fault('level-unknown', 'niveau', {
    value: value.slice(0, 20),
    expected: [...levels.values()].join(', '),
  });
}

/** Ids separated by `|`, sorted; null: reported. */
export function readAccommodations<Column extends string>(
  cells: Cells<Column>,
  column: Column,
  known: ReadonlySet<string>,
): string[] | null {
  const given = cells
    .optional(column)
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (given.every((id) => known.has(id))) return [...new Set(given)].sort();
  return cells.fault('accommodation-unknown', column, { expected: [...known].join(', ') || '—' });
}
