/**
 * Schools by their state, as one bar and as the buttons that filter the list: the numbers stand on the buttons, so that the bar
 * is only a picture of them.
 */
import { useSpeech } from '../words/language.tsx';
import { SCHOOL_STATES, type SchoolState } from './area-progress.ts';

export interface StateBarProps {
  readonly counts: Readonly<Record<SchoolState, number>>;
  /** Null: all. */
  readonly chosen: SchoolState | null;
  readonly onChoose: (state: SchoolState | null) => void;
}

const WIDTH = 1000;

export function StateBar({ counts, chosen, onChoose }: StateBarProps) {
  const { words } = useSpeech();
  const all = SCHOOL_STATES.reduce((sum, state) => sum + counts[state], 0);
  const shown = SCHOOL_STATES.filter((state) => counts[state] > 0);
  let x = 0;
  return (
    <>
      <svg
        className="state-bar"
        viewBox={`0 0 ${WIDTH} 24`}
        preserveAspectRatio="none"
        role="img"
        aria-label={shown.map((state) => `${words.area.states[state]} : ${counts[state]}`).join(', ')}
      >
        <defs>
          <pattern id="state-underWay" width="8" height="8" patternUnits="userSpaceOnUse">
            <rect width="8" height="8" className="state-ground" />
            <path d="M-2 2L2 -2M0 8L8 0M6 10L10 6" className="state-stripe" />
          </pattern>
        </defs>
        {shown.map((state) => {
          const width = (counts[state] / Math.max(1, all)) * WIDTH;
          const left = x;
          x += width;
          return (
            <rect
              key={state}
              className="state-part"
              data-state={state}
              x={left}
              y={0}
              width={width}
              height={24}
            />
          );
        })}
      </svg>
      <fieldset className="state-filter">
        <legend className="only-heard">{words.area.show}</legend>
        {([null, ...SCHOOL_STATES] as const).map((state) =>
          state !== null && counts[state] === 0 && chosen !== state ? null : (
            <button
              key={state ?? 'all'}
              type="button"
              className="state-button"
              aria-pressed={chosen === state}
              onClick={() => onChoose(state)}
            >
              {state !== null && <span className="state-swatch" data-state={state} aria-hidden="true" />}
              {state === null ? words.area.all : words.area.states[state]}{' '}
              <b>{state === null ? all : counts[state]}</b>
            </button>
          ),
        )}
      </fieldset>
    </>
  );
}
