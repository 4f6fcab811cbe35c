import { useSyncExternalStore } from 'react';

/** The fragment of the address, `#` included; renders again when it changes. */
export function useHash(): string {
  return useSyncExternalStore(
    (listener) => {
      addEventListener('hashchange', listener);
      return () => removeEventListener('hashchange', listener);
    },
    () => location.hash,
  );
}
