/** What every reader of pupils is given, whatever the format, and what all of them do alike. */
import type { Position } from '@cloison/command/problem';
import type { CampaignSpec } from '../campaign/spec.ts';
import type { PupilFacts } from '../vault/rows.ts';
import type { LeftOut } from './left-out.ts';
import { Cells, MAX_TEXT, type RosterRow, readBirthDate, readIne, readSex } from './roster-cells.ts';
import type { RosterProblems } from './roster-problems.ts';
import type { SeenAt, SeenPupils } from './seen-pupils.ts';

export interface RosterPupil {
  readonly uai: string;
  readonly label: string;
  readonly level: string;
  readonly facts: PupilFacts;
  /** By which the export knows the class whatever it is called, where it does. */
  readonly classIdentifier?: string;
  /** When the pupil came to the school, `YYYY-MM-DD`, where the file says so. */
  readonly since?: string;
}

/** A pupil who was read before, and where this row and the first one are. */
export interface PupilAgain {
  readonly pupil: RosterPupil;
  readonly file: string;
  readonly at: Position;
  readonly first: SeenAt;
}

export interface PupilReading {
  readonly spec: CampaignSpec;
  /** UAI of the schools' file; null: it could not be read, which is said of it alone. */
  readonly knownSchools: ReadonlySet<string> | null;
  readonly problems: RosterProblems;
  readonly leftOut: LeftOut;
  readonly seen: SeenPupils;
  /** Levels of the campaign by a word of the file in lower case, beside those that the format knows. */
  readonly levelWords: ReadonlyMap<string, string>;
  /** Accommodations by INE, from a file of their own: exports have none. */
  readonly accommodations: ReadonlyMap<string, readonly string[]>;
  /** `YYYY-MM-DD`. */
  readonly today: string;
  /** Each pupil without fault, in file order, whose INE is new. */
  readonly onPupil: (pupil: RosterPupil) => void;
  /** Each other one without fault: on the list of another school, or on one that only its own row tells. */
  readonly onPupilAgain: (again: PupilAgain) => void;
}

/** Columns of an export, under the names that its format gives them. */
export interface ExportColumns<Column extends string> {
  readonly ine: Column;
  readonly lastName: Column;
  /** Taken instead of the family name where it is there: the school calls the pupil so. */
  readonly usualName: Column | null;
  readonly firstName: Column;
  readonly birthDate: Column;
  readonly sex: Column;
  readonly sexCodes: Readonly<Record<string, 'F' | 'M'>>;
}

/** Where a pupil of an export is: read by the format, since each says it in its own way. */
export interface ExportPlace {
  readonly file: string;
  readonly uai: string;
  readonly label: string;
  readonly level: string;
  readonly classIdentifier?: string;
  readonly since: string | null;
  /** A file of one school alone: a number that is in it twice is a fault. */
  readonly oneSchool: boolean;
}

/** The facts of one pupil of an export. Reports what is at fault; leaves out who has no national number yet. */
export function readExportedPupil<Column extends string>(
  reading: PupilReading,
  row: RosterRow<Column>,
  columns: ExportColumns<Column>,
  place: ExportPlace,
): void {
  const { problems, spec, seen } = reading;
  const cells = new Cells<Column>(row, place.file, problems);
  if (cells.optional(columns.ine) === '') {
    reading.leftOut.add('no-ine', place.file, row.at(columns.lastName));
    return;
  }
  const ine = readIne(cells, columns.ine);
  const usual = columns.usualName !== null && cells.optional(columns.usualName) !== '';
  const lastName = cells.text(usual ? columns.usualName! : columns.lastName, MAX_TEXT);
  const firstName = cells.text(columns.firstName, MAX_TEXT);
  const birthDate = readBirthDate(cells, columns.birthDate, spec.year, true);
  const sex = readSex(cells, columns.sex, columns.sexCodes);
  const before = ine === null ? null : seen.add(ine, row.line);
  if (before !== null && place.oneSchool && before.file === place.file) {
    cells.fault('ine-twice', columns.ine, { first: before.line });
    return;
  }
  if (before !== null && before.uai === place.uai) {
    cells.fault('ine-elsewhere', columns.ine, { first: before.line, file: before.file });
    return;
  }
  if (ine === null || lastName === null || firstName === null || birthDate === null || sex === null) return;
  const accommodations = reading.accommodations.get(ine) ?? [];
  const facts = { ine, lastName, firstName, birthDate, sex, accommodations };
  const { uai, label, level, since, classIdentifier } = place;
  const more = {
    ...(since === null ? {} : { since }),
    ...(classIdentifier === undefined ? {} : { classIdentifier }),
  };
  const pupil: RosterPupil = { uai, label, level, facts, ...more };
  if (before === null) reading.onPupil(pupil);
  else reading.onPupilAgain({ pupil, file: place.file, at: row.at(columns.ine), first: before });
}

/** The campaign's level that a word of an export stands for; null when the campaign has none such. */
export function levelOf(
  reading: PupilReading,
  word: string,
  formatLevels: Readonly<Record<string, string>> = {},
): string | null {
  const key = word.trim().toLowerCase();
  const named = reading.levelWords.get(key) ?? (Object.hasOwn(formatLevels, key) ? formatLevels[key]! : key);
  return reading.spec.levels.find(({ id }) => id.toLowerCase() === named.toLowerCase())?.id ?? null;
}
