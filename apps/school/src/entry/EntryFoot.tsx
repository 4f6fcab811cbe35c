/** Below the grid: what is left, and a word about the last gesture. */

import type { EntryBody } from '@cloison/protocol';
import { Button } from '@cloison/theme';
import { memo, useState } from 'react';
import { contentOf } from '../entry-records/cell-content.ts';
import { type Completion, completionOf, totalOf } from '../entry-records/completion.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { ProgressBar } from '../frame/ProgressBar.tsx';
import { useObservable } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';
import type { EntryController } from './entry-controller.ts';
import type { EntryMessage } from './entry-message.ts';
import { useBook } from './use-book.ts';

export function EntryFoot({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  useObservable(controller);
  useBook(controller.book);
  const { entry } = words;
  // A key changes one record: the others are counted once.
  const [counted] = useState(() => new WeakMap<EntryBody, Completion>());
  const total = totalOf(
    controller.pupils.map((pupil) => {
      const body = controller.book.rows.get(pupil)?.body ?? null;
      const known = body === null ? undefined : counted.get(body);
      if (known !== undefined) return known;
      const completion = completionOf(controller.items, body);
      if (body !== null) counted.set(body, completion);
      return completion;
    }),
  );
  const [left] = useState(() => new WeakMap<EntryBody, Map<EntryExercise, number>>());
  const here = leftOnScreen(controller, left);
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

/** Empty cells of the rows on screen; `known` are those of earlier drawings, by record and exercise. */
function leftOnScreen(
  controller: EntryController,
  known: WeakMap<EntryBody, Map<EntryExercise, number>>,
): number {
  return controller.rows.reduce((sum, { cells }) => {
    const [first] = cells;
    if (first === undefined) return sum;
    const { pupil, exercise } = first;
    const body = controller.book.rows.get(pupil)?.body;
    const keyable = exercise.columns.filter(({ mode }) => mode !== 'unsupported');
    if (body === undefined) return sum + keyable.length;
    const byExercise = known.get(body) ?? new Map<EntryExercise, number>();
    known.set(body, byExercise);
    let empty = byExercise.get(exercise);
    if (empty === undefined) {
      empty = keyable.filter(({ item }) => contentOf(body, item).kind === 'empty').length;
      byExercise.set(exercise, empty);
    }
    return sum + empty;
  }, 0);
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
