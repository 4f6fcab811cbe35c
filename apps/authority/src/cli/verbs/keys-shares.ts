/** `cloison keys split`, `join` and `rehearse`: custody by several. */
import { count, file, folderToWrite, optional, required } from '@cloison/command';
import { changePassphrase } from '../../keys/change-passphrase.ts';
import { rehearseCustody } from '../../keys/rehearse-custody.ts';
import { splitCustody } from '../../keys/split-custody.ts';
import { verb } from '../frame/authority-frame.ts';
import { showChange } from './keys-passphrase.ts';

export const keysSplitVerb = verb({
  name: 'split',
  checksPlaces: true,
  roles: ['custodian'],
  summary: {
    fr: 'met les clés sous un nouveau secret réparti entre plusieurs personnes, ou le renouvelle',
    en: 'puts the keys under a new secret shared among several people, or rotates it',
  },
  options: {
    of: optional(count(), {
      fr: 'nombre de parts (autant que celles de --share, sinon 5)',
      en: 'number of shares (as many as those of --share, else 5)',
    }),
    threshold: optional(count(), {
      fr: 'combien de parts ouvrent les clés ensemble (comme celles de --share, sinon 3)',
      en: 'how many shares open the keys together (as those of --share, else 3)',
    }),
    out: required(folderToWrite(), {
      fr: 'dossier des parts : remettez-en une à chaque personne, puis effacez-le',
      en: 'folder of the shares: hand one to each person, then erase it',
    }),
  },
  about: {
    fr: `Le secret d’avant (phrase, ou parts données par --share) n’ouvre plus rien ensuite, sauf les copies hors d’atteinte.
Toute commande qui veut les clés accepte alors --share PART, autant de fois qu’il faut de parts.`,
    en: `The secret of before (passphrase, or shares given with --share) then opens nothing more, but copies out of reach.
Every command that needs the keys then takes --share SHARE, as many times as shares are needed.`,
  },
  examples: [
    'cloison keys split --of 5 --threshold 3 --out parts',
    'cloison keys split --share a.json --share b.json --share c.json --out nouvelles-parts',
  ],
  run: async (session, { out, ...asked }) => {
    const before = session.shareNumbers() ?? { of: 5, threshold: 3 };
    const { of = before.of, threshold = before.threshold } = asked;
    const done = await splitCustody(session.vault(), session.keys(), session.actor, { of, threshold, out });
    session.print(
      session.say(
        {
          fr: '{of} part(s) écrite(s), dont {threshold} {threshold|ouvre|ouvrent} les clés ensemble :',
          en: '{of} shares written, of which {threshold} open the keys together:',
        },
        { of, threshold },
      ),
    );
    for (const path of done.files) session.print(`  ${path}`);
    showChange(session, done);
    session.note(
      session.say({
        fr: 'Remettez une part à chaque personne, essayez avec « cloison keys rehearse --share … », puis effacez ce dossier.',
        en: 'Hand one share to each person, try with “cloison keys rehearse --share …”, then erase that folder.',
      }),
    );
    return { ...done };
  },
});

export const keysJoinVerb = verb({
  name: 'join',
  roles: ['custodian'],
  summary: {
    fr: 'réunit des parts (--share) et remet les clés sous une phrase secrète',
    en: 'joins shares (--share) and puts the keys under a passphrase again',
  },
  options: {
    newPassphraseFile: optional(file(), {
      fr: 'fichier de la nouvelle phrase (ou CLOISON_NEW_PASSPHRASE, ou elle est demandée)',
      en: 'file of the new passphrase (or CLOISON_NEW_PASSPHRASE, or it is asked for)',
    }),
  },
  examples: ['cloison keys join --share a.json --share b.json --share c.json'],
  run: async (session, options) => {
    const secret = await session.joinedShares();
    const vault = session.vault();
    const store = session.keys();
    // The joined secret must open the signing key before anything is asked or changed.
    await store.checkedPassphrase();
    const after = await session.newPassphrase(options.newPassphraseFile);
    const done = await changePassphrase(vault, store, session.actor, secret, after, 'passphrase');
    showChange(session, done);
    return { ...done };
  },
});

export const keysRehearseVerb = verb({
  name: 'rehearse',
  roles: ['custodian'],
  summary: {
    fr: 'essaie la phrase ou les parts sur chaque clé et chaque copie à portée, sans rien changer',
    en: 'tries the passphrase or the shares on every key and every copy within reach, changes nothing',
  },
  examples: ['cloison keys rehearse', 'cloison keys rehearse --share a.json --share b.json --share c.json'],
  run: async (session) => {
    const done = await rehearseCustody(session.vault(), session.keys(), session.actor);
    const words = {
      opened: { fr: 's’ouvre', en: 'opens' },
      refused: { fr: 'NE S’OUVRE PAS avec ce secret', en: 'DOES NOT OPEN with this secret' },
      other: {
        fr: 'UNE AUTRE CLÉ est à la place de celle qui est inscrite : remettez une copie',
        en: 'ANOTHER KEY is in the place of the registered one: put a copy back',
      },
      absent: { fr: 'ABSENTE de sa place', en: 'NOT in its place' },
      outOfReach: { fr: 'hors d’atteinte : support débranché ?', en: 'out of reach: medium not connected?' },
    };
    for (const kind of ['opened', 'refused', 'other', 'absent', 'outOfReach'] as const) {
      for (const path of done[kind]) session.print(`${path}  (${session.say(words[kind])})`);
    }
    return { ...done };
  },
});
