/** Whether what a desk tells the office has left this computer. Says nothing while there is nothing to say. */
import type { SaveState } from '@cloison/client';
import { useState } from 'react';
import { useSpeech } from '../words/language.tsx';

export function TellState({ save }: { readonly save: SaveState }) {
  const { words } = useSpeech();
  // Nothing was told on this page yet: that all of it is sent would be a riddle.
  const [spoke, setSpoke] = useState(save.kind !== 'saved');
  if (!spoke && save.kind !== 'saved') setSpoke(true);
  return (
    <p className="tell-state" role="status" data-state={save.kind}>
      {spoke ? words.telling.save(save.kind) : ''}
    </p>
  );
}
