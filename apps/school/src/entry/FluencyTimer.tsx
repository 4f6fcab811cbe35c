/**
 * Reading aloud for a minute: a timer, the last word read and the errors. What is written in the cell is the number of words
 * read well. Offered where an exercise is one number of one pupil.
 */
import { Button } from '@cloison/theme';
import { useEffect, useId, useState } from 'react';
import { useSpeech } from '../words/language.tsx';
import type { EntryController } from './entry-controller.ts';
import { playWrongKey } from './wrong-key-sound.ts';

const MINUTE_S = 60;

export interface FluencyTimerProps {
  readonly controller: EntryController;
  /** A new pupil begins with an empty form. */
  readonly pupil: string;
}

export function FluencyTimer({ controller, pupil }: FluencyTimerProps) {
  return <Timer key={pupil} controller={controller} />;
}

function Timer({ controller }: { readonly controller: EntryController }) {
  const { words } = useSpeech();
  const { fluency } = words.entry;
  const [endsMs, setEndsMs] = useState<number | null>(null);
  const [leftS, setLeftS] = useState(MINUTE_S);
  const [read, setRead] = useState('');
  const [errors, setErrors] = useState('0');
  const id = useId();
  useEffect(() => {
    if (endsMs === null) return;
    const timer = setInterval(() => {
      const left = Math.max(0, Math.ceil((endsMs - Date.now()) / 1_000));
      setLeftS(left);
      if (left > 0) return;
      setEndsMs(null);
      playWrongKey();
    }, 200);
    return () => clearInterval(timer);
  }, [endsMs]);
  const wellRead = /^\d+$/.test(read) && /^\d+$/.test(errors) ? Number(read) - Number(errors) : null;
  const field = (name: string, value: string, onChange: (text: string) => void) => (
    <label className="fluency-field" htmlFor={`${id}-${name}`}>
      {name === 'read' ? fluency.read : fluency.errors}
      <input
        id={`${id}-${name}`}
        inputMode="numeric"
        autoComplete="off"
        value={value}
        onChange={(event) => onChange(event.target.value.trim())}
      />
    </label>
  );
  return (
    <form
      className="fluency"
      aria-label={fluency.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (wellRead !== null && wellRead >= 0) controller.commitText(String(wellRead), 'moveOn');
      }}
    >
      <p className="fluency-clock">
        <b role="timer">{fluency.left(leftS)}</b>
        <Button
          onPress={() => {
            setLeftS(MINUTE_S);
            setEndsMs(endsMs === null ? Date.now() + MINUTE_S * 1_000 : null);
          }}
        >
          {endsMs === null ? fluency.start : fluency.stop}
        </Button>
      </p>
      {field('read', read, setRead)}
      {field('errors', errors, setErrors)}
      <Button type="submit" isDisabled={controller.readOnly || wellRead === null || wellRead < 0}>
        {fluency.write(wellRead === null || wellRead < 0 ? '–' : String(wellRead))}
      </Button>
    </form>
  );
}
