import { printLetters } from '../../print/print-letters.ts';
import { addVerb, type Register } from '../verb.ts';

export const registerPrint: Register = (room, context) => {
  addVerb(room, context, {
    name: 'print',
    summary: { fr: 'les lettres aux directions, en PDF', en: 'the letters to heads, as PDF' },
    options: [
      {
        flags: '--out <folder>',
        words: { fr: 'dossier des fichiers', en: 'folder of the files' },
        required: true,
      },
      {
        flags: '--single',
        words: { fr: 'un seul fichier pour toutes les écoles', en: 'one file for all schools' },
      },
      { flags: '--uai <uai>', words: { fr: 'une seule école', en: 'one school only' } },
    ],
    examples: ['cloison letters print --out lettres', 'cloison letters print --out lettres --uai 0750001U'],
    run: async (session, options) => {
      session.note(
        session.say({
          fr: 'Attention : ces fichiers contiennent les codes des directions en clair. Imprimez-les, puis effacez-les. L’impression est inscrite au journal.',
          en: 'Beware: these files hold the heads’ codes in clear. Print them, then erase them. The printing is in the journal.',
        }),
      );
      const done = await printLetters(await session.campaign(), {
        out: String(options.out),
        lang: session.lang,
        single: options.single === true,
        ...(typeof options.uai === 'string' ? { uai: options.uai.toUpperCase() } : {}),
        progress: session.progress,
        label: session.say({ fr: 'Lettres', en: 'Letters' }),
      });
      session.print(
        session.say(
          { fr: '{count} lettre(s) dans {out}.', en: '{count} letter(s) in {out}.' },
          { count: done.letters, out: String(options.out) },
        ),
      );
      return { ...done };
    },
  });
};
