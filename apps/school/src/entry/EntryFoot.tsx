/** Below the grid: what is left, and a word about the last gesture. */
import { Button } from '@cloison/theme';
import { memo } from 'react';
import { contentOf } from '../entry-records/cell-content.ts';
import { completionOf, totalOf } from '../entry-records/completion.ts';
import { ProgressBar } from '../frame/ProgressBar.tsx';
import { useObservable } from '../live/hooks.ts';
import type { Words } from '../words/fr.ts';
import { useSpeech } from '../words/language.tsx';
import type { EntryController } from './entry-controller.ts';
import type { EntryMessage } from './entry-message.ts';
import { useBook } from './use-book.ts';

export function EntryFoot({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  useObservable(controller);
  useBook(controller.book);
  const { entry } = words;
  const total = totalOf(
    controller.pupils.map((pupil) =>
      completionOf(controller.items, controller.book.rows.get(pupil)?.body ?? null),
    ),
  );
  const here = leftOnScreen(controller);
  const conflicts = controller.pupils.reduce(
    (sum, pupil) =>
      sum + new Set(controller.book.rows.get(pupil)?.body.conflicts.map(({ item }) => item)).size,
    0,
  );
  return (
    <div className="entry-foot">
      <ProgressBar label={entry.progressLabel} value={total.filled} max={total.expected} />
      <span className="entry-left">
        <b>{entry.left(total.expected - total.filled, total.expected)}</b>
        {total.filled < total.expected && (
          <span className="soft">
            {controller.view === 'exercise' ? entry.leftHere(here) : entry.leftPupil(here)}
          </span>
        )}
        {conflicts > 0 && <span className="conflict-count">{entry.conflicts(conflicts)}</span>}
      </span>
      <span className="entry-message" role="status" data-refused={controller.refusals > 0}>
        {controller.message === null ? '' : sayMessage(controller.message, words)}
      </span>
      <NextEmpty controller={controller} />
    </div>
  );
}

const NextEmpty = memo(function NextEmpty({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  return (
    <Button variant="quiet" iconAfter="next" onPress={() => controller.nextEmpty()}>
      {words.entry.nextEmpty}
    </Button>
  );
});

function leftOnScreen(controller: EntryController): number {
  return controller.rows
    .flatMap(({ cells }) => cells)
    .filter(({ pupil, column }) => {
      const body = controller.book.rows.get(pupil)?.body;
      return (
        column.mode !== 'unsupported' && (body === undefined || contentOf(body, column.item).kind === 'empty')
      );
    }).length;
}

function sayMessage(message: EntryMessage, { entry }: Words): string {
  const { messages } = entry;
  switch (message.kind) {
    case 'absentExercise':
    case 'absentSequence':
    case 'absentDay':
      return messages[message.kind](message.kept);
    case 'restNoAnswer':
    case 'exerciseNotTaught':
    case 'undone':
    case 'redone':
    case 'copied':
    case 'repeated':
      return messages[message.kind](message.cells);
    case 'pasted':
      return messages.pasted(message.cells, message.refused);
    case 'wrongKey':
      return messages.wrongKey(message.key);
    case 'wrongText':
      return messages[message.why];
    default:
      return messages[message.kind];
  }
}
