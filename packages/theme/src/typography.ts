/** French spacing: no break before `; : ! ? »` and after `«`. Applied once to a whole catalogue. */

type Value = string | ((...args: never[]) => string) | { readonly [key: string]: Value };

export function frenchSpaces(text: string): string {
  return text
    .replace(/ ([;!?])/g, '\u202f$1')
    .replace(/ (:|»|%)/g, '\u00a0$1')
    .replace(/« /g, '«\u00a0')
    .replace(/n° /g, 'n°\u00a0');
}

export function typeset<T extends { readonly [key: string]: unknown }>(catalogue: T): T {
  return Object.fromEntries(Object.entries(catalogue).map(([key, value]) => [key, set(value as Value)])) as T;
}

function set(value: Value): unknown {
  if (typeof value === 'string') return frenchSpaces(value);
  if (typeof value === 'function') return (...args: never[]) => frenchSpaces(value(...args));
  return typeset(value);
}
