/** Several platforms behind one address, like nginx: a request that one does not answer goes to the next. */
import { Agent } from 'node:http';
import { forward, give, type Middleman, startMiddleman } from './middleman.ts';

export interface Balancer extends Middleman {
  /** Requests that another platform answered than the first. */
  readonly passedOn: number;
  /** Requests that no platform answered. */
  readonly unanswered: number;
}

export async function startBalancer(upstreams: readonly string[]): Promise<Balancer> {
  const agent = new Agent({ keepAlive: true });
  let [turn, passedOn, unanswered] = [0, 0, 0];
  const middleman = await startMiddleman(async (taken, response) => {
    const first = turn++ % upstreams.length;
    for (let i = 0; i < upstreams.length; i++) {
      try {
        const answer = await forward(agent, upstreams[(first + i) % upstreams.length]!, taken);
        if (i > 0) passedOn++;
        return give(response, answer);
      } catch {
        // Refused, or cut before the answer was complete. All calls of the protocol may be repeated.
      }
    }
    unanswered++;
    give(response, {
      status: 502,
      headers: { 'content-type': 'text/html' },
      body: Buffer.from('<h1>502</h1>'),
    });
  });
  return {
    url: middleman.url,
    get passedOn() {
      return passedOn;
    },
    get unanswered() {
      return unanswered;
    },
    close: async () => {
      await middleman.close();
      agent.destroy();
    },
  };
}
