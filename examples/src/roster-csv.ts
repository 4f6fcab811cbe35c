/** `schools.csv` and `pupils.csv` of docs/campaign-format.md: UTF-8, comma, header line, RFC 4180. */
import type { Pupil, School } from './school-model.ts';

export const schoolsHeader = 'uai,nom,commune,secteur,ep\r\n';
export const pupilsHeader = 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements\r\n';

export function schoolLine({ uai, name, commune, sector, priority }: School): string {
  return csvLine([uai, name, commune, sector, priority]);
}

export function pupilLine(pupil: Pupil): string {
  const { uai, className, level, ine, lastName, firstName, birthDate, sex, accommodations } = pupil;
  return csvLine([uai, className, level, ine, lastName, firstName, birthDate, sex, accommodations.join('|')]);
}

/** RFC 4180, with its line end. */
export function csvLine(fields: readonly string[]): string {
  const written = fields.map((field) =>
    /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  return `${written.join(',')}\r\n`;
}
