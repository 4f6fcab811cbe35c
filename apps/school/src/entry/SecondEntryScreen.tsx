/** Booklets of a class that are keyed twice: what is left to do, then the cells that differ, settled with the paper in hand. */
import { type EntryBody, secondKeyingOf } from '@cloison/protocol';
import { Button, Notice } from '@cloison/theme';
import type { ClassDesk, ManifestSequence } from '../desk/class-desk.ts';
import { byName, type PupilIdentity } from '../desk/pupil-identity.ts';
import { windowView } from '../desk/windows.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import {
  agreementOf,
  type BookletState,
  bookletState,
  compareKeyings,
  doubleEntryId,
  type KeyedTwice,
  keyedTwiceOf,
} from '../entry-records/keyed-twice.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { TellState } from '../frame/TellState.tsx';
import { useLoaded, useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { Differences } from './Differences.tsx';

interface Booklet {
  readonly pupil: PupilIdentity;
  readonly state: BookletState;
  readonly keyedTwice: KeyedTwice | null;
}

export function SecondEntryScreen(props: { readonly desk: ClassDesk; readonly sequence: ManifestSequence }) {
  const { desk, sequence } = props;
  const { words, text } = useSpeech();
  usePolling([desk], `second ${desk.index} ${sequence.id}`);
  useObservable(desk);
  const ready = desk.roster.view.kind === 'ready';
  const opened = useLoaded(async () => {
    if (!ready) await desk.refresh();
    return Promise.all([
      desk.book(sequence.id),
      desk.book(secondKeyingOf(sequence.id)),
      desk.exercises(sequence.id),
    ]);
  }, `${desk.index} ${sequence.id} ${ready}`);
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'home' }, label: words.home }}>
        {`${words.second.title(text(sequence.title))}, ${text(desk.name)}`}
      </PageTitle>
      <p>{words.second.intro}</p>
      {opened.kind === 'failed' && (
        <Notice tone="bad">
          {words.entry.openFailed} {words.entry.openAgain}
        </Notice>
      )}
      {opened.kind === 'loading' && <p>{words.loading}</p>}
      {opened.kind === 'ready' && ready && <Booklets {...props} opened={opened.value} />}
    </div>
  );
}

function Booklets(props: {
  readonly desk: ClassDesk;
  readonly sequence: ManifestSequence;
  readonly opened: readonly [EntryBook, EntryBook, readonly EntryExercise[]];
}) {
  const { desk, sequence, opened } = props;
  const [first, second, exercises] = opened;
  const { words, number } = useSpeech();
  const { record } = desk;
  const drawn = new Set(desk.keyedTwice(sequence.id) ?? []);
  const items = desk.keyableItems(sequence.id);
  const bodyOf = (book: EntryBook, pupil: string): EntryBody | null => book.rows.get(pupil)?.body ?? null;
  const booklets = [...desk.pupils]
    .sort(byName)
    .filter(({ orderNumber }) => drawn.has(orderNumber))
    .map((pupil): Booklet => {
      const { orderNumber } = pupil;
      const keyedTwice = keyedTwiceOf(record?.entries ?? {}, orderNumber, sequence.id);
      const state = bookletState(items, bodyOf(first, orderNumber), bodyOf(second, orderNumber), keyedTwice);
      return { pupil, state, keyedTwice };
    });
  const has = (state: BookletState) => booklets.some((one) => one.state === state);
  const roster = desk.roster.view;
  const dates =
    roster.kind === 'ready' ? roster.value.sequences.find(({ id }) => id === sequence.id) : undefined;
  const isOpen = dates !== undefined && windowView(dates, desk.nowMs()).kind === 'open';
  const compare = () => {
    const wishes = booklets
      .filter(({ state }) => state === 'compare')
      .map(({ pupil: { orderNumber } }) => {
        const found = compareKeyings(exercises, bodyOf(first, orderNumber), bodyOf(second, orderNumber));
        const differing = found.differing.map(({ column }) => ({ item: column.item, kept: null }));
        const keyedTwice = { kind: 'double-entry', orderNumber, sequence: sequence.id, differing } as const;
        return [doubleEntryId(orderNumber, sequence.id), { ...keyedTwice, cells: found.cells }] as const;
      });
    void record?.put(Object.fromEntries(wishes));
  };
  const keyedTwice = booklets.flatMap((one) => one.keyedTwice ?? []);
  const agreement = agreementOf(keyedTwice);
  return (
    <>
      <ul className="second-booklets">
        {booklets.map(({ pupil, state, keyedTwice: own }) => (
          <li key={pupil.orderNumber}>
            <span className="second-name">
              <span className="last-name">{pupil.lastName}</span> {pupil.firstName}
              <span className="order"> {pupil.orderNumber}</span>
            </span>
            <span className="chip" data-state={state === 'done' ? 'complete' : 'begun'}>
              {words.second.states[state]}
            </span>
            {own !== null && (
              <span className="soft">{words.second.differing(own.differing.length, own.cells)}</span>
            )}
          </li>
        ))}
      </ul>
      {has('second') && isOpen && (
        <p>
          <a
            className="button"
            data-variant="primary"
            href={formatRoute({ page: 'second', class: desk.index, sequence: sequence.id, keying: true })}
          >
            {words.second.key}
          </a>
        </p>
      )}
      {has('compare') && (
        <p>
          <Button variant="primary" onPress={compare}>
            {words.second.compare}
          </Button>
        </p>
      )}
      {agreement !== null && (
        <p className="second-agreement">
          {words.second.agreement(number(Math.floor(agreement * 1000) / 10))}
        </p>
      )}
      {keyedTwice.length > 0 && record !== null && <TellState record={record} />}
      {keyedTwice.some(({ differing }) => differing.length > 0) && (
        <Differences
          desk={desk}
          sequence={sequence}
          exercises={exercises}
          first={first}
          second={second}
          isOpen={isOpen}
          booklets={booklets.flatMap((one) =>
            one.keyedTwice === null ? [] : [{ ...one, keyedTwice: one.keyedTwice }],
          )}
        />
      )}
    </>
  );
}
