/** What the office refused, in the words that its command has. */
import type { Trouble } from '@cloison/console-messages';
import { Notice } from '@cloison/theme';
import { useSpeech } from '../words/language.tsx';

export function TroubleNotice({ trouble }: { readonly trouble: Trouble | null }) {
  const { words, text } = useSpeech();
  if (trouble === null) return null;
  const own = {
    'console-away': words.trouble.away(location.port),
    'console-unexpected': words.trouble.unexpected,
    'console-session': words.trouble.session,
  }[trouble.code];
  const said = own ?? (text(trouble) === '' ? words.trouble.origin : text(trouble));
  return (
    <Notice tone={trouble.code === 'console-away' ? 'warning' : 'bad'} announced>
      <p>{said}</p>
    </Notice>
  );
}
