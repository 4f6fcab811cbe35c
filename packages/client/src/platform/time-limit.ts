/**
 * One limit for several calls. Each call has a limit of its own, and a platform that accepts connections and never answers would
 * cost their sum: a pupil would look at "checking the code" for two minutes.
 */
import { type PlatformApi, UnreachableError } from './api.ts';

export interface LimitedCalls {
  /** The same calls, until the time is over: then what has not answered counts as unanswered, and nothing is asked any more. */
  readonly api: PlatformApi;
  /** The limit holds no longer. Call it when the work is done. */
  readonly lift: () => void;
}

/**
 * `over` aborts when the time of all calls together is over. Content has a limit by itself, since a slow line needs minutes for
 * it; it is only not asked for once the time is over.
 */
export function limitTogether(api: PlatformApi, over: AbortSignal): LimitedCalls {
  let isLifted = false;
  const isOver = () => over.aborted && !isLifted;
  const refuse = () => new UnreachableError('the time for these calls is over');
  const limited = async <T>(call: () => Promise<T>): Promise<T> => {
    if (isOver()) throw refuse();
    return new Promise<T>((resolve, reject) => {
      const end = () => {
        if (isOver()) reject(refuse());
      };
      over.addEventListener('abort', end, { once: true });
      call()
        .then(resolve, reject)
        .finally(() => over.removeEventListener('abort', end));
    });
  };
  return {
    api: {
      card: () => limited(() => api.card()),
      content: async (hash, options) => {
        if (isOver()) throw refuse();
        return api.content(hash, options);
      },
      me: (access) => limited(() => api.me(access)),
      document: (access, name, held) => limited(() => api.document(access, name, held)),
      record: (access, name) => limited(() => api.record(access, name)),
      putRecord: (access, name, envelope) => limited(() => api.putRecord(access, name, envelope)),
      routing: (access, name) => limited(() => api.routing(access, name)),
      key: (access, name) => limited(() => api.key(access, name)),
      rescue: (access, envelopes) => limited(() => api.rescue(access, envelopes)),
    },
    lift: () => {
      isLifted = true;
    },
  };
}
