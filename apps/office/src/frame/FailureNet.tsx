/** Round each page: one that fails says so; the frame with its ways out stays. */
import { FailureBoundary, FailureNotice } from '@cloison/theme';
import type { ReactNode } from 'react';
import { useSpeech } from '../words/language.tsx';

export function FailureNet({ children }: { readonly children: ReactNode }) {
  return <FailureBoundary fallback={<Failed />}>{children}</FailureBoundary>;
}

function Failed() {
  const { words } = useSpeech();
  return <FailureNotice text={words.failure} reload={words.reload} />;
}
