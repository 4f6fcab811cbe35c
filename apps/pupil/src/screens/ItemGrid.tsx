/** Numbered buttons, one for each item. */
import { Icon } from '@cloison/theme';
import type { ItemProgress } from '../sitting/progress.ts';
import type { Words } from '../words/catalogue.ts';

interface ItemGridProps {
  readonly progress: readonly ItemProgress[];
  readonly current: number | null;
  readonly words: Words;
  readonly onPick: (index: number) => void;
}

export function ItemGrid({ progress, current, words, onPick }: ItemGridProps) {
  return (
    <ol className="item-grid">
      {progress.map(({ id, number, state }) => (
        <li key={id}>
          <button
            type="button"
            className="item-number"
            data-state={state}
            aria-current={current === number - 1 ? 'true' : undefined}
            aria-label={`${words.bar.goTo(number)}, ${words.state[state]}`}
            onClick={() => onPick(number - 1)}
          >
            {number}
            {state === 'complete' && <Icon name="check" />}
          </button>
        </li>
      ))}
    </ol>
  );
}
