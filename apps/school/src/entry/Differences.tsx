/**
 * The cells on which two keyings of a booklet differ. A person looks at the paper and chooses; what is chosen is written in
 * the first keying, which is the one that counts. How many differed stays what it was.
 */
import { useState } from 'react';
import type { ClassDesk, ManifestSequence } from '../desk/class-desk.ts';
import type { PupilIdentity } from '../desk/pupil-identity.ts';
import { type CellContent, contentOf, EMPTY } from '../entry-records/cell-content.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import {
  type EntryColumn,
  type EntryExercise,
  typedText,
  valueLabel,
} from '../entry-records/entry-columns.ts';
import { doubleEntryId, type Kept, type KeyedTwice } from '../entry-records/keyed-twice.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';
import { readTyped } from './typed-answer.ts';

export interface DifferencesProps {
  readonly desk: ClassDesk;
  readonly sequence: ManifestSequence;
  readonly exercises: readonly EntryExercise[];
  readonly first: EntryBook;
  readonly second: EntryBook;
  /** Entry is open: answers may still change. */
  readonly isOpen: boolean;
  readonly booklets: readonly { readonly pupil: PupilIdentity; readonly keyedTwice: KeyedTwice }[];
}

export function Differences(props: DifferencesProps) {
  const { desk, sequence, exercises, first, second, isOpen, booklets } = props;
  const { words, text } = useSpeech();
  /** What the first keying said, as long as this page is open: a choice overwrites it. */
  const [before, setBefore] = useState<Readonly<Record<string, CellContent>>>({});
  const settle = (pupil: string, keyedTwice: KeyedTwice, item: string, kept: Kept, content: CellContent) => {
    const key = `${pupil} ${item}`;
    const now = contentAt(first, pupil, item);
    setBefore((held) => (Object.hasOwn(held, key) ? held : { ...held, [key]: now }));
    void first.apply([{ pupil, item, content }]);
    const { edit: _edit, ...rest } = keyedTwice;
    const differing = keyedTwice.differing.map((one) => (one.item === item ? { item, kept } : one));
    void desk.record?.put({ [doubleEntryId(pupil, sequence.id)]: { ...rest, differing } });
  };
  return (
    <section aria-labelledby="differences">
      <h2 id="differences">{words.second.differences}</h2>
      <p>{words.second.look}</p>
      {booklets.map(({ pupil, keyedTwice }) =>
        keyedTwice.differing.map(({ item, kept }) => {
          const exercise = exercises.find(({ columns }) => columns.some((column) => column.item === item));
          const column = exercise?.columns.find((one) => one.item === item);
          if (exercise === undefined || column === undefined) return null;
          const { orderNumber } = pupil;
          const now = contentAt(first, orderNumber, item);
          const isReplaced = kept === 'second' || kept === 'other';
          return (
            <Difference
              key={`${orderNumber} ${item}`}
              title={`${listName(pupil)} · ${text(exercise.title)}, ${words.entry.item(column.number)}`}
              column={column}
              first={before[`${orderNumber} ${item}`] ?? (isReplaced ? null : now)}
              second={contentAt(second, orderNumber, item)}
              other={kept === 'other' ? now : null}
              kept={kept}
              isDisabled={!isOpen}
              onSettle={(choice, content) => settle(orderNumber, keyedTwice, item, choice, content)}
            />
          );
        }),
      )}
    </section>
  );
}

function contentAt(book: EntryBook, pupil: string, item: string): CellContent {
  const body = book.rows.get(pupil)?.body;
  return body === undefined ? EMPTY : contentOf(body, item);
}

interface DifferenceProps {
  readonly title: string;
  readonly column: EntryColumn;
  /** Null: it was replaced, and is not known any more. */
  readonly first: CellContent | null;
  readonly second: CellContent;
  readonly other: CellContent | null;
  readonly kept: Kept | null;
  readonly isDisabled: boolean;
  readonly onSettle: (kept: Kept, content: CellContent) => void;
}

function Difference(props: DifferenceProps) {
  const { title, column, first, second, other, kept, isDisabled, onSettle } = props;
  const { words } = useSpeech();
  const [isOther, setOther] = useState(kept === 'other');
  const chosen = isOther ? 'other' : kept;
  const choose = (choice: Kept, content: CellContent | null) => {
    setOther(choice === 'other');
    if (content !== null) onSettle(choice, content);
  };
  return (
    <fieldset className="difference" data-settled={kept !== null} disabled={isDisabled}>
      <legend>{title}</legend>
      {(
        [
          ['first', words.second.first, first],
          ['second', words.second.second, second],
        ] as const
      ).map(([choice, label, content]) => (
        <label key={choice}>
          <input
            type="radio"
            name={title}
            checked={chosen === choice}
            disabled={content === null}
            onChange={() => choose(choice, content)}
          />
          {label} <b>{content === null ? words.second.replaced : contentLabel(column, content, words)}</b>
        </label>
      ))}
      <label>
        <input
          type="radio"
          name={title}
          checked={chosen === 'other'}
          onChange={() => choose('other', null)}
        />
        {words.second.other}
      </label>
      {isOther && (
        <OtherAnswer
          column={column}
          label={`${words.second.other}, ${title}`}
          content={other}
          onWrite={(content) => choose('other', content)}
        />
      )}
    </fieldset>
  );
}

/** What the paper says where neither keying does. Written when it is chosen, a text or a number when the field is left. */
function OtherAnswer(props: {
  readonly column: EntryColumn;
  readonly label: string;
  readonly content: CellContent | null;
  readonly onWrite: (content: CellContent) => void;
}) {
  const { column, label, content, onWrite } = props;
  const { words } = useSpeech();
  const [wrong, setWrong] = useState('');
  const value = content?.kind === 'value' ? typedText(content.value) : '';
  if (!('choices' in column)) {
    const commit = (typed: string) => {
      if (!('maxLength' in column) || typed.trim() === '' || typed === value) return;
      const read = readTyped(column, typed);
      setWrong(read.kind === 'wrong' ? words.entry.messages[read.why] : '');
      if (read.kind === 'value') onWrite(read);
    };
    return (
      <>
        <input
          className="field"
          aria-label={label}
          aria-invalid={wrong !== ''}
          defaultValue={value}
          onBlur={({ target }) => commit(target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit(event.currentTarget.value);
          }}
        />
        <span role="status">{wrong}</span>
      </>
    );
  }
  return (
    <select
      aria-label={label}
      value={content?.kind === 'noAnswer' ? NO_ANSWER : value}
      onChange={({ target }) => {
        if (target.value === NO_ANSWER) onWrite({ kind: 'noAnswer' });
        else if (target.value !== '')
          onWrite({ kind: 'value', value: column.mode === 'single' ? target.value : [target.value] });
      }}
    >
      <option value="">{words.second.choose}</option>
      {column.choices.map((choice) => (
        <option key={choice.id} value={choice.id}>
          {choice.text === '' ? choice.label : `${choice.label} · ${choice.text}`}
        </option>
      ))}
      <option value={NO_ANSWER}>{words.entry.cells.noAnswer}</option>
    </select>
  );
}

/** No identifier of a choice begins with a space. */
const NO_ANSWER = ' no answer';

function contentLabel(column: EntryColumn, content: CellContent, words: Speech['words']): string {
  return content.kind === 'value' ? valueLabel(column, content.value) : words.entry.cells[content.kind];
}
