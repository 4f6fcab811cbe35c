/**
 * The same synthetic schools as the exports of other programs: ONDE (CSV, a file a primary school), SIECLE (XML, a file a
 * secondary school) and OneRoster 1.2 (a set of CSV files). Column and element names: docs/rosters.md.
 */
import { csvLine } from './roster-csv.ts';
import type { Level, Pupil, School } from './school-model.ts';

export interface ExportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export const exportFormats = ['onde', 'siecle', 'oneroster'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface ExportedRoster {
  readonly schools: readonly School[];
  readonly pupils: readonly Pupil[];
}

/** The files of one format. Schools that the format is not for are left out: ONDE is for primary schools, SIECLE for the others. */
export function exportRoster(format: ExportFormat, roster: ExportedRoster): ExportFile[] {
  switch (format) {
    case 'onde':
      return ondeFiles(roster);
    case 'siecle':
      return siecleFiles(roster);
    case 'oneroster':
      return oneRosterFiles(roster);
    default:
      return format satisfies never;
  }
}

/** `ine,amenagements`, which none of the exports has. */
export function accommodationsCsv({ pupils }: Pick<ExportedRoster, 'pupils'>): string {
  const lines = pupils
    .filter(({ accommodations }) => accommodations.length > 0)
    .map(({ ine, accommodations }) => csvLine([ine, accommodations.join('|')]));
  return `ine,amenagements\r\n${lines.join('')}`;
}

const ONDE_COLUMNS = [
  'Nom élève',
  "Nom d'usage élève",
  'Prénom élève',
  'Date naissance',
  'Sexe',
  'INE',
  'Adresse1',
  'Cp1',
  'Commune1',
  'Pays1',
  'Cycle',
  'Niveau',
  'Libellé classe',
  'Identifiant classe',
  'Attestation fournie',
  'Autorisation associations',
  'Autorisation photo',
  'Décision de passage',
];

/** UTF-8 with a byte order mark. Older exports are in Windows-1252, which not every name of ours fits into. */
function ondeFiles({ schools, pupils }: ExportedRoster): ExportFile[] {
  return schools
    .filter(({ kind }) => kind === 'primary')
    .map((school) => {
      const own = pupils.filter(({ uai }) => uai === school.uai);
      const classes = [...new Set(own.map(({ className }) => className))];
      const lines = own.map((pupil) =>
        [
          ...[pupil.lastName, '', pupil.firstName, frenchDate(pupil.birthDate), pupil.sex, pupil.ine],
          ...['1 rue de l’École', '00000', school.commune, 'FRANCE'],
          ...[cycleOf(pupil.level), pupil.level.toUpperCase(), pupil.className],
          ...[String(10_000 + classes.indexOf(pupil.className)), 'Oui', 'Non', 'Non', ''],
        ]
          .map((cell) => (/[";\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell))
          .join(';'),
      );
      const text = `${[ONDE_COLUMNS.join(';'), ...lines].join('\r\n')}\r\n`;
      return { name: `${school.uai}.csv`, bytes: Buffer.from(`\ufeff${text}`, 'utf8') };
    });
}

function cycleOf(level: Level): string {
  return ['cp', 'ce1', 'ce2'].includes(level) ? 'CYCLE II' : 'CYCLE III';
}

/** Formations as in the national nomenclature: the first three digits say which. */
const MEF: Readonly<Partial<Record<Level, string>>> = {
  '6e': '10010012110',
  '5e': '10110001110',
  '4e': '10210001110',
  '3e': '10310019110',
  '2de': '20010018110',
  cap: '24122012421',
};

function siecleFiles({ schools, pupils }: ExportedRoster): ExportFile[] {
  return schools
    .filter(({ kind }) => kind !== 'primary')
    .map((school) => {
      const own = pupils.filter(({ uai }) => uai === school.uai);
      const eleves = own.map((pupil, i) => siecleEleve(pupil, i + 1));
      const structures = own.map(
        ({ className }, i) =>
          `      <STRUCTURES_ELEVE ELEVE_ID="${i + 1}" ELENOET="${2_000 + i}">\n        <STRUCTURE><CODE_STRUCTURE>${xml(className)}</CODE_STRUCTURE><TYPE_STRUCTURE>D</TYPE_STRUCTURE></STRUCTURE>\n        <STRUCTURE><CODE_STRUCTURE>${xml(`${className} LV`)}</CODE_STRUCTURE><TYPE_STRUCTURE>G</TYPE_STRUCTURE></STRUCTURE>\n      </STRUCTURES_ELEVE>`,
      );
      const text = `<?xml version="1.0" encoding="ISO-8859-15"?>
<BEE_ELEVES VERSION="5.0">
  <PARAMETRES>
    <UAJ>${school.uai}</UAJ>
    <ANNEE_SCOLAIRE>2026</ANNEE_SCOLAIRE>
    <DATE_EXPORT>14/09/2026</DATE_EXPORT>
    <HORODATAGE>14/09/2026 02:00:00</HORODATAGE>
  </PARAMETRES>
  <DONNEES>
    <ELEVES>
${eleves.join('\n')}
    </ELEVES>
    <STRUCTURES>
${structures.join('\n')}
    </STRUCTURES>
  </DONNEES>
</BEE_ELEVES>
`;
      return { name: `${school.uai}-ElevesSansAdresses.xml`, bytes: Buffer.from(text, 'latin1') };
    });
}

function siecleEleve(pupil: Pupil, id: number): string {
  return `      <ELEVE ELEVE_ID="${id}" ELENOET="${1_999 + id}">
        <ID_NATIONAL>${pupil.ine}</ID_NATIONAL>
        <NOM_DE_FAMILLE>${xml(pupil.lastName)}</NOM_DE_FAMILLE>
        <PRENOM>${xml(pupil.firstName)}</PRENOM>
        <DATE_NAISS>${frenchDate(pupil.birthDate)}</DATE_NAISS>
        <DATE_ENTREE>01/09/2026</DATE_ENTREE>
        <CODE_SEXE>${pupil.sex === 'M' ? 1 : 2}</CODE_SEXE>
        <CODE_MEF>${MEF[pupil.level] ?? ''}</CODE_MEF>
        <SCOLARITE_AN_DERNIER><CODE_STRUCTURE>ANCIENNE</CODE_STRUCTURE><CODE_RNE>0000000A</CODE_RNE></SCOLARITE_AN_DERNIER>
      </ELEVE>`;
}

const GRADES: Readonly<Partial<Record<Level, string>>> = {
  ...{ cp: '01', ce1: '02', ce2: '03', cm1: '04', cm2: '05' },
  ...{ '6e': '06', '5e': '07', '4e': '08', '3e': '09', '2de': '10' },
};

function oneRosterFiles({ schools, pupils }: ExportedRoster): ExportFile[] {
  const classes = new Map<string, { id: string; uai: string; title: string; grades: Set<string> }>();
  const classOf = ({ uai, className, level }: Pupil): string => {
    const key = `${uai} ${className}`;
    const found = classes.get(key) ?? {
      ...{ id: `c${classes.size + 1}`, uai, title: className, grades: new Set<string>() },
    };
    found.grades.add(GRADES[level] ?? level);
    classes.set(key, found);
    return found.id;
  };
  const users = pupils.map((pupil, i) => ({ pupil, id: `u${i + 1}`, classId: classOf(pupil) }));
  const file = (name: string, header: string, lines: readonly (readonly string[])[]): ExportFile => ({
    name,
    bytes: Buffer.from(`${header}\r\n${lines.map(csvLine).join('')}`, 'utf8'),
  });
  return [
    file('manifest.csv', 'propertyName,value', [
      ['manifest.version', '1.0'],
      ['oneroster.version', '1.2'],
      ...['academicSessions', 'courses', 'roles'].map((name) => [`file.${name}`, 'absent']),
      ...['classes', 'demographics', 'enrollments', 'orgs', 'users'].map((name) => [`file.${name}`, 'bulk']),
    ]),
    file(
      'orgs.csv',
      'sourcedId,status,dateLastModified,name,type,identifier,parentSourcedId',
      schools.map(({ uai, name }) => [`o${uai}`, '', '', name, 'school', uai, '']),
    ),
    file(
      'classes.csv',
      'sourcedId,status,dateLastModified,title,grades,courseSourcedId,classCode,classType,location,schoolSourcedId,termSourcedIds,subjects,subjectCodes,periods',
      [...classes.values()].map(({ id, uai, title, grades }) => [
        ...[id, '', '', title, [...grades].join(','), 'course', '', 'homeroom', '', `o${uai}`],
        ...['2026', '', '', ''],
      ]),
    ),
    file(
      'users.csv',
      'sourcedId,status,dateLastModified,enabledUser,username,userIds,givenName,familyName,middleName,identifier,email,sms,phone,agentSourcedIds,grades,password,userMasterIdentifier,resourceSourcedIds,preferredGivenName,preferredMiddleName,preferredFamilyName,primaryOrgSourcedId,pronouns',
      users.map(({ pupil, id }) => [
        ...[id, '', '', 'true', id, `{INE:${pupil.ine}}`, pupil.firstName, pupil.lastName, '', '', '', ''],
        ...['', '', GRADES[pupil.level] ?? pupil.level, '', '', '', '', '', '', `o${pupil.uai}`, ''],
      ]),
    ),
    file(
      'enrollments.csv',
      'sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate',
      users.map(({ pupil, id, classId }) => [
        ...[`e${id}`, '', '', classId, `o${pupil.uai}`, id, 'student', 'false', '2026-09-01', ''],
      ]),
    ),
    file(
      'demographics.csv',
      'sourcedId,status,dateLastModified,birthDate,sex',
      users.map(({ pupil, id }) => [id, '', '', pupil.birthDate, pupil.sex === 'M' ? 'male' : 'female']),
    ),
  ];
}

function frenchDate(iso: string): string {
  const [year, month, day] = iso.split('-');
  return `${day}/${month}/${year}`;
}

/** Whatever is not in Latin-1, or is another symbol in ISO-8859-15, becomes a reference. */
function xml(text: string): string {
  const references = Array.from(text, (symbol) => {
    const code = symbol.codePointAt(0)!;
    return code > 0xff || /[¤¦¨´¸¼½¾&<]/.test(symbol) ? `&#${code};` : symbol;
  });
  return references.join('');
}
