/** `cloison notices`: news from the service to every desk, with its day. */
import { count, optional, required, text } from '@cloison/command';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { addNotice, noticesOf, withdrawNotice } from '../../desk/notices.ts';
import { refuseDesk } from '../../desk/refusals.ts';
import { ROLES } from '../../roles/roles.ts';
import { sayIso } from '../../time/format-time.ts';
import { campaignVerb } from '../frame/authority-frame.ts';

const MOST_SYMBOLS = 1_000;

export const addVerb = campaignVerb({
  name: 'add',
  roles: ['agent'],
  summary: {
    fr: 'envoie un avis, daté, à tous les bureaux : un retard, une clé corrigée',
    en: 'sends a notice, with its day, to every desk: a delay, a corrected key',
  },
  options: {
    fr: required(text(), { fr: 'l’avis en français', en: 'the notice in French' }),
    en: required(text(), { fr: 'l’avis en anglais', en: 'the notice in English' }),
    level: optional(text(), { fr: 'aux classes d’un seul niveau', en: 'to classes of one level only' }),
  },
  examples: [
    'cloison notices add --fr "Les résultats paraîtront jeudi." --en "Results will be out on Thursday."',
  ],
  run: async (session, { fr, en, level }) => {
    const campaign = await session.campaign();
    const known = campaign.spec.levels.find(({ id }) => id === level)?.id ?? null;
    if (level !== undefined && known === null) throw refuseDesk('level-unknown', { level });
    const number = addNotice(
      campaign,
      { fr: fr.slice(0, MOST_SYMBOLS), en: en.slice(0, MOST_SYMBOLS) },
      known,
    );
    session.print(
      session.say(
        {
          fr: 'Avis n° {number}. La passe suivante de « campaign serve » le porte à tous les bureaux.',
          en: 'Notice number {number}. The next pass of “campaign serve” takes it to every desk.',
        },
        { number },
      ),
    );
    return { number };
  },
});

export const listVerb = campaignVerb({
  name: 'list',
  roles: ROLES,
  summary: { fr: 'les avis, en cours et retirés', en: 'notices, in force and withdrawn' },
  examples: ['cloison notices list'],
  run: async (session) => {
    const vault = session.vaultToRead();
    const notices = noticesOf({ vault, name: chooseCampaign(vault, session.campaignName) });
    for (const { number, at, text: said, level, withdrawnAt } of notices) {
      const gone = withdrawnAt === null ? '' : session.say({ fr: ' (retiré)', en: ' (withdrawn)' });
      session.print(
        `${number}  ${sayIso(at)[session.lang]}${level === null ? '' : `  ${level}`}${gone}  ${said[session.lang]}`,
      );
    }
    if (notices.length === 0) session.note(session.say({ fr: 'Aucun avis.', en: 'No notice.' }));
    return { notices };
  },
});

export const withdrawVerb = campaignVerb({
  name: 'withdraw',
  roles: ['agent'],
  summary: { fr: 'retire un avis de tous les bureaux', en: 'takes a notice back from every desk' },
  arguments: { number: required(count(), { fr: 'le numéro de l’avis', en: 'the notice’s number' }) },
  examples: ['cloison notices withdraw 2'],
  run: async (session, { number }) => {
    withdrawNotice(await session.campaign(), number);
    session.print(
      session.say({ fr: 'Avis n° {number} retiré.', en: 'Notice number {number} withdrawn.' }, { number }),
    );
    return { number };
  },
});
