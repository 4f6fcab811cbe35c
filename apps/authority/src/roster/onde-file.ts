/**
 * ONDE's export of pupils, as a primary school's head downloads it (“Listes & documents”, “Extraction”): CSV with
 * semicolons, UTF-8 with or without byte order mark or Windows-1252, dates as 07/03/2019, every level of the school.
 * The school is not in it: the file's name begins with its UAI, or there is a column UAI. Sources of the column names:
 * docs/rosters.md.
 */
import { basename } from 'node:path';
import { uaiForm } from '../geography/uai.ts';
import { readCsv } from './csv-file.ts';
import { levelOf, type PupilReading, readExportedPupil } from './pupil-reading.ts';
import type { RosterFile } from './read-roster.ts';
import { Cells, MAX_TEXT } from './roster-cells.ts';

const COLUMNS = [
  'Nom élève',
  'Prénom élève',
  'Date naissance',
  'Sexe',
  'INE',
  'Niveau',
  'Libellé classe',
] as const;
const OPTIONAL_COLUMNS = ["Nom d'usage élève", 'UAI'] as const;
type Column = (typeof COLUMNS)[number] | (typeof OPTIONAL_COLUMNS)[number];

const PUPIL = {
  ine: 'INE',
  lastName: 'Nom élève',
  usualName: "Nom d'usage élève",
  firstName: 'Prénom élève',
  birthDate: 'Date naissance',
  sex: 'Sexe',
  sexCodes: { F: 'F', M: 'M' },
} as const;

export async function readOndeFile(file: RosterFile, reading: PupilReading): Promise<void> {
  const { problems, leftOut, knownSchools, seen } = reading;
  const ownUai = uaiOfFile(file);
  if (ownUai !== null) seen.ofSchool(ownUai);
  let isReported = false;
  const tellOnce = (code: 'onde-uai' | 'uai-unknown', values: Readonly<Record<string, string>> = {}) => {
    if (!isReported) problems.add(code, file.name, { line: 1, column: 1 }, values);
    isReported = true;
  };
  const columns: readonly Column[] = COLUMNS;
  await readCsv(
    file.path,
    file.name,
    file.encoding,
    columns,
    problems,
    (row) => {
      const cells = new Cells<Column>(row, file.name, problems);
      const oneSchool = row.cells.UAI === undefined;
      const uai = oneSchool ? ownUai : cells.uai('UAI');
      if (uai === null) {
        if (oneSchool) tellOnce('onde-uai');
        return;
      }
      const word = cells.optional('Niveau');
      const level = levelOf(reading, word);
      if (level === null) {
        leftOut.add('level', file.name, row.at('Niveau'), word);
        return;
      }
      if (knownSchools?.has(uai) === false) {
        if (oneSchool) tellOnce('uai-unknown', { uai });
        else cells.fault('uai-unknown', 'UAI', { uai });
      }
      if (cells.optional('Libellé classe') === '') {
        leftOut.add('no-class', file.name, row.at('Libellé classe'));
        return;
      }
      const label = cells.text('Libellé classe', MAX_TEXT);
      if (label === null) return;
      readExportedPupil(reading, row, PUPIL, { file: file.name, uai, label, level, since: null, oneSchool });
    },
    OPTIONAL_COLUMNS,
    { anyDelimiter: true, otherColumns: true },
  );
}

/** `0750001A.csv`, `0750001A-2026-09-14.csv`. */
function uaiOfFile(file: RosterFile): string | null {
  const [, uai] = /^(\d{7}[A-Za-z])(?![A-Za-z0-9])/.exec(basename(file.path)) ?? [];
  return uai === undefined ? null : uaiForm(uai);
}
