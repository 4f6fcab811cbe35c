/** Keys of the exercise under the cursor. A press with the mouse or a finger does what the key does. */

import { ownTitle } from '../entry-records/entry-columns.ts';
import { useObservable } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import type { EntryController } from './entry-controller.ts';

const COMMANDS = ['noAnswer', 'restNoAnswer', 'absent', 'notTaught'] as const;

export function EntryLegend({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  useObservable(controller);
  const { entry } = words;
  const column = controller.cell?.column ?? null;
  if (column === null) return null;
  const bindings = controller.bindings(column);
  const keep = (event: React.MouseEvent) => event.preventDefault();
  return (
    <section className="legend" aria-label={entry.legend}>
      <h2>
        {entry.item(column.number)}
        {ownTitle(column) !== null && <span className="legend-item"> {ownTitle(column)}</span>}
      </h2>
      {column.mode === 'unsupported' && <p>{entry.cannot}</p>}
      {column.mode === 'text' && <p>{entry.typeText}</p>}
      {column.mode === 'number' && <p>{entry.typeNumber}</p>}
      {column.mode === 'multiple' && <p>{entry.several}</p>}
      {column.mode === 'ordered' && <p>{entry.ordered}</p>}
      {column.mode !== 'unsupported' && (
        <>
          {'choices' in column && (
            <ul className="legend-choices">
              {column.choices.map(({ id, label, text }) => (
                <li key={id}>
                  <button
                    type="button"
                    tabIndex={-1}
                    className="legend-key"
                    disabled={controller.readOnly}
                    onMouseDown={keep}
                    onClick={() => controller.choose(id)}
                  >
                    <Keys keys={bindings.choiceKeys.get(id) ?? []} or={entry.or} />
                    {text === '' ? (
                      <span className="only-heard">{label}</span>
                    ) : (
                      <span className="legend-words">{text}</span>
                    )}
                  </button>
                </li>
              ))}
            </ul>
          )}
          <ul className="legend-commands">
            {COMMANDS.map((kind) => (
              <li key={kind}>
                <button
                  type="button"
                  tabIndex={-1}
                  className="legend-key"
                  disabled={controller.readOnly}
                  onMouseDown={keep}
                  onClick={() => controller.command(kind)}
                >
                  <Keys keys={bindings.commandKeys[kind]} or={entry.or} />
                  <span className="legend-words">{entry.commands[kind]}</span>
                </button>
              </li>
            ))}
            <li>
              <span className="legend-key">
                <kbd>{entry.keys.clearKeys}</kbd>
                <span className="legend-words">{entry.commands.clear}</span>
              </span>
            </li>
          </ul>
        </>
      )}
      <details className="more-keys">
        <summary>{entry.moreKeys}</summary>
        <dl>
          {(
            [
              [entry.keys.moveKeys, entry.keys.move],
              [entry.keys.enterKey, entry.keys.enter],
              [entry.keys.pageKeys, entry.keys.page],
              [entry.keys.emptyKeys, entry.keys.empty],
              [entry.keys.undoKeys, entry.keys.undo],
              [entry.keys.editKey, entry.keys.edit],
              [entry.keys.zoomKey, entry.keys.zoom],
              [entry.keys.copyKeys, entry.keys.copy],
              [entry.keys.leaveKey, entry.keys.leave],
            ] as const
          ).map(([key, meaning]) => (
            <div key={key}>
              <dt>{key}</dt>
              <dd>{meaning}</dd>
            </div>
          ))}
        </dl>
      </details>
    </section>
  );
}

function Keys({ keys, or }: { readonly keys: readonly string[]; readonly or: string }) {
  return (
    <span className="keys">
      {keys.map((key, i) => (
        <span key={key}>
          {i > 0 && <span className="only-heard">{or}</span>}
          <kbd>{key.toUpperCase()}</kbd>
        </span>
      ))}
    </span>
  );
}
