/** Whether what a desk tells the office has left this computer. Says nothing while there is nothing to say. */
import type { SaveState } from '@cloison/client';
import { useState } from 'react';
import { useSpeech } from '../words/language.tsx';

export function TellState({ save }: { readonly save: SaveState }) {
  const { words } = useSpeech();
  // Before the first request on this page, “everything has been sent” would puzzle.
  const [spoke, setSpoke] = useState(save.kind !== 'saved');
  if (!spoke && save.kind !== 'saved') setSpoke(true);
  return (
    <p className="tell-state" role="status" data-state={save.kind}>
      {spoke ? words.telling.save[save.kind] : ''}
    </p>
  );
}
