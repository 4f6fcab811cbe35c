/** How pages ask the office: once, again and again while they are looked at, or when a person acts. */
import type { Answers, RequestName, Requests, Trouble } from '@cloison/console-messages';
import { useCallback, useEffect, useRef, useState } from 'react';
import { usePlace } from '../navigation/place.ts';
import { parseRoute, type Route } from '../navigation/routes.ts';
import { ask, hasSession, TroubleError } from './office.ts';

export function useRoute(): Route {
  return parseRoute(usePlace());
}

export interface Asked<Name extends RequestName> {
  /** The last answer: it stays while the next one is on its way. */
  readonly answer: Answers[Name] | null;
  /** Of the last time; null when it was answered. */
  readonly trouble: Trouble | null;
  readonly again: () => void;
}

/**
 * What a page showed last is shown again when it is come back to, while it is counted anew: a country's counts take a
 * moment. Counts alone, of which none names a pupil.
 */
const SHOWN_AGAIN = ['life', 'participation', 'schools', 'incidents', 'areas', 'closing', 'results'] as const;
const shownLast = new Map<string, { readonly key: string; readonly answer: unknown }>();

/** When a person leaves. */
export function forgetShown(): void {
  shownLast.clear();
}

function lastShown<Name extends RequestName>(name: Name, key: string): Answers[Name] | null {
  const last = shownLast.get(name);
  return last?.key === key ? (last.answer as Answers[Name]) : null;
}

/** Asks at once and then every `everyMs` while the page is visible (never with null), and whenever `since` is another. */
export function useAnswer<Name extends RequestName>(
  name: Name,
  request: Requests[Name],
  everyMs: number | null = null,
  since = 0,
): Asked<Name> {
  const [state, setState] = useState<{
    readonly key: string;
    readonly answer: Answers[Name] | null;
    readonly trouble: Trouble | null;
  } | null>(null);
  const [turn, setTurn] = useState(0);
  const key = JSON.stringify(request);
  const asked = useRef(request);
  asked.current = request;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` names the request, `turn` asks again
  useEffect(() => {
    let stopped = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const round = async () => {
      if (!document.hidden && hasSession()) {
        const result = await ask(name, asked.current).then(
          (answer) => ({ answer, trouble: null }),
          (error: unknown) => ({ answer: null, trouble: troubleOf(error) }),
        );
        if (stopped) return;
        if (result.answer !== null && (SHOWN_AGAIN as readonly string[]).includes(name))
          shownLast.set(name, { key, answer: result.answer });
        setState((before) => {
          const kept = before?.key === key ? before.answer : null;
          return { key, answer: result.answer ?? kept, trouble: result.trouble };
        });
      }
      if (everyMs !== null && !stopped) timer = setTimeout(round, everyMs);
    };
    const anew = () => {
      clearTimeout(timer);
      void round();
    };
    void round();
    addEventListener('office-entered', anew);
    return () => {
      stopped = true;
      clearTimeout(timer);
      removeEventListener('office-entered', anew);
    };
  }, [name, key, turn, everyMs, since]);
  const again = useCallback(() => setTurn((one) => one + 1), []);
  const current = state?.key === key ? state : null;
  const answer = current === null ? lastShown(name, key) : current.answer;
  return { answer, trouble: current?.trouble ?? null, again };
}

export interface Acting<Name extends RequestName> {
  readonly act: (request: Requests[Name]) => void;
  readonly isActing: boolean;
  readonly done: Answers[Name] | null;
  readonly trouble: Trouble | null;
  readonly clear: () => void;
}

/** Asks when a person wants it; `onDone` hears the answer. */
export function useAct<Name extends RequestName>(
  name: Name,
  onDone?: (answer: Answers[Name], request: Requests[Name]) => void,
): Acting<Name> {
  const [state, setState] = useState<{
    readonly isActing: boolean;
    readonly done: Answers[Name] | null;
    readonly trouble: Trouble | null;
  }>({ isActing: false, done: null, trouble: null });
  const heard = useRef(onDone);
  heard.current = onDone;
  const act = useCallback(
    (request: Requests[Name]) => {
      setState({ isActing: true, done: null, trouble: null });
      ask(name, request).then(
        (done) => {
          setState({ isActing: false, done, trouble: null });
          heard.current?.(done, request);
        },
        (error: unknown) => setState({ isActing: false, done: null, trouble: troubleOf(error) }),
      );
    },
    [name],
  );
  const clear = useCallback(() => setState({ isActing: false, done: null, trouble: null }), []);
  return { act, clear, ...state };
}

function troubleOf(error: unknown): Trouble {
  if (error instanceof TroubleError) return error.trouble;
  throw error;
}
