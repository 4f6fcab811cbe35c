/**
 * What narrows a page or is open in it, kept in the address (`#/essai/ecoles?etat=notBegun`): a link leads to the same list,
 * and so does coming back. An address stays in a browser's history: nothing that could name a pupil is kept there.
 */
import { useCallback, useReducer } from 'react';
import { usePlace } from './place.ts';

/** The part of an address after `?`. */
export function readAddress(hash: string): URLSearchParams {
  const at = hash.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : hash.slice(at + 1));
}

/** The same address with one value changed; null: without it. */
export function withValue(hash: string, key: string, value: string | null): string {
  const values = readAddress(hash);
  if (value === null) values.delete(key);
  else values.set(key, value);
  const path = hash.split('?')[0] ?? '';
  const text = values.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** As `useState`, in the address under `key`. A value that is not `known` is as if it were not there. */
export function useAddressState<Value extends string = string>(
  key: string,
  first: NoInfer<Value>,
  known?: readonly Value[],
): readonly [Value, (value: Value) => void] {
  const hash = usePlace();
  const [, renderAgain] = useReducer((turn: number) => turn + 1, 0);
  const found = readAddress(hash).get(key);
  const isKnown = found !== null && (known === undefined || (known as readonly string[]).includes(found));
  const set = useCallback(
    (value: Value) => {
      const next = withValue(location.hash, key, value === first ? null : value);
      if (next !== location.hash) history.replaceState(null, '', next);
      renderAgain();
    },
    [key, first],
  );
  return [isKnown ? (found as Value) : first, set];
}
