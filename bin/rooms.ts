/**
 * The rooms of `cloison`. A room's code is loaded only when the room is asked for: the platform's process never holds the
 * authority's code, and the other way round.
 */

import type { AuthorityRoom } from '@cloison/authority/cli';
import type { LoadedRoom, Room, Words } from '@cloison/command';

const authority = (name: AuthorityRoom, summary: Words): Room => ({
  name,
  summary,
  load: async (): Promise<LoadedRoom> => (await import('@cloison/authority/cli')).loadRoom(name),
});

export const rooms: readonly Room[] = [
  authority('vault', {
    fr: 'le coffre : créer, vérifier, sauvegarder, journal',
    en: 'the vault: create, check, back up, journal',
  }),
  authority('keys', { fr: 'les clés : créer, copier, lister', en: 'keys: create, copy, list' }),
  authority('roles', {
    fr: 'qui peut quoi, et ce qui se fait à deux',
    en: 'who may do what, and what takes two persons',
  }),
  authority('campaign', {
    fr: 'une campagne, de la création à la fermeture',
    en: 'a campaign, from creation to closing',
  }),
  authority('console', {
    fr: 'la console des agents : une page web, sur cette machine seule',
    en: 'the agents’ console: a web page, on this machine alone',
  }),
  authority('roster', { fr: 'les écoles et les élèves', en: 'schools and pupils' }),
  authority('areas', {
    fr: 'les territoires des inspections et des rectorats',
    en: 'areas of inspectors and rectorates',
  }),
  authority('codes', { fr: 'les codes d’accès', en: 'access codes' }),
  authority('requests', { fr: 'ce que les écoles demandent', en: 'what schools ask for' }),
  authority('notices', { fr: 'les avis aux écoles', en: 'notices to schools' }),
  authority('cohort', {
    fr: 'élèves suivis d’une campagne à l’autre : deux clés, deux personnes',
    en: 'pupils followed from campaign to campaign: two keys, two persons',
  }),
  authority('rights', {
    fr: 'les droits des familles : accès, rectification, opposition',
    en: 'families’ rights: access, rectification, objection',
  }),
  authority('breach', { fr: 'après une fuite', en: 'after a leak' }),
  authority('letters', { fr: 'les lettres aux directions', en: 'letters to heads' }),
  authority('qti', { fr: 'les paquets d’items', en: 'packages of items' }),
  {
    name: 'measurement',
    summary: {
      fr: 'statistiques d’items, modèles de réponse, échelles',
      en: 'item statistics, response models, scales',
    },
    load: async () => (await import('@cloison/statistics')).measurementRoom,
  },
  {
    name: 'disclosure',
    summary: {
      fr: 'secret statistique : risque, anonymisation',
      en: 'statistical secrecy: risk, anonymisation',
    },
    load: async () => (await import('@cloison/statistics')).disclosureRoom,
  },
  authority('items', {
    fr: 'les items d’une campagne : montrer, retirer, corriger',
    en: 'items of a campaign: show, withdraw, correct',
  }),
  authority('standards', {
    fr: 'les seuils des domaines : montrer, fixer, annuler',
    en: 'thresholds of domains: show, set, undo',
  }),
  authority('verify', {
    fr: 'vérifier : journal, certificat, pages servies',
    en: 'verify: journal, certificate, pages that are served',
  }),
  {
    name: 'platform',
    summary: { fr: 'la plateforme qui sert les enveloppes', en: 'the platform that serves the envelopes' },
    load: async () => (await import('@cloison/platform/cli')).platformRoom,
  },
];
