/** Progress between two points of a year. */
import { english, french } from './counts.ts';

const fr = {
  tab: 'Progrès',
  title: (earlier: string) => `Progrès depuis « ${earlier} »`,
  intro:
    'Les mêmes élèves aux deux moments : leur groupe d’alors, leur groupe de maintenant, et combien ont changé de groupe. Chaque évaluation a ses seuils : un groupe plus haut dit que l’élève répond mieux à ce qui est attendu à cette date, il ne mesure pas combien il a appris.',
  domain: 'Domaine',
  now: 'Maintenant',
  moves: 'D’un groupe à l’autre',
  earlier: (title: string) => `(alors : ${title})`,
  moved: (up: number, same: number, down: number) =>
    `${up} ${up > 1 ? 'montent' : 'monte'} · ${same} ${same > 1 ? 'restent' : 'reste'} · ${down} ${down > 1 ? 'descendent' : 'descend'}`,
  few: (fewest: number) => `Moins de ${fewest} élèves ont un résultat aux deux moments.`,
  others: (onlyNow: number, onlyEarlier: number) => {
    const parts = [
      ...(onlyNow > 0 ? [`${french.pupils(onlyNow)} maintenant seulement`] : []),
      ...(onlyEarlier > 0 ? [`${french.pupils(onlyEarlier)} alors seulement`] : []),
    ];
    return parts.length === 0 ? '' : `Avec un résultat : ${parts.join(', ')}.`;
  },
  detail: 'La même chose en tableaux',
  corner: 'Groupe d’alors, puis de maintenant',
  byClass: 'Progrès par classe',
  closed: (title: string, when: string | null) =>
    `« ${title} » est fermée${when === null ? '' : ` depuis le ${when}`} : les noms et les résultats de cette campagne ont été détruits. Les progrès ne peuvent plus être comptés.`,
  locked: (title: string) =>
    `Les progrès ne sont pas comptés : le service statistique n’a pas la clé de « ${title} » sur la machine qui fait les restitutions.`,
};

export type ProgressWords = typeof fr;

const en: ProgressWords = {
  tab: 'Progress',
  title: (earlier) => `Progress since “${earlier}”`,
  intro:
    'The same pupils at both times: their group then, their group now, and how many changed group. Each assessment has its own thresholds: a higher group says that a pupil does better at what is expected by that date; it does not measure how much was learnt.',
  domain: 'Domain',
  now: 'Now',
  moves: 'From one group to another',
  earlier: (title) => `(then: ${title})`,
  moved: (up, same, down) => `${up} up · ${same} unchanged · ${down} down`,
  few: (fewest) => `Fewer than ${fewest} pupils have a result at both times.`,
  others: (onlyNow, onlyEarlier) => {
    const parts = [
      ...(onlyNow > 0 ? [`${english.pupils(onlyNow)} now only`] : []),
      ...(onlyEarlier > 0 ? [`${english.pupils(onlyEarlier)} then only`] : []),
    ];
    return parts.length === 0 ? '' : `With a result: ${parts.join(', ')}.`;
  },
  detail: 'The same as tables',
  corner: 'Group then, by group now',
  byClass: 'Progress by class',
  closed: (title, when) =>
    `“${title}” was closed${when === null ? '' : ` on ${when}`}: the names and results of that campaign were destroyed. Progress can no longer be counted.`,
  locked: (title) =>
    `Progress is not counted: the statistics office does not have the key of “${title}” on the machine that makes the reports.`,
};

export const progress = { fr, en };
