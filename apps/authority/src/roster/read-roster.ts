/** The two files of a roster, each row checked into a value, every fault reported. */
import type { CampaignSpec, ResolvedCalendars } from '../campaign/spec.ts';
import { areaOfUai } from '../campaign/spec.ts';
import { uaiForm, uaiLetter } from '../geography/uai.ts';
import type { PupilFacts, SchoolRow } from '../vault/rows.ts';
import { type CsvRow, readCsv } from './csv-file.ts';
import type { Encoding } from './encoding.ts';
import { IneSet } from './ine-set.ts';
import type { RosterProblems } from './roster-problems.ts';

export type RosterSchool = Pick<SchoolRow, 'uai' | 'name' | 'town' | 'sector' | 'priority' | 'area'>;

export interface RosterPupil {
  readonly uai: string;
  readonly label: string;
  readonly level: string;
  readonly facts: PupilFacts;
}

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

/** As the protocol's messages carry them. */
const MAX_TEXT = 100;
const MAX_SCHOOL_NAME = 200;

/** A file, as the person named it. */
export interface RosterFile {
  readonly path: string;
  readonly name: string;
  readonly encoding: Encoding;
}

/** A cell that may be at fault: reports and gives null. */
class Cells<Column extends string> {
  readonly #row: CsvRow<Column>;
  readonly #file: string;
  readonly #problems: RosterProblems;
  constructor(row: CsvRow<Column>, file: string, problems: RosterProblems) {
    this.#row = row;
    this.#file = file;
    this.#problems = problems;
  }

  fault(
    code: Parameters<RosterProblems['add']>[0],
    column: Column,
    values: Readonly<Record<string, string | number>> = {},
  ): null {
    this.#problems.add(code, this.#file, this.#row.at(column), values);
    return null;
  }

  /** The trimmed cell; null when it is empty, too long, not one line, or when the file has no such column. */
  text(column: Column, max: number): string | null {
    const cell = this.#row.cells[column];
    if (cell === undefined) return null;
    if (cell === '') return this.fault('cell-empty', column, { column });
    if (cell.length > max) return this.fault('cell-long', column, { column, max });
    if (/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202A-\u202E\u2066-\u2069]/u.test(cell)) {
      return this.fault('cell-control', column, { column });
    }
    return cell;
  }

  optional(column: Column): string {
    return this.#row.cells[column] ?? '';
  }

  uai(column: Column): string | null {
    const cell = this.text(column, MAX_TEXT);
    if (cell === null) return null;
    const uai = uaiForm(cell);
    if (uai === null) return this.fault('uai-form', column, { uai: cell.slice(0, 20) });
    const letter = uaiLetter(uai.slice(0, 7));
    return uai.endsWith(letter) ? uai : this.fault('uai-letter', column, { uai, letter });
  }
}

/** Schools by UAI; those at fault are left out, but their UAI counts as known so that their pupils are not at fault too. */
export async function readSchools(
  file: RosterFile,
  calendars: ResolvedCalendars,
  problems: RosterProblems,
): Promise<{ readonly schools: Map<string, RosterSchool>; readonly known: Set<string> }> {
  const schools = new Map<string, RosterSchool>();
  const lines = new Map<string, number>();
  await readCsv(file.path, file.name, file.encoding, SCHOOL_COLUMNS, problems, (row) => {
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
  });
  return { schools, known: new Set(lines.keys()) };
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

/** Calls `onPupil` for each row without fault, in file order. */
export async function readPupils(
  file: RosterFile,
  spec: CampaignSpec,
  knownSchools: ReadonlySet<string>,
  problems: RosterProblems,
  onPupil: (pupil: RosterPupil) => void,
): Promise<void> {
  const lines = new IneSet();
  const levels = new Map(spec.levels.map(({ id }) => [id.toLowerCase(), id]));
  const accommodations = new Set(spec.accommodations.map(({ id }) => id));
  const onRow = (row: CsvRow<PupilColumn>) => {
    const cells = new Cells<PupilColumn>(row, file.name, problems);
    const uai = cells.uai('uai');
    if (uai !== null && !knownSchools.has(uai)) cells.fault('uai-unknown', 'uai', { uai });
    const label = cells.text('classe', MAX_TEXT);
    const level = readLevel(cells, levels);
    const ine = readIne(cells);
    const before = ine === null ? null : lines.add(ine, row.line);
    if (before !== null) cells.fault('ine-twice', 'ine', { first: before });
    const lastName = cells.text('nom', MAX_TEXT);
    const firstName = cells.text('prenom', MAX_TEXT);
    const birthDate = readBirthDate(cells, spec.year);
    const sex = readSex(cells);
    const given = readAccommodations(cells, accommodations);
    const weight = readWeight(cells);
    if (uai === null || label === null || level === null || ine === null || before !== null) return;
    if (lastName === null || firstName === null || birthDate === null || sex === null || given === null)
      return;
    if (weight === null) return;
    const facts = { ine, lastName, firstName, birthDate, sex, accommodations: given };
    onPupil({ uai, label, level, facts: weight === undefined ? facts : { ...facts, weight } });
  };
  const columns: readonly PupilColumn[] = PUPIL_COLUMNS;
  await readCsv(file.path, file.name, file.encoding, columns, problems, onRow, OPTIONAL_PUPIL_COLUMNS);
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

function readIne(cells: Cells<PupilColumn>): string | null {
  const ine = cells.text('ine', MAX_TEXT)?.toUpperCase() ?? null;
  if (ine === null || /^\d{9}[0-9A-Z][A-Z]$/.test(ine)) return ine;
  return cells.fault('ine-form', 'ine');
}

/** From nursery to apprenticeship: anything else is a typing error. */
const AGES = { min: 3, max: 30 };

function readBirthDate(cells: Cells<PupilColumn>, year: number): string | null {
  const value = cells.text('naissance', MAX_TEXT);
  if (value === null) return null;
  if (!/^\d{4}-\d\d-\d\d$/.test(value)) return cells.fault('date-form', 'naissance');
  const date = new Date(`${value}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || !date.toISOString().startsWith(value)) {
    return cells.fault('date-impossible', 'naissance');
  }
  const age = year - date.getUTCFullYear();
  return age >= AGES.min && age <= AGES.max ? value : cells.fault('birth-year', 'naissance', { year });
}

function readSex(cells: Cells<PupilColumn>): 'F' | 'M' | null {
  const value = cells.text('sexe', MAX_TEXT)?.toUpperCase() ?? null;
  return value === null || value === 'F' || value === 'M' ? value : cells.fault('sex', 'sexe');
}

function readAccommodations(cells: Cells<PupilColumn>, known: ReadonlySet<string>): string[] | null {
  const given = cells
    .optional('amenagements')
    .split('|')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (given.every((id) => known.has(id))) return [...new Set(given)].sort();
  return cells.fault('accommodation-unknown', 'amenagements', { expected: [...known].join(', ') || '—' });
}
