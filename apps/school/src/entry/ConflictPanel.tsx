/**
 * Shows both values when two people keyed the cell under the cursor differently, and lets one choose. Nothing else
 * waits for it.
 */
import { Button } from '@cloison/theme';
import { type CellContent, rivalsOf, sameContent } from '../entry-records/cell-content.ts';
import { type EntryColumn, valueLabel } from '../entry-records/entry-columns.ts';
import { useObservable } from '../live/hooks.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import type { EntryController } from './entry-controller.ts';

export function ConflictPanel({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  useObservable(controller);
  const { cell } = controller;
  const body = cell === null ? undefined : controller.book.rows.get(cell.pupil)?.body;
  if (cell === null || body === undefined) return null;
  const kept = controller.contentAt(cell);
  const rivals = rivalsOf(body, cell.column.item).filter(
    (rival, i, all) => !sameContent(rival, kept) && all.findIndex((other) => sameContent(other, rival)) === i,
  );
  if (rivals.length === 0) return null;
  return (
    <section className="conflict" aria-label={words.entry.conflict}>
      <h2>{words.entry.conflict}</h2>
      <p>{words.entry.conflictHelp}</p>
      <div className="actions">
        <Button isDisabled={controller.readOnly} onPress={() => controller.settle(kept)}>
          {words.entry.keep(name(cell.column, kept, words))}
        </Button>
        {rivals.map((rival) => (
          <Button
            key={JSON.stringify(rival)}
            isDisabled={controller.readOnly}
            onPress={() => controller.settle(rival)}
          >
            {words.entry.take(name(cell.column, rival, words))}
          </Button>
        ))}
      </div>
    </section>
  );
}

function name(column: EntryColumn, content: CellContent, words: Speech['words']): string {
  return content.kind === 'value' ? valueLabel(column, content.value) : words.entry.cells[content.kind];
}
