import { file, optional } from '@cloison/command';
import { changePassphrase, type PassphraseChange } from '../../keys/change-passphrase.ts';
import { verb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

export const keysPassphraseVerb = verb({
  name: 'passphrase',
  roles: ['custodian'],
  summary: {
    fr: 'change la phrase secrète de toutes les clés et de leurs copies à portée',
    en: 'changes the passphrase of all keys and of their copies within reach',
  },
  options: {
    newPassphraseFile: optional(file(), {
      fr: 'fichier de la nouvelle phrase (ou CLOISON_NEW_PASSPHRASE, ou elle est demandée)',
      en: 'file of the new passphrase (or CLOISON_NEW_PASSPHRASE, or it is asked for)',
    }),
  },
  about: {
    fr: 'Branchez d’abord les supports des copies : une copie hors d’atteinte garde l’ancienne phrase, et la commande la nomme.',
    en: 'Connect the media of the copies first: a copy out of reach keeps the old passphrase, and the command names it.',
  },
  examples: ['cloison keys passphrase', 'cloison keys passphrase --new-passphrase-file nouvelle.txt'],
  run: async (session, options) => {
    const vault = session.vault();
    const store = session.keys();
    const before = await store.checkedPassphrase();
    const after = await session.newPassphrase(options.newPassphraseFile);
    const done = await changePassphrase(vault, store, session.actor, before, after, 'passphrase');
    showChange(session, done);
    return { ...done };
  },
});

export function showChange(session: Session, { changed, left }: PassphraseChange): void {
  session.print(
    session.say(
      {
        fr: 'Changé : {count} fichier(s) de clé.',
        en: 'Changed: {count} key file(s).',
      },
      { count: changed.length },
    ),
  );
  if (left.length === 0) return;
  session.note(
    session.say(
      {
        fr: 'Hors d’atteinte, donc encore sous l’ancien secret : {list}. Une fois le support branché, « cloison keys copy --to » avec ce même chemin met une copie sous le nouveau secret ; ou détruisez-la.',
        en: 'Out of reach, so still under the old secret: {list}. Once its medium is connected, “cloison keys copy --to” with the same path puts a copy under the new secret; or destroy it.',
      },
      { list: left.join(', ') },
    ),
  );
}
