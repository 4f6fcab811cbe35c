/** A bar of what is done. The numbers stand beside it in words. */
export function ProgressBar({
  label,
  value,
  max,
}: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}) {
  return <progress className="progress" aria-label={label} value={value} max={Math.max(1, max)} />;
}
