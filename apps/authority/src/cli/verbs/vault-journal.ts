import { count, fileToWrite, optional, withDefault } from '@cloison/command';
import { writeWhole } from '@cloison/durable-files';
import { type JournalLine, journalHead, journalLines } from '../../journal/journal.ts';
import { verb } from '../frame/authority-frame.ts';

/** `cloison vault journal`: to read, or to give to an auditor. */
export const journalVerb = verb({
  name: 'journal',
  roles: ['agent', 'statistician', 'support', 'custodian'],
  summary: { fr: 'montre le journal, ou l’exporte', en: 'shows the journal, or exports it' },
  options: {
    export: optional(fileToWrite(), {
      fr: 'écrit les lignes telles qu’elles sont chaînées',
      en: 'writes the lines as they are chained',
    }),
    last: withDefault(count(), '20', { fr: 'les dernières lignes seulement', en: 'the last lines only' }),
  },
  examples: ['cloison vault journal --last 50', 'cloison vault journal --export journal.jsonl'],
  run: async (session, options) => {
    const vault = session.vaultToRead();
    const head = journalHead(vault);
    if (options.export !== undefined) {
      const lines = [...journalLines(vault)];
      writeWhole(options.export, lines.map((line) => `${line}\n`).join(''));
      session.print(
        session.say(
          {
            fr: '{count} ligne(s) dans {path}. Dernière empreinte : {hash}',
            en: '{count} line(s) in {path}. Hash of the last: {hash}',
          },
          { count: lines.length, path: options.export, hash: head?.hash ?? '—' },
        ),
      );
      return { lines: lines.length, head: head?.hash ?? null };
    }
    const from = (head?.n ?? 0) - options.last;
    for (const text of journalLines(vault)) {
      const line = JSON.parse(text) as JournalLine;
      if (line.n <= from) continue;
      const detail = Object.entries(line.detail).map(([key, value]) => `${key}=${value}`);
      session.print(
        `${String(line.n).padStart(5)}  ${line.at.slice(0, 19).replace('T', ' ')}  ${line.who.padEnd(10)}  ${line.what.padEnd(18)}  ${line.campaign ?? '—'}  ${detail.join(' ')}`,
      );
    }
    return { lines: head?.n ?? 0, head: head?.hash ?? null };
  },
});
