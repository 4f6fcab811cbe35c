/** How many minutes more are asked for, 1 to 180. */
import { useSpeech } from '../words/language.tsx';

export interface MinutesFieldProps {
  readonly minutes: number;
  readonly onChange: (minutes: number) => void;
}

export function MinutesField({ minutes, onChange }: MinutesFieldProps) {
  const { words } = useSpeech();
  return (
    <label className="ask-field">
      <span>{words.telling.minutesLabel}</span>
      <input
        className="field"
        type="number"
        min={1}
        max={180}
        value={minutes}
        onChange={({ target }) => onChange(Math.min(180, Math.max(1, Math.round(Number(target.value)) || 1)))}
      />
    </label>
  );
}
