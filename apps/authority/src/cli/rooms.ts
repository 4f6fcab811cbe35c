/**
 * Rooms of the authority's command, and the file that registers the verbs of each. A room is loaded only when it is used.
 * A verb is added to its room's list: `src/cli/rooms/{room}.ts`.
 */
import type { Words } from '../feedback/refusal.ts';
import type { Register } from './verb.ts';

export interface Room {
  readonly name: string;
  readonly summary: Words;
  load(): Promise<{ readonly verbs: readonly Register[] }>;
}

export const authorityRooms: readonly Room[] = [
  {
    name: 'vault',
    summary: { fr: 'le coffre : créer, regarder, journal', en: 'the vault: create, look, journal' },
    load: () => import('./rooms/vault.ts'),
  },
  {
    name: 'keys',
    summary: { fr: 'les clés : créer, copier, lister', en: 'keys: create, copy, list' },
    load: () => import('./rooms/keys.ts'),
  },
  {
    name: 'campaign',
    summary: {
      fr: 'une campagne, de la création à la fermeture',
      en: 'a campaign, from creation to closing',
    },
    load: () => import('./rooms/campaign.ts'),
  },
  {
    name: 'roster',
    summary: { fr: 'les écoles et les élèves', en: 'schools and pupils' },
    load: () => import('./rooms/roster.ts'),
  },
  {
    name: 'codes',
    summary: { fr: 'les codes d’accès', en: 'access codes' },
    load: () => import('./rooms/codes.ts'),
  },
  {
    name: 'letters',
    summary: { fr: 'les lettres aux directions', en: 'letters to heads' },
    load: () => import('./rooms/letters.ts'),
  },
  {
    name: 'qti',
    summary: { fr: 'les paquets d’items', en: 'packages of items' },
    load: () => import('./rooms/qti.ts'),
  },
  {
    name: 'standards',
    summary: {
      fr: 'les seuils des domaines : montrer, fixer, annuler',
      en: 'thresholds of domains: show, set, undo',
    },
    load: () => import('./rooms/standards.ts'),
  },
  {
    name: 'verify',
    summary: {
      fr: 'vérifier : journal, certificat, pages servies',
      en: 'verify: journal, certificate, pages that are served',
    },
    load: () => import('./rooms/verify.ts'),
  },
];
