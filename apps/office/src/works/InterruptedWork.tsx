/** What was cut off when a program was killed: it is told until it was begun again here. */
import { Notice } from '@cloison/theme';
import { useDesk } from '../desk/desk-context.tsx';
import { useSpeech } from '../words/language.tsx';
import { vaultUse } from '../words/vault-use.ts';

export function InterruptedWork() {
  const { words, dateTime } = useSpeech();
  const { session, works } = useDesk();
  if (session.interrupted === null) return null;
  const { command, since } = session.interrupted;
  const { kind, said } = vaultUse(command, words);
  if (works.some((work) => work.kind === kind)) return null;
  return (
    <Notice tone="warning">
      <p>{words.work.interrupted(said, dateTime(since))}</p>
    </Notice>
  );
}
