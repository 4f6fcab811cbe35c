import type { SequenceParticipation } from '@cloison/console-messages';
import { useSpeech } from '../words/language.tsx';

interface SequenceChoiceProps {
  readonly sequences: readonly SequenceParticipation[];
  /** Null: all together. */
  readonly value: string | null;
  readonly onChange: (sequence: string | null) => void;
}

export function SequenceChoice({ sequences, value, onChange }: SequenceChoiceProps) {
  const { words, text } = useSpeech();
  return (
    <label>
      {words.participation.sequence}
      <select
        value={value ?? ''}
        onChange={({ target }) => onChange(target.value === '' ? null : target.value)}
      >
        <option value="">{words.participation.allSequences}</option>
        {sequences.map((one) => (
          <option key={`${one.level}/${one.sequence}`} value={one.sequence}>
            {text(one.levelTitle)} · {text(one.title)}
          </option>
        ))}
      </select>
    </label>
  );
}
