/** What an import says of itself beside its counts, in both languages: for the command and for the console. */
import { fill, type Words } from '@cloison/command/refusal';
import type { RosterImport } from './import-roster.ts';
import type { LeftOutReason } from './left-out.ts';
import type { RosterRemark } from './roster-remarks.ts';

/** Classes that were renamed, what was left out, and what looks like a mistake. None names a pupil. */
export function importNotes({
  classes,
  leftOut,
  remarks,
}: Pick<RosterImport, 'classes' | 'leftOut' | 'remarks'>): Words[] {
  return [
    ...classes.renamed.map((one) => said(RENAMED, { ...one })),
    ...leftOut.map((one) => said(LEFT_OUT_WORDS[one.reason], { ...one, value: one.value || '—' })),
    ...remarks.map(({ kind, ...values }) => said(REMARK_WORDS[kind], values)),
  ];
}

function said({ fr, en }: Words, values: Readonly<Record<string, string | number>>): Words {
  return { fr: fill(fr, values, 'fr'), en: fill(en, values, 'en') };
}

const RENAMED = {
  fr: 'classe renommée : {uai}, « {from} » s’appelle « {to} » ({pupils} élève(s) sur {of} y {pupils|est|sont} ; codes et résultats la suivent)',
  en: 'class renamed: {uai}, “{from}” is called “{to}” ({pupils} of {of} pupil(s) {pupils|is|are} in it; codes and results follow it)',
} as const;

const LEFT_OUT_WORDS = {
  level: {
    fr: 'laissés de côté : {count} d’un niveau hors de la campagne, « {value} » (le premier : {file}, ligne {line})',
    en: 'left out: {count} of a level that is not of the campaign, “{value}” (the first: {file}, line {line})',
  },
  'no-ine': {
    fr: 'laissés de côté : {count} sans INE, jusqu’à ce qu’un fichier le donne (le premier : {file}, ligne {line})',
    en: 'left out: {count} without INE, until a file gives it (the first: {file}, line {line})',
  },
  departed: {
    fr: 'laissés de côté : {count} partis, d’après leur date de sortie (le premier : {file}, ligne {line})',
    en: 'left out: {count} who have left, by their date of leaving (the first: {file}, line {line})',
  },
  'no-class': {
    fr: 'laissés de côté : {count} sans classe (le premier : {file}, ligne {line})',
    en: 'left out: {count} without a class (the first: {file}, line {line})',
  },
  'two-schools': {
    fr: 'inscrits dans deux écoles : {count}, gardés dans une seule (docs/rosters.md)',
    en: 'on the lists of two schools: {count}, kept in one (docs/rosters.md)',
  },
} as const satisfies Record<LeftOutReason, Words>;

const REMARK_WORDS = {
  'class-gone': {
    fr: 'à vérifier : {uai}, la classe « {from} » n’est plus dans les fichiers ; {pupils} de ses {of} élève(s) {pupils|est|sont} en « {to} ». Si c’est la même classe : --rename "{uai}:{from}={to}", avant que rien ne soit importé',
    en: 'to be checked: {uai}, class “{from}” is not in the files any more; {pupils} of its {of} pupil(s) {pupils|is|are} in “{to}”. If it is the same class: --rename "{uai}:{from}={to}", before anything is imported',
  },
  'classes-alike': {
    fr: 'à vérifier : {count} classe(s) au nom presque semblable dans leur école ; la première, {uai} : « {one} » et « {other} »',
    en: 'to be checked: {count} class(es) with nearly the same name in their school; the first, {uai}: “{one}” and “{other}”',
  },
  homonyms: {
    fr: 'à vérifier : {count} homonyme(s) né(s) le même jour dans une même classe ; le premier, {uai}, « {label} »',
    en: 'to be checked: {count} namesake(s) born on the same day in one class; the first, {uai}, “{label}”',
  },
  'schools-empty': {
    fr: 'à vérifier : {count} école(s) du fichier n’{count|a|ont} aucun élève, donc ni code ni lettre ; la première, {uai}',
    en: 'to be checked: {count} school(s) of the file {count|has|have} no pupil, hence no code and no letter; the first, {uai}',
  },
} as const satisfies Record<RosterRemark['kind'], Words>;
