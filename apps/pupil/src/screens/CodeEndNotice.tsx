/** The code is good for nothing any more: why, and what to do. */
import { Button, Notice } from '@cloison/theme';
import type { CodeEnd } from '../sitting/sign-in.ts';
import { useWords } from '../words/WordsContext.tsx';

export interface CodeEndNoticeProps {
  readonly ended: CodeEnd;
  /** To the page where another code is typed. */
  readonly onNewCode: () => void;
}

export function CodeEndNotice({ ended, onNewCode }: CodeEndNoticeProps) {
  const words = useWords();
  return (
    <Notice tone="warning" announced>
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
