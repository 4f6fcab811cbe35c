/** A share as a bar and in figures. */
import { useSpeech } from '../words/language.tsx';

export function Share({
  done,
  of,
  label,
}: {
  readonly done: number;
  readonly of: number;
  readonly label: string;
}) {
  const { percent } = useSpeech();
  const share = of === 0 ? 0 : done / of;
  return (
    <span className="share">
      <progress className="progress" aria-label={label} value={done} max={Math.max(1, of)} />
      <span className="number">{percent(share)}</span>
    </span>
  );
}
