/** Whether what a desk tells the office has left this computer. Says nothing while there is nothing to say. */
import type { SaveState } from '@cloison/client';
import { useSpeech } from '../words/language.tsx';

export function TellState({ save }: { readonly save: SaveState }) {
  const { words } = useSpeech();
  return (
    <p className="tell-state" role="status" data-state={save.kind}>
      {words.telling.save(save.kind)}
    </p>
  );
}
