/**
 * The folder of the small campaign: one level online (6e: four items, two domains), one by entry (cp: four items, one
 * domain), a collège and a school. Every key stands below, so that scores can be written by hand.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { uaiLetter } from '../../../../apps/authority/src/geography/uai.ts';
import { manifestXml } from '../authority/sample-folder.ts';
import { NAME } from './small-campaign-name.ts';

/** Names that must not be found where they should not be. */
export const CANARIES = ['Zébulon', 'Quetzalcoatl', 'Xanthippe', 'Wolframite'];

const item = (id: string, declaration: string, body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="${id}" title="Item ${id}"
    adaptive="false" time-dependent="false" xml:lang="fr">
  ${declaration}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"/>
  <qti-item-body>${body}</qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>
`;

const declare = (type: string, correct: string) =>
  `<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="${type}">
    <qti-correct-response><qti-value>${correct}</qti-value></qti-correct-response></qti-response-declaration>`;

const choice = (id: string, correct: string) =>
  item(
    id,
    declare('identifier', correct),
    `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Choisis.</qti-prompt>
     <qti-simple-choice identifier="A">un</qti-simple-choice><qti-simple-choice identifier="B">deux</qti-simple-choice>
     <qti-simple-choice identifier="C">trois</qti-simple-choice></qti-choice-interaction>`,
  );

const typed = (id: string, type: string, correct: string) =>
  item(
    id,
    declare(type, correct),
    `<p>Écris : <qti-text-entry-interaction response-identifier="RESPONSE" expected-length="10"/></p>`,
  );

/** Keys: m1 = B, m2 = A, m3 = 12, m4 = chat; l1 = A, l2 = B, l3 = A, l4 = B. One point each. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  maths: {
    m1: choice('m1', 'B'),
    m2: choice('m2', 'A'),
    m3: typed('m3', 'integer', '12'),
    m4: typed('m4', 'string', 'chat'),
  },
  lettres: {
    l1: choice('l1', 'A'),
    l2: choice('l2', 'B'),
    l3: choice('l3', 'A'),
    l4: choice('l4', 'B'),
  },
};

/** calcul (m1, m2, m3): < 1 needs, < 3 fragile. mots (m4): < 1 needs. lettres (l1 … l4): < 2 needs, < 4 fragile. */
const CAMPAIGN = (minutes: string) => `campaign: ${NAME}
title: { fr: "Petite campagne", en: "Small campaign" }
year: 2026
rehearsal: false
address: https://evaluation.example/
levels:
  - { id: "6e", title: { fr: 6e, en: "Year 7" }, mode: online }
  - { id: cp, title: { fr: CP, en: "Year 2" }, mode: entry }
sequences:
  - { id: maths, level: "6e", title: { fr: Mathématiques, en: Mathematics }, package: maths, ${minutes}items: [m1, m2, m3, m4] }
  - id: lettres
    level: cp
    title: { fr: Lettres, en: Letters }
    package: lettres
    exercises:
      - { id: ex1, title: { fr: "Les lettres", en: "Letters" }, items: [l1, l2, l3, l4] }
domains:
  - id: calcul
    level: "6e"
    sequence: maths
    title: { fr: Calculer, en: Calculating }
    sentence: { fr: "Calculer.", en: "Calculating." }
    items: [m1, m2, m3]
    thresholds: [1, 3]
    testSpecific: true
  - id: mots
    level: "6e"
    sequence: maths
    title: { fr: Écrire, en: Writing }
    sentence: { fr: "Écrire.", en: "Writing." }
    items: [m4]
    thresholds: [1, 1]
  - id: lettres
    level: cp
    sequence: lettres
    title: { fr: Lettres, en: Letters }
    sentence: { fr: "Lire.", en: "Reading." }
    items: [l1, l2, l3, l4]
    thresholds: [2, 4]
accommodations:
  - { id: tiers-temps, title: { fr: "Tiers temps", en: "Extra time" }, time: 1.3333 }
doubleEntry: { perClass: 1, seed: 7 }
codes: { reservePerSchool: 2, teachersPerClass: 1 }
reports: continuous
`;

const CALENDAR = `areas:
  - { id: 0, zone: Europe/Paris, title: { fr: Métropole, en: Mainland France }, departements: ["*"] }
sequences:
  maths: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }
  lettres: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }
documents:
  ticket: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  keyring: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  roster: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  slips: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  participation: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  report: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
`;

const SCHOOLS = `uai,nom,commune,secteur,ep
0750001${uaiLetter('0750001')},École des Tilleuls,Paris,PU,HEP
0770002${uaiLetter('0770002')},Collège du Parc,Melun,PU,REP
`;

/** Six pupils of 6e A at the collège, five of CP A at the school; one of 6e has extra time. */
export const PUPILS = [
  ['0770002', '6e A', '6e', '100000001AA', 'Zébulon', 'Anna', '2015-02-10', 'F', ''],
  ['0770002', '6e A', '6e', '100000002AA', 'Quetzalcoatl', 'Bilal', '2015-03-11', 'M', 'tiers-temps'],
  ['0770002', '6e A', '6e', '100000003AA', 'Xanthippe', 'Chloé', '2015-01-12', 'F', ''],
  ['0770002', '6e A', '6e', '100000004AA', 'Wolframite', 'David', '2015-02-13', 'M', ''],
  ['0770002', '6e A', '6e', '100000005AA', 'Érable', 'Emma', '2015-03-14', 'F', ''],
  ['0770002', '6e A', '6e', '100000006AA', 'Fougère', 'Farid', '2015-01-15', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000011AA', 'Genêt', 'Gaël', '2020-04-16', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000012AA', 'Houx', 'Hana', '2020-05-17', 'F', ''],
  ['0750001', 'CP A', 'cp', '100000013AA', 'If', 'Inès', '2020-06-18', 'F', ''],
  ['0750001', 'CP A', 'cp', '100000014AA', 'Jasmin', 'Jules', '2020-04-19', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000015AA', 'Kiwi', 'Karim', '2020-05-20', 'M', ''],
] as const;

/** `pupils.csv` of these rows. */
export function pupilsCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(([digits = '', ...rest]) => `${digits}${uaiLetter(digits)},${rest.join(',')}`);
  return `uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements\n${lines.join('\n')}\n`;
}

export interface FolderOptions {
  /** Time limit of the online sequence. */
  readonly minutes?: number;
  readonly campaign?: (yaml: string) => string;
  readonly calendar?: (yaml: string) => string;
  readonly pupils?: readonly (readonly string[])[];
  /** Further items of the online sequence, by identifier. */
  readonly maths?: Readonly<Record<string, string>>;
  /** `schools.csv`; a school and a collège by default. */
  readonly schools?: string;
}

export function writeCampaignFolder(folder: string, options: FolderOptions = {}): void {
  const minutes = options.minutes === undefined ? '' : `minutes: ${options.minutes}, `;
  const same = (yaml: string) => yaml;
  writeFileSync(join(folder, 'campaign.yaml'), (options.campaign ?? same)(CAMPAIGN(minutes)));
  writeFileSync(join(folder, 'calendar.yaml'), (options.calendar ?? same)(CALENDAR));
  for (const [name, own] of Object.entries(PACKAGES)) {
    const items = name === 'maths' ? { ...own, ...options.maths } : own;
    mkdirSync(join(folder, name, 'items'), { recursive: true });
    writeFileSync(join(folder, name, 'imsmanifest.xml'), manifestXml(Object.keys(items)));
    for (const [id, xml] of Object.entries(items))
      writeFileSync(join(folder, name, 'items', `${id}.xml`), xml);
  }
  writeFileSync(join(folder, 'schools.csv'), options.schools ?? SCHOOLS);
  writeFileSync(join(folder, 'pupils.csv'), pupilsCsv(options.pupils ?? PUPILS));
}
