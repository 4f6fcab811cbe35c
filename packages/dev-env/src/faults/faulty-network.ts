/** A network between browsers and the platform that delays, loses, cuts and doubles requests, or answers instead of the platform. */
import { Agent } from 'node:http';
import { wait } from './crowd.ts';
import { forward, give, type Middleman, startMiddleman } from './middleman.ts';

export type NetworkFault =
  | { readonly kind: 'none' }
  /** The request arrives at once, its answer comes this much later. */
  | { readonly kind: 'late-answer'; readonly ms: number }
  /** The request itself arrives this much later. */
  | { readonly kind: 'late-request'; readonly ms: number }
  /** The platform answers; the browser gets a proxy's error page. */
  | { readonly kind: 'error-page'; readonly status: number }
  /** The request is never passed on, and the connection is cut. */
  | { readonly kind: 'lost' }
  /** The request is passed on, and the connection is cut before the answer. */
  | { readonly kind: 'cut' }
  /** The request is passed on twice: at once, and again after this time. */
  | { readonly kind: 'doubled'; readonly ms: number };

export interface FaultyNetwork extends Middleman {
  /** How often each fault happened. */
  readonly counts: Readonly<Record<string, number>>;
  /** Resolves when nothing that a browser sent is still on its way. */
  quiet(): Promise<void>;
}

/** `next` decides what happens to each request. */
export async function startFaultyNetwork(
  platform: () => string,
  next: () => NetworkFault,
): Promise<FaultyNetwork> {
  const agent = new Agent({ keepAlive: true });
  const counts: Record<string, number> = {};
  const underWay = new Set<Promise<unknown>>();
  const middleman = await startMiddleman((taken, response) => {
    const fault = next();
    counts[fault.kind] = (counts[fault.kind] ?? 0) + 1;
    const pass = () => {
      const passed = forward(agent, platform(), taken);
      const ended = passed.catch(() => undefined).finally(() => underWay.delete(ended));
      underWay.add(ended);
      return passed;
    };
    const later = async (ms: number) => {
      const waited = wait(ms).finally(() => underWay.delete(waited));
      underWay.add(waited);
      await waited;
    };
    const happen = async () => {
      switch (fault.kind) {
        case 'none':
          return give(response, await pass());
        case 'late-answer': {
          const answer = await pass();
          await later(fault.ms);
          return give(response, answer);
        }
        case 'late-request':
          await later(fault.ms);
          return give(response, await pass());
        case 'error-page': {
          await pass();
          const headers = { 'content-type': 'text/html' };
          return give(response, { status: fault.status, headers, body: Buffer.from('<h1>Bad gateway</h1>') });
        }
        case 'lost':
          return void response.destroy();
        case 'cut':
          await pass();
          return void response.destroy();
        case 'doubled': {
          const first = pass();
          const again = later(fault.ms).then(pass);
          again.catch(() => undefined);
          return give(response, await first);
        }
      }
    };
    return happen();
  });
  return {
    url: middleman.url,
    counts,
    quiet: async () => {
      while (underWay.size > 0) await Promise.allSettled([...underWay]);
    },
    close: async () => {
      await middleman.close();
      agent.destroy();
    },
  };
}
