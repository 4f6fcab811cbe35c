/** The states of a pupil's sequences for a screen, asked for again when the network or the page comes back. */
import { useCallback, useEffect, useState } from 'react';
import type { Environment } from '../browser/environment.ts';
import type { SignedIn } from '../sitting/sign-in.ts';
import { type SequenceStates, sequenceStates } from '../sitting/signed-sequences.ts';

export interface ShownStates {
  /** Null: not known yet. */
  readonly found: SequenceStates | null;
  readonly refresh: () => void;
}

/** `asked`: what the platform has just said; null: it is asked. */
export function useSequenceStates(
  signed: SignedIn,
  environment: Environment,
  asked: SignedIn['me'] = null,
): ShownStates {
  const [found, setFound] = useState<SequenceStates | null>(null);
  const [tries, setTries] = useState(0);
  const refresh = useCallback(() => setTries((n) => n + 1), []);

  useEffect(() => {
    let gone = false;
    const told = tries === 0 ? asked : null;
    void sequenceStates(signed, environment.store, environment.wallMs, told ?? undefined).then((states) => {
      if (!gone) setFound(states);
    });
    return () => {
      gone = true;
    };
  }, [signed, environment, asked, tries]);

  useEffect(() => {
    const shown = () => {
      if (document.visibilityState === 'visible') refresh();
    };
    window.addEventListener('online', refresh);
    document.addEventListener('visibilitychange', shown);
    return () => {
      window.removeEventListener('online', refresh);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [refresh]);

  return { found, refresh };
}
