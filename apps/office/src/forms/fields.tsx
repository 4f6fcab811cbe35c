/** The fields of the console's forms: a line of text, a path of this machine, a box to tick. */
import { type ReactNode, useId } from 'react';

interface TextLineProps {
  readonly label: string;
  readonly help?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string;
  readonly narrow?: boolean;
  readonly inputMode?: 'numeric' | 'url';
}

export function TextLine({
  label,
  help,
  value,
  onChange,
  placeholder,
  narrow = false,
  inputMode,
}: TextLineProps) {
  const id = useId();
  return (
    <div className="form-line" data-narrow={narrow}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        className="text-input"
        type="text"
        value={value}
        spellCheck={false}
        autoComplete="off"
        autoCapitalize="none"
        {...(placeholder === undefined ? {} : { placeholder })}
        {...(inputMode === undefined ? {} : { inputMode })}
        {...(help === undefined ? {} : { 'aria-describedby': `${id}-help` })}
        onChange={({ target }) => onChange(target.value)}
      />
      {help !== undefined && (
        <span id={`${id}-help`} className="soft small">
          {help}
        </span>
      )}
    </div>
  );
}

export function TickBox({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: boolean;
  readonly onChange: (value: boolean) => void;
}) {
  return (
    <label className="tick-box">
      <input type="checkbox" checked={value} onChange={({ target }) => onChange(target.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** A form whose Enter does what its first button does. */
export function ActForm({
  label,
  onSubmit,
  children,
}: {
  readonly label: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
}) {
  return (
    <form
      className="act-form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}
