/** `cloison rights`: what families may ask, each with one command. */
import { choice, date, folderToWrite, optional, required, text } from '@cloison/command';
import { heldAboutPupil } from '../../rights/held-about-pupil.ts';
import { object } from '../../rights/objections.ts';
import { rectify } from '../../rights/rectify.ts';
import { writeAccess } from '../../rights/write-access.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { orderNumber } from '../frame/kinds.ts';

const order = required(orderNumber(), { fr: 'le numéro d’ordre de l’élève', en: 'the pupil’s order number' });
const MOST_SYMBOLS = 100;
const inOneLine = (value: string | undefined) => value?.trim().normalize('NFC').slice(0, MOST_SYMBOLS);

export const accessVerb = campaignVerb({
  name: 'access',
  roles: ['agent'],
  summary: {
    fr: 'écrit tout ce qui est détenu sur un élève, en PDF et en JSON ; à deux quand des rôles sont donnés',
    en: 'writes all that is held about a pupil, as PDF and JSON; by two persons once roles are given',
  },
  arguments: { order },
  options: { out: required(folderToWrite(), { fr: 'le dossier où écrire', en: 'the folder to write into' }) },
  examples: ['cloison rights access 5198120 --out reponse'],
  run: async (session, options) => {
    const held = heldAboutPupil(await session.campaign(), options.order);
    const files = await writeAccess(held, options.out);
    for (const file of files) session.print(file);
    session.note(
      session.say({
        fr: 'Ces fichiers sont personnels et en clair : remettez-les à la famille, puis effacez-les.',
        en: 'These files are personal and in clear: hand them to the family, then erase them.',
      }),
    );
    return { files };
  },
});

export const rectifyVerb = campaignVerb({
  name: 'rectify',
  roles: ['agent'],
  summary: {
    fr: 'corrige le nom, la date de naissance ou le sexe d’un élève ; la source est à corriger aussi',
    en: 'corrects a pupil’s name, date of birth or sex; the source has to be corrected too',
  },
  arguments: { order },
  options: {
    lastName: optional(text(), { fr: 'le nom', en: 'the last name' }),
    firstName: optional(text(), { fr: 'le prénom', en: 'the first name' }),
    birthDate: optional(date(), { fr: 'la date de naissance', en: 'the date of birth' }),
    sex: optional(choice(['F', 'M']), { fr: 'le sexe', en: 'the sex' }),
  },
  examples: ['cloison rights rectify 5198120 --first-name Zoé'],
  run: async (session, { order: number, ...given }) => {
    const [lastName, firstName] = [inOneLine(given.lastName), inOneLine(given.firstName)];
    rectify(await session.campaign(), number, {
      ...(lastName === undefined ? {} : { lastName }),
      ...(firstName === undefined ? {} : { firstName }),
      ...(given.birthDate === undefined ? {} : { birthDate: given.birthDate }),
      ...(given.sex === undefined ? {} : { sex: given.sex }),
    });
    session.print(
      session.say({
        fr: 'Corrigé. Le prochain import reprendra les mots de la source : faites-la corriger aussi.',
        en: 'Corrected. The next roster brings the source’s words again: have it corrected too.',
      }),
    );
    return { order: number };
  },
});

export const objectVerb = campaignVerb({
  name: 'object',
  roles: ['agent'],
  summary: {
    fr: 'enregistre une opposition : les réponses de l’élève ne vont pas dans le fichier de recherche',
    en: 'records an objection: the pupil’s answers do not go into the research file',
  },
  arguments: { order },
  options: { reason: required(text(), { fr: 'le motif, scellé', en: 'the reason, sealed' }) },
  examples: ['cloison rights object 5198120 --reason "courrier du 12 septembre"'],
  run: async (session, { order: number, reason }) => {
    object(await session.campaign(), number, reason.slice(0, 500));
    session.print(session.say({ fr: 'Opposition enregistrée.', en: 'Objection recorded.' }));
    return { order: number };
  },
});
