import { fileURLToPath } from 'node:url';
import { defineVerb, fileOrFolder, optional, port, required, type Terminal, text } from '@cloison/command';
import { startPreview } from '../../preview/start-preview.ts';
import { SEED, SEED_OPTION } from './qti-item.ts';

const verb = defineVerb<Terminal>();

export const previewVerb = verb({
  name: 'preview',
  isEndless: true,
  summary: {
    fr: 'montre un paquet comme les élèves le voient, avec ses clés à côté, et le relit à chaque changement',
    en: 'shows a package as pupils see it, with its keys beside it, and reads it again at each change',
  },
  about: {
    fr: `Une page servie sur cette machine seule (127.0.0.1), à une adresse qui ne se devine pas : elle montre les réponses. À côté
de l’item : ses clés, ce que le lecteur n’en montre pas, les remarques, et le score de ce qui est répondu. Ctrl-C termine.`,
    en: `A page served on this machine alone (127.0.0.1), at an address that cannot be guessed: it shows the answers. Beside the
item: its keys, what the player does not show of it, remarks, and the score of what is answered. Ctrl-C ends it.`,
  },
  arguments: { package: required(fileOrFolder(), { fr: 'dossier ou .zip', en: 'folder or .zip' }) },
  options: {
    port: optional(port(), {
      fr: 'port de 127.0.0.1 (sinon : un port libre)',
      en: 'port of 127.0.0.1 (else: a free one)',
    }),
    seed: optional(text(SEED), SEED_OPTION),
  },
  examples: [
    'cloison qti preview examples/6e/francais',
    'cloison qti preview items.zip --port 8430',
    'cloison qti preview examples/atelier/atelier --seed 2026/atelier/3',
  ],
  run: async (session, { package: path, port: wanted, seed }) => {
    const running = await startPreview({
      path,
      pages: fileURLToPath(new URL('../../../../pupil/preview-dist', import.meta.url)),
      ...(wanted === undefined ? {} : { port: wanted }),
      ...(seed === undefined ? {} : { seed }),
      onRead: ({ items, problems }) =>
        session.print(
          session.say(
            {
              fr: 'Relu : {items} item(s), {problems} refus.',
              en: 'Read again: {items} item(s), {problems} refused.',
            },
            { items: items.length, problems: problems.length },
          ),
        ),
    });
    session.event({ kind: 'address', address: running.address });
    session.print(
      session.say(
        { fr: 'À ouvrir : {address}', en: 'To be opened: {address}' },
        { address: running.address },
      ),
    );
    await new Promise<void>((resolve) => {
      if (session.signal.aborted) resolve();
      else session.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await running.close();
    return {};
  },
});
