/** The list of schools to call. */
import { inEnglish, inFrench } from './counts.ts';

const fr = {
  about:
    'Le coffre n’a pas de numéros de téléphone : l’UAI et la commune suffisent à les trouver. Un titre de colonne trie la liste.',
  search: 'UAI, nom ou commune',
  name: 'École',
  town: 'Commune',
  pace: 'Avancement',
  paces: { notBegun: 'Pas commencé', behind: 'En retard', going: 'En cours', done: 'Terminé' },
  left: 'Élèves restants',
  all: 'Toutes',
  count: (shown: string, all: string) => inFrench`${shown} école(s) sur ${all}`,
  pages: 'Pages d’écoles',
};

export type SchoolsWords = typeof fr;

const en: SchoolsWords = {
  about:
    'The vault has no telephone numbers: UAI and town are enough to find them. The head of a column sorts the list.',
  search: 'UAI, name or town',
  name: 'School',
  town: 'Town',
  pace: 'Where it stands',
  paces: { notBegun: 'Not begun', behind: 'Behind', going: 'Going on', done: 'Finished' },
  left: 'Pupils left',
  all: 'All',
  count: (shown, all) => inEnglish`${shown} of ${all} school(s)`,
  pages: 'Pages of schools',
};

export const schools = { fr, en };
