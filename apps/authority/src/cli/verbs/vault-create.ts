import { appendJournal, journalHead } from '../../journal/journal.ts';
import { createVault } from '../../vault/vault.ts';
import { verb } from '../frame/authority-frame.ts';
import { NO_ROLES } from './roles.ts';

export const vaultCreateVerb = verb({
  name: 'create',
  roles: null,
  summary: {
    fr: 'crée le coffre (un dossier), s’il n’est pas déjà là',
    en: 'creates the vault (a folder), unless it is there',
  },
  examples: ['cloison vault create --vault /srv/cloison/coffre'],
  run: async (session) => {
    session.checkFolders();
    const vault = createVault(session.vaultFolder, { purpose: 'cloison vault create' });
    try {
      const created = journalHead(vault) === null;
      if (created) appendJournal(vault, session.actor, 'vault.create', null);
      session.print(
        session.say(
          created
            ? { fr: 'Coffre créé dans {path}.', en: 'Vault created in {path}.' }
            : { fr: 'Le coffre {path} était déjà là.', en: 'The vault {path} was there already.' },
          { path: session.vaultFolder },
        ),
      );
      if (created) session.note(session.say(NO_ROLES));
      return { vault: session.vaultFolder, created };
    } finally {
      vault.close();
    }
  },
});
