import { fileURLToPath } from 'node:url';
import { optional, port } from '@cloison/command';
import { startConsole } from '../../console/start-console.ts';
import { ROLES } from '../../roles/roles.ts';
import { verb } from '../frame/authority-frame.ts';

const ABOUT = {
  fr: `Une page web pour conduire une campagne : étapes, participation, élèves, items, résultats, fermeture. Elle est servie par
ce programme, sur cette machine seule (127.0.0.1). L’adresse affichée s’ouvre une fois, dans les dix minutes ; Entrée en donne
une autre. Les rôles du coffre valent comme pour les commandes : chaque acte de la page est celui d’une commande, avec la même
ligne au journal. La phrase de passe se tape ici, jamais dans la page. Ctrl-C termine : un travail en cours s’arrête
proprement, et reprend quand on le relance.`,
  en: `A web page to conduct a campaign: steps, participation, pupils, items, results, closing. This program serves it, on this
machine alone (127.0.0.1). The address that is printed opens once, within ten minutes; Enter gives another. The vault’s roles
hold as for commands: each act of the page is that of a command, with the same line in the journal. The passphrase is typed
here, never in the page. Ctrl-C ends it: work that goes on stops cleanly, and continues when it is started again.`,
} as const;

export const consoleVerb = verb({
  // The room has this one command, and is it: `cloison console`.
  name: '',
  roles: ROLES,
  isEndless: true,
  summary: {
    fr: 'ouvre la console des agents : une page web, sur cette machine seule',
    en: 'opens the agents’ console: a web page, on this machine alone',
  },
  options: {
    port: optional(port(), {
      fr: 'port de 127.0.0.1 (sinon : un port libre)',
      en: 'port of 127.0.0.1 (else: a free one)',
    }),
  },
  about: ABOUT,
  examples: [
    'cloison console',
    'cloison console --port 8420',
    'cloison console --keys /media/cles --passphrase-file /media/cles/phrase.txt',
  ],
  run: async (session, options) => {
    session.checkFolders();
    // Refused here, in the terminal, when there is none.
    session.vaultToRead();
    const keys = session.keys();
    const passphrase = keys.initialised ? await keys.checkedPassphrase() : null;
    if (passphrase === null) {
      session.note(
        session.say(
          {
            fr: 'Les clés ne sont pas dans {folder} : ce qui est scellé reste fermé dans la page.',
            en: 'The keys are not in {folder}: what is sealed stays closed in the page.',
          },
          { folder: session.keysFolder },
        ),
      );
    }
    const running = await startConsole({
      vaultFolder: session.vaultFolder,
      keysFolder: session.keysFolder,
      keys: passphrase === null ? null : keys,
      passphrase,
      actor: session.actor,
      waitMs: 10_000,
      pages: fileURLToPath(new URL('../../../../office/dist', import.meta.url)),
      ...(options.port === undefined ? {} : { port: options.port }),
      onError: (error) =>
        session.note(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    });
    const tell = () => {
      const address = running.address();
      session.event({ kind: 'address', address });
      session.print(
        session.say(
          {
            fr: 'À ouvrir une fois, dans les dix minutes : {address}\n(Entrée : une autre adresse. Ctrl-C : terminer.)',
            en: 'To be opened once, within ten minutes: {address}\n(Enter: another address. Ctrl-C: end.)',
          },
          { address },
        ),
      );
    };
    tell();
    if (process.stdin.isTTY) process.stdin.on('data', tell);
    await new Promise<void>((resolve) => {
      if (session.signal.aborted) resolve();
      else session.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    process.stdin.off('data', tell).pause();
    await running.close();
    return {};
  },
});
