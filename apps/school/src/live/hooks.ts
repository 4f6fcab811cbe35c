/** How screens watch what lives outside React. */
import { useHash } from '@cloison/theme';
import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import { parseRoute, type Route } from '../navigation/routes.ts';
import type { Observable } from './observable.ts';
import { type Refreshable, startPolling, untilNextMs } from './polling.ts';

/** Renders again with every change; returns the version. */
export function useObservable(observable: Observable): number {
  return useSyncExternalStore(observable.subscribe, () => observable.version);
}

/** Renders again with every change of any of them: the same list at every render. */
export function useObservables(observables: readonly Observable[]): void {
  const subscribe = useCallback(
    (listener: () => void) => {
      const stops = observables.map((one) => one.subscribe(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
    [observables],
  );
  useSyncExternalStore(subscribe, () => observables.reduce((sum, { version }) => sum + version, 0));
}

export function useRoute(): Route {
  return parseRoute(useHash());
}

/** `startPolling` while the screen is shown. */
export function usePolling(targets: readonly Refreshable[], key: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names the targets
  useEffect(() => startPolling(targets), [key]);
}

/**
 * The result of a promise that depends on `key`. `failed` when it rejects: it is loaded again every few seconds, as long as the
 * screen is shown.
 */
export function useLoaded<T>(
  load: () => Promise<T>,
  key: string,
):
  | { readonly kind: 'loading' }
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'failed'; readonly error: unknown } {
  const [state, setState] = useState<{ key: string; result: { value: T } | { error: unknown } } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names what is loaded
  useEffect(() => {
    let current = true;
    let timer: ReturnType<typeof setTimeout>;
    const attempt = () =>
      load().then(
        (value) => {
          if (current) setState({ key, result: { value } });
        },
        (error: unknown) => {
          if (!current) return;
          setState({ key, result: { error } });
          timer = setTimeout(attempt, untilNextMs());
        },
      );
    void attempt();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  if (state === null || state.key !== key) return { kind: 'loading' };
  return 'value' in state.result
    ? { kind: 'ready', value: state.result.value }
    : { kind: 'failed', error: state.result.error };
}

export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  }, [title]);
}
