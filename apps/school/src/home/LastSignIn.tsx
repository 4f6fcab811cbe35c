/** When and where this person's code was used before, so that somebody else's use of it shows. */
import type { Desk } from '../desk/desk.ts';
import { useSpeech } from '../words/language.tsx';

export function LastSignIn({ desk }: { readonly desk: Desk }) {
  const { words, moment } = useSpeech();
  const { signInsBefore, tellsSignIn, keyring } = desk;
  if (signInsBefore === null || tellsSignIn === undefined) return null;
  const [last] = signInsBefore;
  if (last === undefined) return <p className="soft">{words.codeUses.first}</p>;
  const isElsewhere = !last.here;
  return (
    <p className="soft">
      {words.codeUses.before(moment(last.atMs, tellsSignIn.nowMs()), last.here)}
      {isElsewhere && ` ${words.codeUses.notYou[keyring.role]}`}
    </p>
  );
}
