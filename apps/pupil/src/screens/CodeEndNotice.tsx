/** The code is good for nothing any more: why, and what to do. */
import { Button, Notice } from '@cloison/theme';
import type { CodeEnd } from '../sitting/sign-in.ts';
import { useWords } from '../words/WordsContext.tsx';

export interface CodeEndNoticeProps {
  readonly ended: CodeEnd;
  /** To the page where another code is typed. */
  readonly onNewCode: () => void;
  /** While somebody answers, the page stays where it is. */
  readonly isAnswering?: boolean;
}

export function CodeEndNotice({ ended, onNewCode, isAnswering = false }: CodeEndNoticeProps) {
  const words = useWords();
  return (
    // What could be pressed is gone: the reason has to be seen.
    <Notice tone="warning" announced scrolledTo={!isAnswering}>
      <h2>{words[ended].what}</h2>
      <p>{words[ended].do}</p>
      {ended === 'replaced' && (
        <div>
          <Button onPress={onNewCode}>{words.replaced.newCode}</Button>
        </div>
      )}
    </Notice>
  );
}
