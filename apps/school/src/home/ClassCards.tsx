/** The classes, the two levels of one class together: progress of each sequence, and where to go. */
import type { Manifest } from '@cloison/protocol';
import type { ReactNode } from 'react';
import type { ClassState, SequenceState } from '../desk/class-state.ts';
import type { WindowView } from '../desk/windows.ts';
import { ProgressBar } from '../frame/ProgressBar.tsx';
import { formatRoute, type Route } from '../navigation/routes.ts';
import { type Speech, useSpeech } from '../words/language.tsx';
import type { Words } from '../words/words.ts';

export interface ClassCardsProps {
  readonly groups: readonly (readonly [string, readonly ClassState[]])[];
  readonly manifest: Manifest;
  /** Addresses that the page offers already: a card does not offer them again. */
  readonly offered: ReadonlySet<string>;
}

export function ClassCards({ groups, manifest, offered }: ClassCardsProps) {
  const { words, text } = useSpeech();
  const levelTitle = ({ level }: ClassState) =>
    text(manifest.levels.find(({ id }) => id === level)?.title ?? { fr: '', en: '' });
  return (
    <ul className="class-cards">
      {groups.map(([label, states]) => (
        <li key={label} className="class-card">
          <h3>
            {label}
            {states.length === 1 && !saysLevel(label, levelTitle(states[0]!)) && (
              <span className="soft"> · {levelTitle(states[0]!)}</span>
            )}
          </h3>
          {states.map((state) => (
            <div key={state.index} className="class-level">
              <div className="class-level-head">
                <a href={formatRoute({ page: 'class', class: state.index })}>
                  {words.homePage.pupils}
                  {states.length > 1 && `, ${levelTitle(state)}`}
                  <span className="only-heard">, {label}</span>
                </a>
                {state.hasReport ? (
                  <OfferedOnce offered={offered} to={{ page: 'results', class: state.index }}>
                    {words.homePage.results}
                    <span className="only-heard">, {label}</span>
                  </OfferedOnce>
                ) : (
                  <span className="soft">{words.homePage.noResults}</span>
                )}
              </div>
              <ul className="sequence-lines">
                {state.sequences.map((sequence) => (
                  <SequenceLine key={sequence.id} state={state} sequence={sequence} offered={offered} />
                ))}
              </ul>
            </div>
          ))}
        </li>
      ))}
    </ul>
  );
}

function OfferedOnce(props: {
  readonly offered: ReadonlySet<string>;
  readonly to: Route;
  readonly children: ReactNode;
}) {
  const href = formatRoute(props.to);
  return props.offered.has(href) ? null : <a href={href}>{props.children}</a>;
}

function SequenceLine({
  state,
  sequence,
  offered,
}: {
  readonly state: ClassState;
  readonly sequence: SequenceState;
  readonly offered: ReadonlySet<string>;
}) {
  const speech = useSpeech();
  const { words, text } = speech;
  const { total, window } = sequence;
  const title = text(sequence.title);
  return (
    <li className="sequence-line">
      <p>
        <span className="sequence-title">{title}</span>
        {state.mode === 'entry' && (
          <OfferedOnce offered={offered} to={{ page: 'entry', class: state.index, sequence: sequence.id }}>
            {entryLink(window, words)}
            <span className="only-heard">
              {' '}
              {title}, {text(state.name)}
            </span>
          </OfferedOnce>
        )}
      </p>
      {total !== null && (
        <ProgressBar
          label={`${title}, ${text(state.name)}`}
          value={state.mode === 'entry' ? total.filled : total.complete + total.absent}
          max={state.mode === 'entry' ? total.expected : total.pupils}
        />
      )}
      <p className="soft">
        <span>
          {total === null
            ? words.loading
            : state.mode === 'entry'
              ? words.classPage.keyed(
                  total.complete + total.absent,
                  total.absent,
                  total.pupils,
                  total.expected - total.filled,
                )
              : words.classPage.progress(total.complete, total.absent, total.pupils)}
        </span>
        <span>{window === null ? '' : sayWindow(window, speech)}</span>
      </p>
    </li>
  );
}

/** Whether the name of a class says its level already, as "CP A" and "6e 3" do: it is written once then. */
function saysLevel(label: string, level: string): boolean {
  return label.toLowerCase().includes(level.toLowerCase()) || /^\d/.test(label);
}

/** What a link to the grid offers while the sequence is not open, open, over. */
export function entryLink(window: WindowView | null, { homePage }: Words): string {
  switch (window?.kind) {
    case 'open':
      return homePage.enter;
    case 'after':
      return homePage.look;
    default:
      return homePage.seeGrid;
  }
}

export function sayWindow(window: WindowView, { words, date }: Speech): string {
  switch (window.kind) {
    case 'before':
      return words.when.opens(date(window.opensMs));
    case 'open':
      return words.when.closes(date(window.closesMs));
    case 'after':
      return words.when.closed(date(window.closesMs));
  }
}
