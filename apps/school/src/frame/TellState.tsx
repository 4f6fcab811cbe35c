/** Whether what a desk tells the office has left this computer. Says nothing while there is nothing to say. */

import type { SaveState } from '@cloison/client';
import { useState } from 'react';
import { useSpeech } from '../words/language.tsx';

export interface TellStateProps {
  /** Of the desk's record. */
  readonly record: { readonly save: SaveState; readonly isFull: boolean };
}

export function TellState({ record: { save, isFull } }: TellStateProps) {
  const { words } = useSpeech();
  // Before the first request on this page, “everything has been sent” would puzzle.
  const [spoke, setSpoke] = useState(save.kind !== 'saved');
  if (!spoke && save.kind !== 'saved') setSpoke(true);
  return (
    <p className="tell-state" role="status" data-state={isFull ? 'refused' : save.kind}>
      {isFull ? words.telling.full : spoke ? words.telling.save[save.kind] : ''}
    </p>
  );
}
