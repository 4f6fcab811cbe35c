/** The code is good for nothing any more: why, and what to do. Part of the first scripts: what it explains may be their loss. */
import { Button, Notice } from '@cloison/theme';
import type { Environment } from '../browser/environment.ts';
import type { TicketSequence } from '../sitting/open-sequence.ts';
import type { CodeEnd, SignedIn } from '../sitting/sign-in.ts';
import { useWords } from '../words/WordsContext.tsx';
import { useAllClosed } from './use-all-closed.ts';

export interface CodeEndNoticeProps {
  readonly environment: Environment;
  readonly signed: SignedIn;
  readonly ended: CodeEnd;
  /** What another code would go on with. */
  readonly sequences: readonly TicketSequence[];
  /** To the page where another code is typed. */
  readonly onNewCode: () => void;
  /** While somebody answers, the page stays where it is. */
  readonly isAnswering?: boolean;
}

export function CodeEndNotice(props: CodeEndNoticeProps) {
  const { environment, signed, ended, sequences, onNewCode, isAnswering = false } = props;
  const words = useWords();
  const isOver = useAllClosed(environment, signed, sequences);
  const said = words[ended === 'replaced' && isOver ? 'replacedAfter' : ended];
  return (
    // What could be pressed is gone: the reason has to be seen.
    <Notice tone="warning" announced scrolledTo={!isAnswering}>
      <h2>{said.what}</h2>
      <p>{said.do}</p>
      {'newCode' in said && (
        <div>
          <Button onPress={onNewCode}>{said.newCode}</Button>
        </div>
      )}
    </Notice>
  );
}
