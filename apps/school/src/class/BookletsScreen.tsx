/** Answer booklets to print: the pages of a sequence once for each pupil, who is an order number on them. */
import { Button, Notice } from '@cloison/theme';
import { useMemo, useState } from 'react';
import type { ClassDesk, ManifestSequence } from '../desk/class-desk.ts';
import { byName } from '../desk/pupil-identity.ts';
import type { EntryExercise } from '../entry-records/entry-columns.ts';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useLoaded, useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute } from '../navigation/routes.ts';
import { useSpeech } from '../words/language.tsx';
import { listName } from '../words/list-name.ts';
import { bookletSides, daysOf, sheetsOf } from './booklet-sides.ts';
import { PrintedBooklet } from './PrintedBooklet.tsx';
import { useBookletPictures } from './use-booklet-pictures.ts';

export interface BookletsScreenProps {
  readonly desk: ClassDesk;
  readonly sequence: ManifestSequence;
}

export function BookletsScreen({ desk, sequence }: BookletsScreenProps) {
  const { words, text } = useSpeech();
  useObservable(desk);
  usePolling([desk], `booklets ${desk.index}`);
  const [attempt, setAttempt] = useState(0);
  const exercises = useLoaded(() => desk.exercises(sequence.id), `${desk.index} ${sequence.id} ${attempt}`);
  const title = `${words.booklets.title(text(sequence.title))}, ${text(desk.name)}`;
  const roster = desk.roster.view;
  const again = () => setAttempt((before) => before + 1);
  if (exercises.kind === 'ready' && desk.pupils.length > 0)
    return (
      <Booklets
        key={sequence.id}
        desk={desk}
        sequence={sequence}
        exercises={exercises.value}
        title={title}
        attempt={attempt}
        onRetry={again}
      />
    );
  return (
    <div className="page">
      <PageTitle up={{ to: { page: 'class', class: desk.index }, label: text(desk.name) }}>{title}</PageTitle>
      {exercises.kind === 'failed' ? (
        <NotPrinted onRetry={again}>{words.booklets.notOpened}</NotPrinted>
      ) : (
        <Notice tone="info">
          {exercises.kind === 'loading' || roster.kind === 'loading'
            ? words.loading
            : words.classPage.noPupils}
        </Notice>
      )}
    </div>
  );
}

interface BookletsProps extends BookletsScreenProps {
  readonly exercises: readonly EntryExercise[];
  readonly title: string;
  readonly attempt: number;
  readonly onRetry: () => void;
}

function Booklets({ desk, sequence, exercises, title, attempt, onRetry }: BookletsProps) {
  const { words, text } = useSpeech();
  /** An order number; empty: the whole class. */
  const [chosen, setChosen] = useState('');
  const sides = useMemo(() => bookletSides(exercises), [exercises]);
  const days = useMemo(() => daysOf(exercises), [exercises]);
  const pages = sides.flatMap((side) => (side.kind === 'page' ? [side.page] : []));
  const pictures = useBookletPictures(desk.content, sequence.id, pages, attempt);
  const list = [...desk.pupils].sort(byName);
  const only = list.filter(({ orderNumber }) => orderNumber === chosen);
  const pupils = only.length === 0 ? list : only;
  const titleOf = (page: string) => {
    const found = exercises.find((exercise) => exercise.page === page);
    return found === undefined ? page : text(found.title);
  };
  const without = exercises.filter(({ page }) => page === null).map((exercise) => text(exercise.title));
  const isReady = sides.length > 0 && pictures.kind === 'ready';
  return (
    <div className="page page-sheets">
      <div className="screen-only booklets-head">
        <PageTitle
          up={{ to: { page: 'class', class: desk.index }, label: text(desk.name) }}
          aside={
            isReady ? (
              <Button variant="primary" icon="print" onPress={() => print()}>
                {words.print}
              </Button>
            ) : undefined
          }
        >
          {title}
        </PageTitle>
        {sides.length === 0 ? (
          <Notice tone="info">{words.booklets.noPages}</Notice>
        ) : pictures.kind === 'failed' ? (
          <NotPrinted onRetry={onRetry}>
            {words.booklets.failed(pictures.pages.map(titleOf).join(', '))}
          </NotPrinted>
        ) : pictures.kind === 'loading' ? (
          <Notice tone="info">{words.booklets.loading}</Notice>
        ) : (
          <>
            <div className="booklets-tools">
              <label className="ask-field">
                <span>{words.booklets.which}</span>
                <select
                  value={only.length === 0 ? '' : chosen}
                  onChange={({ target }) => setChosen(target.value)}
                >
                  <option value="">{words.booklets.all(list.length)}</option>
                  {list.map((pupil) => (
                    <option key={pupil.orderNumber} value={pupil.orderNumber}>
                      {words.booklets.one(listName(pupil), pupil.orderNumber)}
                    </option>
                  ))}
                </select>
              </label>
              <p className="booklets-count" role="status">
                {words.booklets.count(pupils.length, sheetsOf(pupils.length, sides))}
              </p>
            </div>
            <p>{words.booklets.how}</p>
            <p>
              {words.booklets.give}{' '}
              <a href={formatRoute({ page: 'attendance', class: desk.index })}>{words.booklets.giveSheet}</a>.
            </p>
            {without.length > 0 && <p className="soft">{words.booklets.without(without.join(', '))}</p>}
            <h2>{words.booklets.preview(pupils.length)}</h2>
          </>
        )}
      </div>
      {isReady && (
        <div className="booklets">
          {pupils.map(({ orderNumber }) => (
            <PrintedBooklet
              key={orderNumber}
              orderNumber={orderNumber}
              manifest={desk.manifest}
              sequence={sequence}
              sides={sides}
              days={days}
              urls={pictures.urls}
            />
          ))}
        </div>
      )}
    </div>
  );
}

function NotPrinted({ children, onRetry }: { readonly children: string; readonly onRetry: () => void }) {
  const { words } = useSpeech();
  return (
    <>
      <Notice tone="bad">{children}</Notice>
      <div className="actions">
        <Button onPress={onRetry}>{words.booklets.retry}</Button>
      </div>
    </>
  );
}
