/** A teacher's home: one sentence of state, then what needs doing in order, then the classes. */
import { Icon } from '@cloison/theme';
import { useEffect } from 'react';
import type { ClassDesk } from '../desk/class-desk.ts';
import type { ClassState } from '../desk/class-state.ts';
import { classStateOf } from '../desk/class-state-of.ts';
import type { Desk } from '../desk/desk.ts';
import { NoticesPanel } from '../frame/NoticesPanel.tsx';
import { PageTitle } from '../frame/PageTitle.tsx';
import { useObservable, usePolling } from '../live/hooks.ts';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import { ClassCards } from './ClassCards.tsx';
import { LastSignIn } from './LastSignIn.tsx';
import { byLabel, type Headline, headlineOf, type Task, tasksOf } from './tasks.ts';

export function TeacherHome({ desk }: { readonly desk: Desk }) {
  const speech = useSpeech();
  const { words } = speech;
  const states = useClassStates(desk.classes);
  usePolling(desk.classes, 'home');
  const tasks = tasksOf(states);
  const offered = new Set(tasks.map((task) => formatRoute(describe(task, speech).to)));
  return (
    <div className="page">
      <PageTitle>{sayHeadline(headlineOf(states), speech)}</PageTitle>
      <NoticesPanel views={desk.classes.map(({ notices }) => notices.view)} />
      <section aria-labelledby="todo">
        <h2 id="todo">{words.homePage.todo}</h2>
        {tasks.length === 0 ? <p>{words.homePage.nothing}</p> : <Tasks tasks={tasks} />}
      </section>
      <section aria-labelledby="classes">
        <h2 id="classes">{words.homePage.classes}</h2>
        <ClassCards groups={byLabel(states)} manifest={desk.manifest} offered={offered} />
      </section>
      <LastSignIn desk={desk} />
      <p className="quiet">
        <a href={formatRoute({ page: 'rescue' })}>{words.homePage.rescue}</a>
      </p>
    </div>
  );
}

/** States of the classes, with the entry books opened as rosters come. */
export function useClassStates(classes: readonly ClassDesk[]): readonly ClassState[] {
  return classes.map((desk) => {
    // The number of classes of a keyring does not change while somebody is signed in.
    // biome-ignore lint/correctness/useHookAtTopLevel: same length and order at every render
    const version = useObservable(desk);
    // biome-ignore lint/correctness/useHookAtTopLevel: same length and order at every render
    useEffect(() => {
      if (desk.mode !== 'entry' || desk.roster.view.kind !== 'ready' || version < 0) return;
      for (const { id } of desk.sequences) {
        if (desk.openedBook(id) === null) desk.book(id).catch(() => undefined);
      }
    }, [desk, version]);
    return classStateOf(desk);
  });
}

function sayHeadline(headline: Headline, { words, text, date }: Speech): string {
  const { homePage } = words;
  switch (headline.kind) {
    case 'loading':
      return words.loading;
    case 'progress': {
      const { total, sequence, state } = headline;
      const left = total.pupils - total.complete - total.absent;
      const title = `${text(sequence.title)}, ${text(state.name)}`;
      const done = total.complete + total.absent;
      if (state.mode === 'entry')
        return homePage.keyed(title, done, total.pupils, total.expected - total.filled);
      return homePage.progress(title, total.complete, total.pupils, total.absent, left);
    }
    case 'done':
      return homePage.done(headline.sequences);
    case 'soon':
      return homePage.soon(date(headline.opensMs));
    case 'over':
      return homePage.over;
    case 'noClass':
      return homePage.noClass;
  }
}

function Tasks({ tasks }: { readonly tasks: readonly Task[] }) {
  const speech = useSpeech();
  return (
    <ol className="tasks">
      {tasks.map((task) => {
        const { to, label, detail, warns } = describe(task, speech);
        return (
          // Not by its words, which count: a link that has the focus stays when the count moves.
          <li key={`${task.kind} ${formatRoute(to)}`}>
            <a href={formatRoute(to)} className="task" data-warns={warns}>
              <span className="task-label">{label}</span>
              <span className="task-detail">{detail}</span>
              <Icon name="next" />
            </a>
          </li>
        );
      })}
    </ol>
  );
}

function describe(
  task: Task,
  { words, text, date }: Speech,
): { to: Route; label: string; detail: string; warns: boolean } {
  const { tasks } = words.homePage;
  const { index } = task.state;
  const label = text(task.state.name);
  if (task.kind === 'read') {
    return { to: { page: 'results', class: index }, label: tasks.read(label), detail: '', warns: false };
  }
  const { sequence } = task;
  const title = text(sequence.title);
  const closes = sequence.window === null ? '' : words.when.closes(date(sequence.window.closesMs));
  const entry: Route = { page: 'entry', class: index, sequence: sequence.id };
  switch (task.kind) {
    case 'unsaved':
      return { to: entry, label: tasks.unsaved(title, label, sequence.unsaved), detail: '', warns: true };
    case 'conflicts':
      return { to: entry, label: tasks.conflicts(title, label, sequence.conflicts), detail: '', warns: true };
    case 'second': {
      const { booklets, cells } = task;
      const detail = cells > 0 ? tasks.secondCells(cells) : `${tasks.secondBooklets(booklets)}, ${closes}`;
      const to: Route = { page: 'second', class: index, sequence: sequence.id };
      return { to, label: tasks.second(title, label), detail, warns: false };
    }
    case 'enter':
    case 'follow': {
      const left = task.total.pupils - task.total.complete - task.total.absent;
      const still = task.kind === 'enter' ? tasks.booklets(left) : tasks.left(left);
      const detail = `${still}, ${closes}`;
      return task.kind === 'enter'
        ? { to: entry, label: tasks.enter(title, label), detail, warns: false }
        : { to: { page: 'class', class: index }, label: tasks.follow(title, label), detail, warns: false };
    }
  }
}
