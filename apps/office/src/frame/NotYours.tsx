/** Instead of an act that is another role's: who may do it. */
import { useRefused } from '../desk/desk-context.tsx';
import { useSpeech } from '../words/language.tsx';

/** More would not be read. */
const MOST_NAMED = 4;

export function NotYours({ command }: { readonly command: string }) {
  const { words, list } = useSpeech();
  const refused = useRefused(command);
  if (refused === null) return null;
  const { roles, holders } = refused;
  const own = words.notYours;
  const inWords = (role: string) => words.roles[role] ?? role;
  const named = holders.slice(0, MOST_NAMED).map(({ who, role }) => `${who} (${inWords(role)})`);
  const others = holders.length - named.length;
  return (
    <p className="soft">
      {holders.length === 0
        ? own.nobody(list(roles.map(inWords)))
        : own.ask(list(others > 0 ? [...named, own.others(String(others))] : named))}
    </p>
  );
}
