/** At the foot of a page: acts that a person may look for here, and that are done by command. */
import { ONLY_BY_COMMAND, type OnlyByCommand } from '@cloison/console-messages';
import type { PageName } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';

const NAMED: Readonly<Partial<Record<PageName, readonly OnlyByCommand[]>>> = ONLY_BY_COMMAND;

export function ByCommand({ page }: { readonly page: PageName }) {
  const { words } = useSpeech();
  const { title, about, acts } = words.byCommand;
  const commands = NAMED[page];
  if (commands === undefined) return null;
  return (
    <details className="by-command">
      <summary>{title}</summary>
      <p>{about}</p>
      <ul>
        {commands.map((command) => (
          <li key={command}>
            <code>cloison {command}</code> : {acts[command]}
          </li>
        ))}
      </ul>
    </details>
  );
}
