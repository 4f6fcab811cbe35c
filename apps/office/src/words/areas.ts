/** Areas of inspectors and rectorates, and their codes. */

import type { AreaCodeState, AreaKind } from '@cloison/console-messages';
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  about:
    'Les inspections, directions académiques et rectorats suivent leurs écoles avec un code à eux. Départements, académies et régions existent d’eux-mêmes ; les circonscriptions se déclarent par un fichier.',
  used: 'Ni la plateforme ni l’office ne savent quand un code a servi.',
  search: 'Nom, code ou académie',
  kind: 'Sorte',
  allKinds: 'Toutes',
  kinds: {
    region: 'Région académique',
    academie: 'Académie',
    departement: 'Département',
    circonscription: 'Circonscription',
    other: 'Autre',
  } satisfies Readonly<Record<AreaKind, string>>,
  state: 'Code',
  allStates: 'Tous',
  states: {
    none: 'pas de code',
    waiting: 's’ouvre à la prochaine publication',
    open: 'ouvert',
  } satisfies Readonly<Record<AreaCodeState, string>>,
  academie: 'Académie',
  allAcademies: 'Toutes',
  code: 'Code du territoire',
  name: 'Territoire',
  schools: 'Écoles',
  count: (shown: string, all: string) => inFrench`${shown} territoire(s) sur ${all}`,
  none: 'Aucun territoire ne correspond à cette recherche.',
  declared: 'déclaré',
  revokedTimes: (count: string) => inFrench`${count} code(s) révoqué(s)`,
  assignAll: (count: string) => `Donner un code aux ${count} de la liste qui n’en ont pas`,
  assign: 'Donner un code',
  revoke: 'Révoquer et remplacer',
  revokeAbout:
    'À faire si le code est perdu ou a été vu. La prochaine publication ferme l’ancien et ouvre le nouveau ; imprimez ensuite la lettre.',
  confirm: (name: string) => `Remplacer le code de « ${name} » ?`,
  revoked: 'Code révoqué, un autre est prêt. Publiez, puis imprimez la lettre.',
  noSchools: 'Aucune école de la campagne : ce territoire ne reçoit pas de code.',
  letters: 'Lettres',
  lettersAbout: 'Une par territoire qui a un code. Elles portent les codes en clair.',
  lettersAt: (at: string) => `Des lettres ont été imprimées le ${at}.`,
  lettersNever: 'Aucune lettre de territoire n’a été imprimée.',
  print: 'Imprimer les lettres des territoires',
  single: 'Un seul fichier pour tous',
  import: 'Déclarer des territoires',
  importAbout:
    'Le fichier remplace le précédent, en entier ou pas du tout. Il peut être celui de tout le pays : les écoles hors de la campagne ne comptent pas.',
  file: 'Fichier des territoires (CSV)',
  fileHelp: 'territoire, type, nom, uai : une ligne par école de chaque territoire',
};

const en: typeof fr = {
  about:
    'Inspectors, local offices and rectorates follow their schools with a code of their own. Départements, académies and regions exist by themselves; circonscriptions are declared by a file.',
  used: 'Neither the platform nor the office knows when a code was used.',
  search: 'Name, code or académie',
  kind: 'Kind',
  allKinds: 'All',
  kinds: {
    region: 'Academic region',
    academie: 'Académie',
    departement: 'Département',
    circonscription: 'Circonscription',
    other: 'Other',
  },
  state: 'Code',
  allStates: 'All',
  states: { none: 'no code', waiting: 'opens with the next publication', open: 'open' },
  academie: 'Académie',
  allAcademies: 'All',
  code: 'Code of the area',
  name: 'Area',
  schools: 'Schools',
  count: (shown, all) => inEnglish`${shown} area(s) of ${all}`,
  none: 'No area answers to this search.',
  declared: 'declared',
  revokedTimes: (count) => inEnglish`${count} code(s) revoked`,
  assignAll: (count) => `Give a code to the ${count} of the list that have none`,
  assign: 'Give a code',
  revoke: 'Revoke and replace',
  revokeAbout:
    'When the code is lost or was seen. The next publication closes the old one and opens the new; then print the letter.',
  confirm: (name) => `Replace the code of “${name}”?`,
  revoked: 'Code revoked, another is ready. Publish, then print the letter.',
  noSchools: 'No school of the campaign: this area gets no code.',
  letters: 'Letters',
  lettersAbout: 'One for each area that has a code. They bear the codes in clear.',
  lettersAt: (at) => `Letters were printed on ${at}.`,
  lettersNever: 'No letter of an area was printed.',
  print: 'Print the letters of areas',
  single: 'One file for all',
  import: 'Declare areas',
  importAbout:
    'The file replaces the one before, whole or not at all. It may be that of the whole country: schools that are not of the campaign do not count.',
  file: 'File of areas (CSV)',
  fileHelp: 'territoire, type, nom, uai: a line for each school of each area',
};

export const areas = { fr, en };
