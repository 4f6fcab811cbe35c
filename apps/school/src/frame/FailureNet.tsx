/** Round each screen: one that fails says so, and that nothing is lost. The frame with its ways out stays. */
import { Button, FailureBoundary, Notice } from '@cloison/theme';
import type { ReactNode } from 'react';
import { useSpeech } from '../words/language.tsx';

export function FailureNet({ children }: { readonly children: ReactNode }) {
  return <FailureBoundary fallback={<Failed />}>{children}</FailureBoundary>;
}

function Failed() {
  const { words } = useSpeech();
  return (
    <div className="page">
      <Notice tone="bad" announced>
        <p>{words.failure.text}</p>
        <Button variant="primary" onPress={() => location.reload()}>
          {words.failure.reload}
        </Button>
      </Notice>
    </div>
  );
}
