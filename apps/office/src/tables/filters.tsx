/** What narrows a list: words that are searched, and choices of which one or all. */
import type { ReactNode } from 'react';

export function SearchFilter({
  label,
  value,
  onChange,
}: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  return (
    <label>
      {label}
      <input
        className="text-input"
        type="search"
        value={value}
        onChange={({ target }) => onChange(target.value)}
      />
    </label>
  );
}

export interface ChoiceFilterProps<Value extends string> {
  readonly label: string;
  /** The words of the choice of all. */
  readonly all: string;
  /** '': all. */
  readonly value: Value | '';
  readonly options: readonly Value[];
  /** The words of an option; default: the option itself. */
  readonly wordsOf?: (option: Value) => string;
  readonly onChange: (value: Value | '') => void;
}

export function ChoiceFilter<Value extends string>({
  label,
  all,
  value,
  options,
  wordsOf = (option) => option,
  onChange,
}: ChoiceFilterProps<Value>) {
  return (
    <label>
      {label}
      <select value={value} onChange={({ target }) => onChange(target.value as Value | '')}>
        <option value="">{all}</option>
        {options.map((one) => (
          <option key={one} value={one}>
            {wordsOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** `children` are the filters; `count` says how many are left. */
export function Filters({
  children,
  count,
}: {
  readonly children: ReactNode;
  readonly count?: string | false;
}) {
  return (
    <div className="filters">
      {children}
      {count !== undefined && (
        <p className="filter-count" aria-live="polite">
          {count}
        </p>
      )}
    </div>
  );
}
