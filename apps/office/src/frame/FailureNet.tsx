/** Round each page: one that fails says so; the frame with its ways out stays. */
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
        <p>{words.failure}</p>
        <Button variant="primary" onPress={() => location.reload()}>
          {words.reload}
        </Button>
      </Notice>
    </div>
  );
}
