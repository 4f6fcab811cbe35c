/** Keying a sequence in: the grid, the page of the booklet beside it, what is left, and whether all is saved. */
import { RefusedError } from '@cloison/client';
import { secondKeyingOf } from '@cloison/protocol';
import { Button, Notice } from '@cloison/theme';
import { useCallback, useEffect, useMemo, useState } from 'react';
import type { ClassDesk, ManifestSequence } from '../desk/class-desk.ts';
import { byName, type PupilIdentity } from '../desk/pupil-identity.ts';
import { windowView } from '../desk/windows.ts';
import { completionOf } from '../entry-records/completion.ts';
import type { EntryBook } from '../entry-records/entry-book.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useLoaded, useObservable, usePolling } from '../live/hooks.ts';
import { ignoreNetwork } from '../live/live-desk.ts';
import type { Route } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { BookletPage } from './BookletPage.tsx';
import { ConflictPanel } from './ConflictPanel.tsx';
import { openDays } from './day-sequences.ts';
import { EntryFoot } from './EntryFoot.tsx';
import { EntryGrid } from './EntryGrid.tsx';
import { EntryLegend } from './EntryLegend.tsx';
import { EntryTools } from './EntryTools.tsx';
import { EntryController } from './entry-controller.ts';
import { SaveState } from './SaveState.tsx';
import { playWrongKey, rememberSound, soundWanted } from './wrong-key-sound.ts';

export interface EntryScreenProps {
  readonly desk: ClassDesk;
  readonly sequence: ManifestSequence;
  /** Position of a pupil in the list whose booklet is to be completed; null: where the entry was left. */
  readonly pupil: number | null;
  /** The second keying of the booklets that were drawn, without sight of the first. */
  readonly second?: boolean;
}

export function EntryScreen({ desk, sequence, pupil, second = false }: EntryScreenProps) {
  const { words, text, dateTime } = useSpeech();
  usePolling([desk], `entry ${desk.index} ${sequence.id}`);
  useObservable(desk);
  const ready = desk.roster.view.kind === 'ready';
  const [attempt, setAttempt] = useState(0);
  const opened = useLoaded(async () => {
    if (!ready) await desk.refresh();
    const [first, exercises] = await Promise.all([desk.book(sequence.id), desk.exercises(sequence.id)]);
    if (second) return openSecond(desk, sequence, first, exercises);
    const book = first;
    const controller = new EntryController(book, exercises, pupilsIn(book, desk));
    // Another sequence that cannot be opened leaves the absence for a day unavailable, and says so when it is asked for.
    void openDays(desk, sequence, exercises).then((others) => controller.openDays(others), ignoreNetwork);
    if (pupil !== null) controller.completePupil(pupil);
    return controller;
  }, `${desk.index} ${sequence.id} ${ready} ${second} ${attempt}`);
  const title = `${(second ? words.second.title : words.entry.title)(text(sequence.title))}, ${text(desk.name)}`;
  const up = useUp(desk, sequence, second);
  if (opened.kind === 'ready' && ready) {
    return (
      <OpenEntry
        desk={desk}
        sequence={sequence}
        pupil={pupil}
        second={second}
        controller={opened.value}
        title={title}
        onOpenAgain={() => setAttempt((before) => before + 1)}
      />
    );
  }
  return (
    <div className="page">
      <PageTitle up={up}>{title}</PageTitle>
      {opened.kind === 'failed' ? (
        <Notice tone="bad">
          {words.entry.openFailed}{' '}
          {opened.error instanceof RefusedError && opened.error.closesMs !== null
            ? words.entry.after(dateTime(opened.error.closesMs))
            : words.entry.openAgain}
        </Notice>
      ) : (
        <p>{words.loading}</p>
      )}
    </div>
  );
}

interface OpenEntryProps extends EntryScreenProps {
  readonly controller: EntryController;
  readonly title: string;
  /** With the pupils that the class has now. */
  readonly onOpenAgain: () => void;
}

function OpenEntry(props: OpenEntryProps) {
  const { desk, sequence, controller, title, onOpenAgain, second = false } = props;
  const { words, date } = useSpeech();
  const up = useUp(desk, sequence, second);
  useObservable(controller);
  const roster = desk.roster.view;
  const dates =
    roster.kind === 'ready' ? roster.value.sequences.find(({ id }) => id === sequence.id) : undefined;
  const window = dates === undefined ? null : windowView(dates, desk.nowMs());
  controller.readOnly = window?.kind !== 'open';
  const list = roster.kind === 'ready' ? roster.value.pupils : NOBODY;
  const identities = useMemo(() => new Map(list.map((pupil) => [pupil.orderNumber, pupil])), [list]);
  const { exercise } = controller;
  const arrived = second
    ? []
    : desk.pupils.filter(
        ({ orderNumber }) =>
          controller.book.rows.has(orderNumber) && !controller.pupils.includes(orderNumber),
      );
  const [editing, setEditing] = useState<string | null>(null);
  const edit = useCallback(() => {
    const outcome = controller.press({ key: 'F2', code: 'F2', shift: false, control: false });
    if (typeof outcome === 'object') setEditing(outcome.edit);
  }, [controller]);
  const [sound, setSound] = useState(soundWanted);
  const hear = useCallback((wanted: boolean) => {
    rememberSound(wanted);
    setSound(wanted);
  }, []);
  useEffect(() => {
    if (sound && controller.refusals > 0) playWrongKey();
  }, [sound, controller.refusals]);
  return (
    <div className="entry">
      <div className="entry-head">
        <PageTitle up={up} takesFocus={false}>
          {title}
        </PageTitle>
        <SaveState books={controller.books} campaign={desk.manifest.campaign} />
      </div>
      {window !== null && window.kind !== 'open' && (
        <Notice tone="warning">
          {window.kind === 'before'
            ? words.entry.before(date(window.opensMs))
            : words.entry.after(date(window.closesMs))}
        </Notice>
      )}
      {arrived.length > 0 && (
        <Notice tone="info" announced>
          <div className="entry-arrived">
            <span>{words.entry.arrived(arrived.length)}</span>
            <Button onPress={onOpenAgain}>{words.entry.addArrived}</Button>
          </div>
        </Notice>
      )}
      {second && controller.pupils.length === 0 && <Notice tone="info">{words.second.nothingToKey}</Notice>}
      <EntryTools controller={controller} identities={identities} />
      <div className="entry-body">
        <EntryGrid
          controller={controller}
          identities={identities}
          readOnly={controller.readOnly}
          editing={editing}
          onEdit={setEditing}
        />
        <aside className="entry-side">
          <ConflictPanel controller={controller} />
          <div className="entry-beside">
            {exercise !== null && (
              <BookletPage
                content={desk.content}
                sequence={sequence.id}
                exercise={exercise}
                item={controller.cell?.column.item ?? null}
              />
            )}
            <div className="entry-keys">
              <EntryLegend controller={controller} onEdit={edit} sound={sound} onSound={hear} />
            </div>
          </div>
        </aside>
      </div>
      <EntryFoot controller={controller} />
    </div>
  );
}

const NOBODY: readonly PupilIdentity[] = [];

/** The link back. It is the same object at each key, so that the title is not drawn again. */
function useUp(
  { index }: ClassDesk,
  { id }: ManifestSequence,
  second: boolean,
): { readonly to: Route; readonly label: string } {
  const { words } = useSpeech();
  const label = second ? words.second.back : words.home;
  return useMemo(
    () => ({ to: second ? { page: 'second', class: index, sequence: id } : { page: 'home' }, label }),
    [second, index, id, label],
  );
}

/** Order numbers of the class's pupils who have a row in the book, by name. */
function pupilsIn(book: EntryBook, { pupils }: ClassDesk): readonly string[] {
  return [...pupils]
    .sort(byName)
    .map(({ orderNumber }) => orderNumber)
    .filter((pupil) => book.rows.has(pupil));
}

/** By pupil, because a booklet is keyed again as a whole; those whose first keying is complete. */
async function openSecond(
  desk: ClassDesk,
  { id }: ManifestSequence,
  first: EntryBook,
  exercises: readonly EntryExercise[],
): Promise<EntryController> {
  const book = await desk.book(secondKeyingOf(id));
  const items = desk.keyableItems(id);
  const pupils = pupilsIn(book, desk).filter(
    (pupil) => completionOf(items, first.rows.get(pupil)?.body ?? null).state === 'complete',
  );
  const controller = new EntryController(book, exercises, pupils);
  const unfinished = pupils.findIndex(
    (pupil) => completionOf(items, book.rows.get(pupil)?.body ?? null).state !== 'complete',
  );
  if (pupils.length > 0) controller.completePupil(Math.max(0, unfinished));
  return controller;
}
