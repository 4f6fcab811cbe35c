/** Minutes left, when there is a limit. Calm: no seconds, no blinking, no colour alone. */
import { Icon } from '@cloison/theme';
import { minutesLeft } from '../sitting/clock.ts';
import { type Sitting, timeLeftMs } from '../sitting/sitting.ts';
import { useWords } from '../words/WordsContext.tsx';

export function TimeLeft({ sitting }: { readonly sitting: Sitting }) {
  const words = useWords().bar;
  const left = timeLeftMs(sitting);
  if (left === null) return null;
  const minutes = minutesLeft(left);
  return (
    <p className="time-left" data-near={minutes <= 5}>
      <Icon name="clock" />
      <span aria-hidden="true">{minutes <= 1 ? words.lastMinute : words.minutesLeft(minutes)}</span>
      <span className="only-heard">{minutes <= 1 ? words.lastMinute : words.minutesLeftLong(minutes)}</span>
    </p>
  );
}
