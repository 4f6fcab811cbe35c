import { apart, flag, folderToWrite, optional, required } from '@cloison/command';
import { printLetters } from '../../print/print-letters.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import { uai } from '../frame/kinds.ts';

export const printVerb = campaignVerb({
  name: 'print',
  roles: ['agent'],
  summary: {
    fr: 'les lettres aux directions, ou à ceux qui suivent un territoire, en PDF',
    en: 'the letters to heads, or to those who follow an area, as PDF',
  },
  options: {
    out: required(folderToWrite(), { fr: 'dossier des fichiers', en: 'folder of the files' }),
    single: flag({ fr: 'un seul fichier pour toutes les écoles', en: 'one file for all schools' }),
    uai: optional(uai(), { fr: 'une seule école', en: 'one school only' }),
    areas: flag({ fr: 'les lettres des territoires', en: 'the letters of areas' }),
  },
  rules: [apart('uai', 'areas')],
  examples: [
    'cloison letters print --out lettres',
    'cloison letters print --out lettres --uai 0750001U',
    'cloison letters print --out lettres --areas',
  ],
  run: async (session, options) => {
    const whose = options.areas
      ? { fr: 'les codes des territoires', en: 'the areas’ codes' }
      : { fr: 'les codes des directions', en: 'the heads’ codes' };
    const warn = () =>
      session.note(
        session.say({
          fr: `Attention : ces fichiers contiennent ${whose.fr} en clair. Imprimez-les, puis effacez-les. L’impression est inscrite au journal.`,
          en: `Beware: these files hold ${whose.en} in clear. Print them, then erase them. The printing is in the journal.`,
        }),
      );
    const done = await printLetters(await session.campaign(), {
      out: options.out,
      lang: session.lang,
      single: options.single,
      areas: options.areas,
      ...(options.uai === undefined ? {} : { uai: options.uai }),
      beforeWriting: warn,
      progress: session.progress,
      label: session.say({ fr: 'Lettres', en: 'Letters' }),
    });
    session.print(
      session.say(
        { fr: '{count} lettre(s) dans {out}.', en: '{count} letter(s) in {out}.' },
        { count: done.letters, out: options.out },
      ),
    );
    return { ...done };
  },
});
