/** Keys of the exercise under the cursor. A press with the mouse or a finger does what the key does. */

import { memo } from 'react';
import { type EntryColumn, ownTitle } from '../entry-records/entry-columns.ts';
import { useObservable } from '../live/hooks.ts';
import { useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';
import type { EntryController } from './entry-controller.ts';
import { FluencyTimer } from './FluencyTimer.tsx';
import type { CommandKind } from './key-bindings.ts';

const COMMANDS: readonly CommandKind[] = [
  'noAnswer',
  'restNoAnswer',
  'absent',
  'absentSequence',
  'absentDay',
  'notTaught',
  'repeat',
  'repeatRun',
];

export interface EntryLegendProps {
  readonly controller: EntryController;
  /** Opens the editor of the cell under the cursor: fingers have no F2. */
  readonly onEdit: () => void;
  /** Whether a wrong key is heard. */
  readonly sound: boolean;
  readonly onSound: (wanted: boolean) => void;
}

export function EntryLegend(props: EntryLegendProps) {
  const { controller } = props;
  useObservable(controller);
  const column = controller.cell?.column ?? null;
  if (column === null) return null;
  const { cell, exercise } = controller;
  const oneNumber = column.mode === 'number' && exercise?.columns.length === 1;
  return (
    <>
      {oneNumber && cell !== null && <FluencyTimer controller={controller} pupil={cell.pupil} />}
      <Legend {...props} column={column} readOnly={controller.readOnly} />
    </>
  );
}

/** Drawn again when the column changes, not at each key. */
const Legend = memo(function Legend(
  props: EntryLegendProps & { readonly column: EntryColumn; readonly readOnly: boolean },
) {
  const { controller, onEdit, sound, onSound, column, readOnly } = props;
  const { words } = useSpeech();
  const { entry } = words;
  const bindings = controller.bindings(column);
  const keep = (event: React.MouseEvent) => event.preventDefault();
  return (
    <section className="legend" aria-label={entry.legend}>
      <h2>
        {entry.item(column.number)}
        {ownTitle(column) !== null && <span className="legend-item"> {ownTitle(column)}</span>}
      </h2>
      {column.mode === 'unsupported' && <p>{entry.cannot}</p>}
      {column.mode === 'text' && <p>{column.texts === undefined ? entry.typeText : entry.typeTexts}</p>}
      {column.mode === 'number' && <p>{column.integer ? entry.typeNumber : entry.typeDecimal}</p>}
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
                    disabled={readOnly}
                    onMouseDown={keep}
                    onClick={() => controller.choose(id)}
                  >
                    <Keys keys={bindings.choiceKeys.get(id) ?? []} entry={entry} />
                    <Meaning label={label} text={text} keys={bindings.choiceKeys.get(id) ?? []} />
                  </button>
                </li>
              ))}
            </ul>
          )}
          <ul className="legend-commands">
            {'maxLength' in column && (
              <li>
                <button
                  type="button"
                  tabIndex={-1}
                  className="legend-key"
                  disabled={readOnly}
                  onMouseDown={keep}
                  onClick={onEdit}
                >
                  <Keys keys={['f2']} entry={entry} />
                  <span className="legend-words">{entry.edit}</span>
                </button>
              </li>
            )}
            {COMMANDS.filter((kind) => kind !== 'absentDay' || controller.hasDays).map((kind) => (
              <li key={kind}>
                <button
                  type="button"
                  tabIndex={-1}
                  className="legend-key"
                  disabled={readOnly}
                  onMouseDown={keep}
                  onClick={() => controller.command(kind)}
                >
                  <Keys keys={bindings.commandKeys[kind]} entry={entry} />
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
      <label className="entry-sound">
        <input type="checkbox" checked={sound} onChange={(event) => onSound(event.target.checked)} />
        {entry.sound}
      </label>
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
});

/** What the choice says in the booklet, or its label where the key is another. */
function Meaning(props: { readonly label: string; readonly text: string; readonly keys: readonly string[] }) {
  const { label, text, keys } = props;
  if (text !== '') return <span className="legend-words">{text}</span>;
  const shown = keys.includes(label.toLowerCase());
  return <span className={shown ? 'only-heard' : 'legend-words'}>{label}</span>;
}

function Keys({ keys, entry }: { readonly keys: readonly string[]; readonly entry: Words['entry'] }) {
  return (
    <span className="keys">
      {keys.map((key, i) => (
        <span key={key}>
          {i > 0 && <span className="only-heard">{entry.or}</span>}
          <kbd>{nameOf(key, entry)}</kbd>
        </span>
      ))}
    </span>
  );
}

/** A key as it is written on a keyboard. */
function nameOf(key: string, entry: Words['entry']): string {
  if (key.startsWith('shift+')) return `${entry.shift} + ${nameOf(key.slice('shift+'.length), entry)}`;
  return key === ' ' ? entry.space : key.toUpperCase();
}
