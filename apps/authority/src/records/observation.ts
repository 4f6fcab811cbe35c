/** What a person at the authority may have to look at. Stored by pupil and sequence; words are for the console. */
import type { Words } from '@cloison/command/refusal';
import type { RouteFlag } from '../score/score-stages.ts';
import type { ResolutionFlag } from './resolve-branches.ts';

export type ObservationCode =
  | ResolutionFlag
  | RouteFlag
  /** Took more time than the ticket gives, accommodation included. */
  | 'over-limit'
  /** Says that it took longer than there has been a campaign: none of its times is kept. */
  | 'impossible-duration'
  /** Received outside the sequence's own window: the platform's clock, or an entry window that is wider. */
  | 'outside-window'
  /** Entry: cells of several versions were merged. */
  | 'branches-merged';

export const OBSERVATIONS: Readonly<Record<ObservationCode, Words>> = {
  'branch-chosen': {
    fr: 'ce qui compte n’est pas la dernière version que montre la plateforme',
    en: 'what counts is not the last version that the platform shows',
  },
  'final-on-branch': {
    fr: 'un envoi définitif est arrivé en double ou en retard : à vérifier',
    en: 'a final came on a branch: to be looked at',
  },
  'late-accepted': { fr: 'reçu après la fermeture, compté', en: 'received after the window, counted' },
  'late-refused': {
    fr: 'reçu après la fermeture, au-delà du temps de l’élève : gardé, non compté',
    en: 'received after the window, beyond the pupil’s own time: kept, not counted',
  },
  'route-differs': {
    fr: 'l’élève a passé un autre module que celui auquel mènent ses réponses : compté, à vérifier',
    en: 'the pupil sat another module than the answers lead to: counted, to be looked at',
  },
  'route-fallback': {
    fr: 'sans réseau à la fin d’une étape, l’élève est passé au module de repli',
    en: 'without network at the end of a stage, the pupil went on with the fallback module',
  },
  'stage-missing': {
    fr: 'une étape est arrivée, mais pas une de celles d’avant',
    en: 'a stage was received, and one before it was not',
  },
  'over-limit': { fr: 'temps dépassé', en: 'time limit passed' },
  'impossible-duration': {
    fr: 'durées impossibles : les réponses comptent, aucun temps n’est gardé',
    en: 'impossible durations: the answers count, no time is kept',
  },
  'outside-window': {
    fr: 'reçu hors de la période de la séquence',
    en: 'received outside the sequence’s window',
  },
  'branches-merged': {
    fr: 'saisies simultanées réunies',
    en: 'simultaneous entries merged',
  },
};
