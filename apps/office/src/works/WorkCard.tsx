/** A work with how far it is and when it ends, what happened meanwhile, and what came of it. */
import type { FileProblem, Said, Trouble, Work, WorkEvent } from '@cloison/console-messages';
import { Button } from '@cloison/theme';
import { useDesk } from '../desk/desk-context.tsx';
import { useAct } from '../desk/hooks.ts';
import { TroubleNotice } from '../frame/TroubleNotice.tsx';
import { SavedTable } from '../tables/SavedTable.tsx';
import { useSpeech } from '../words/language.tsx';
import { leftMs, useWork } from './use-work.ts';

const TONES = {
  waiting: 'wait',
  running: 'now',
  stopping: 'wait',
  done: 'good',
  refused: 'bad',
  stopped: 'wait',
} as const;

export function WorkCard({ id, level = 3 }: { readonly id: number; readonly level?: 2 | 3 }) {
  const { words, dateTime } = useSpeech();
  const work = useWork(id);
  if (work === null) return <p>{words.loading}</p>;
  const Heading = level === 2 ? 'h2' : 'h3';
  return (
    <article className="work-card" data-state={work.state} aria-live="polite">
      <div className="work-head">
        <Heading>{words.work.kinds[work.kind]}</Heading>
        <span className="tag" data-tone={TONES[work.state]}>
          {words.work.states[work.state]}
        </span>
        <span className="soft small">
          {work.campaign} {dateTime(work.startedAt)}
        </span>
        {work.endedAt === null && <StopButton id={id} isStopping={work.state === 'stopping'} />}
      </div>
      {work.state === 'waiting' && <p className="soft">{words.work.waiting}</p>}
      <WorkProgressBar work={work} />
      {work.result !== null && <WorkResult work={work} />}
      <Notes of={work.result?.notes} />
      <TroubleNotice trouble={work.trouble} />
      <Problems problems={problemsOf(work)} work={id} />
      <Events events={work.events} />
    </article>
  );
}

function StopButton({ id, isStopping }: { readonly id: number; readonly isStopping: boolean }) {
  const { words } = useSpeech();
  const { lookAgain } = useDesk();
  const { act } = useAct('stopWork', lookAgain);
  return (
    <Button isDisabled={isStopping} onPress={() => act({ id })}>
      {words.work.stop}
    </Button>
  );
}

export function WorkProgressBar({ work }: { readonly work: Work }) {
  const { words, number } = useSpeech();
  const { progress } = work;
  if (progress === null || work.endedAt !== null) return null;
  const left = leftMs(work);
  return (
    <div className="work-progress">
      <span>{words.work.steps[progress.step]}</span>
      <progress
        className="progress"
        aria-label={words.work.steps[progress.step]}
        value={progress.done}
        max={Math.max(1, progress.total)}
      />
      <span className="number small">
        {number(progress.done)} / {number(progress.total)}
        {left !== null && ` · ${words.work.left(duration(left, number))}`}
      </span>
    </div>
  );
}

function duration(ms: number, number: (value: number) => string): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 90) return `${number(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 90) return `${number(minutes)} min`;
  const hours = `${number(Math.floor(minutes / 60))} h`;
  return minutes % 60 === 0 ? hours : `${hours} ${minutes % 60} min`;
}

function WorkResult({ work }: { readonly work: Work }) {
  const { words, number } = useSpeech();
  const result = work.result ?? {};
  // `pupils.total`: a count within.
  const say = (key: string) => {
    const value = key
      .split('.')
      .reduce<unknown>((of, part) => (of as Readonly<Record<string, unknown>> | undefined)?.[part], result);
    return typeof value === 'number' ? number(value) : String(value ?? '');
  };
  return (
    <p>
      <strong>{words.work.results[work.kind](say, result)}</strong>
    </p>
  );
}

/** What a work says beside its counts, such as an import of what it left out. */
function Notes({ of }: { readonly of: unknown }) {
  const { text } = useSpeech();
  if (!Array.isArray(of) || of.length === 0) return null;
  return (
    <ul>
      {(of as readonly Said[]).map((note) => (
        <li key={note.fr}>{text(note)}</li>
      ))}
    </ul>
  );
}

/** Of a check that ended well, or of a file that was refused. */
function problemsOf({ result, trouble }: Work): readonly FileProblem[] {
  const of = (value: unknown) => (Array.isArray(value) ? (value as readonly FileProblem[]) : []);
  return [...of(result?.problems), ...of(result?.warnings), ...listed(trouble)];
}

function listed(trouble: Trouble | null): readonly FileProblem[] {
  const { list, problems } = trouble?.data ?? {};
  if (!Array.isArray(list)) return Array.isArray(problems) ? problems.flatMap(problemOfItem) : [];
  return (
    list as readonly (FileProblem & { readonly words: { readonly fr: string; readonly en: string } })[]
  ).map(({ file, line, column, words }) => ({ file, line, column, ...words }));
}

/** Of an item's file, which item writers know in English. */
function problemOfItem(problem: Partial<ItemFileProblem>): FileProblem[] {
  const { path, line = 0, column = 0, message } = problem;
  return path === undefined || message === undefined
    ? []
    : [{ file: path, line, column, fr: message, en: message }];
}

interface ItemFileProblem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

const MOST_SHOWN = 200;

interface ProblemsProps {
  readonly problems: readonly FileProblem[];
  /** Several works may have some: each list has its own name. */
  readonly work: number;
}

function Problems({ problems, work }: ProblemsProps) {
  const { words, text, number } = useSpeech();
  if (problems.length === 0) return null;
  return (
    <>
      <SavedTable label={`${words.work.problems} (${work})`}>
        <table className="data-table">
          <thead>
            <tr>
              <th scope="col">{words.work.place}</th>
              <th scope="col">{words.work.problem}</th>
            </tr>
          </thead>
          <tbody>
            {problems.slice(0, MOST_SHOWN).map((problem) => (
              <tr key={`${problem.file}:${problem.line}:${problem.column}:${problem.fr}`}>
                <th scope="row">
                  <code>
                    {problem.file}
                    {problem.line > 0 && `:${problem.line}:${problem.column}`}
                  </code>
                </th>
                <td>{text(problem)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </SavedTable>
      {problems.length > MOST_SHOWN && (
        <p className="soft">{words.work.moreProblems(number(problems.length - MOST_SHOWN))}</p>
      )}
    </>
  );
}

const SHOWN_EVENTS = 6;

function Events({ events }: { readonly events: readonly WorkEvent[] }) {
  const { words, text, dateTime, number } = useSpeech();
  if (events.length === 0) return null;
  return (
    <ul className="work-events">
      {events.slice(0, SHOWN_EVENTS).map((event) => (
        <li key={`${event.at}${event.kind}`} data-kind={event.kind}>
          <span className="soft small">{dateTime(event.at)}</span>{' '}
          {event.said !== null && `${text(event.said)} `}
          {words.work.events[event.kind]((key) => number(event.counts[key] ?? 0), event.counts)}
        </li>
      ))}
    </ul>
  );
}
