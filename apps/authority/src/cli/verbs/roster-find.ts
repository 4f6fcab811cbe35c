/** `cloison roster find` and `cloison roster sitting`: the questions of every day. */
import { optional, required, text } from '@cloison/command';
import { sittingHistory } from '../../records/sitting-history.ts';
import { findPupils } from '../../roster/find-pupils.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { orderNumber, uai } from '../frame/kinds.ts';
import { sittingLines } from './sitting-lines.ts';

export const findVerb = campaignVerb({
  name: 'find',
  roles: ['agent', 'support'],
  summary: {
    fr: 'trouve un élève par son numéro d’ordre ou son nom ; le journal le retient',
    en: 'finds a pupil by order number or name; the journal keeps that',
  },
  arguments: {
    wanted: required(text({ fr: 'nom ou numéro', en: 'name or number' }), {
      fr: 'un numéro d’ordre, ou des débuts de mots du nom et du prénom',
      en: 'an order number, or beginnings of words of the name',
    }),
  },
  options: { uai: optional(uai(), { fr: 'dans une école seulement', en: 'in one school only' }) },
  examples: ['cloison roster find 5198120', 'cloison roster find "dur lea" --uai 0301535F'],
  run: async (session, options) => {
    const campaign = await session.campaign();
    const search = options.uai === undefined ? {} : { uai: options.uai };
    const { found, pupils } = await findPupils(campaign, options.wanted, search);
    for (const one of pupils) {
      const left = one.state === 'left' ? session.say({ fr: ' (parti)', en: ' (left)' }) : '';
      session.print(
        `${(one.order ?? '—').padEnd(8)} ${one.lastName} ${one.firstName}, ${one.birthDate}, ${one.uai}, ${one.classLabel}, ${one.level}${left}`,
      );
    }
    const more = found - pupils.length;
    session.note(
      session.say(
        more > 0
          ? {
              fr: '{found} élève(s) trouvé(s), dont {more} {more|n’est pas montré|ne sont pas montrés} : précisez, ou ajoutez --uai.',
              en: '{found} pupil(s) found, {more} of them not shown: say more, or add --uai.',
            }
          : { fr: '{found} élève(s) trouvé(s).', en: '{found} pupil(s) found.' },
        { found, more },
      ),
    );
    return { found, pupils: pupils.map(({ id: _row, ...one }) => one) };
  },
});

export const sittingVerb = campaignVerb({
  name: 'sitting',
  roles: ['agent', 'support'],
  summary: {
    fr: 'l’histoire des passations d’un élève, sans ses réponses ; à deux quand des rôles sont donnés',
    en: 'the history of a pupil’s sittings, without answers; by two persons once roles are given',
  },
  arguments: {
    order: required(orderNumber(), { fr: 'le numéro d’ordre de l’élève', en: 'the pupil’s order number' }),
  },
  examples: ['cloison roster sitting 5198120'],
  run: async (session, { order }) => {
    const history = sittingHistory(await session.campaign(), order);
    for (const line of sittingLines(history, session.lang)) session.print(line);
    return { ...history };
  },
});
