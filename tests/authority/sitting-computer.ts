/** A pupil's computer without a browser: the player's own logic, a store, a network that can be cut, a clock that a test moves. */
import { loadContent, MemoryStore, platformApi, Session, type SessionOptions } from '@cloison/client';
import type { SmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseTicket } from '@cloison/protocol';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../apps/pupil/src/sitting/open-sequence.ts';
import type { SignedIn } from '../../apps/pupil/src/sitting/sign-in.ts';
import { sequenceStates } from '../../apps/pupil/src/sitting/signed-sequences.ts';
import { briefSleep, HandClock } from '../pupil/hand-clock.ts';
import type { Person } from './simulated-people.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));

export class SittingComputer extends HandClock {
  readonly store = new MemoryStore(random);
  /** Requests by path, in order. */
  readonly asked: string[] = [];
  online = true;
  /** What the host makes of an answer. */
  alter: (path: string, answer: Response) => Response | Promise<Response> = (_, answer) => answer;
  readonly #options: SessionOptions;

  constructor(small: SmallCampaign) {
    super();
    this.#options = {
      campaign: NAME,
      store: this.store,
      random,
      api: platformApi({
        origin: new URL(small.platform.url).origin,
        campaign: NAME,
        fetch: async (input, init) => {
          if (!this.online) throw new TypeError('no network');
          const asked = `${init?.method ?? 'GET'} ${new URL(String(input)).pathname}`;
          this.asked.push(asked);
          return this.alter(asked, await fetch(input, init));
        },
      }),
      sleep: briefSleep,
    };
  }

  async signIn({ root }: Person): Promise<SignedIn> {
    const session = await Session.fromRoot(root, this.#options);
    const ticket = (await session.document('ticket', parseTicket))?.value;
    if (ticket === undefined) throw new Error('no ticket');
    const content = await loadContent(ticket.manifest, this.#options.api, this.store);
    const me = this.online ? await session.me() : null;
    return { session, ticket, content, me, clockOffsetMs: 0 };
  }

  async open(person: Person): Promise<LiveSitting> {
    const signed = await this.signIn(person);
    const [sequence] = signed.ticket.sequences;
    if (sequence === undefined) throw new Error('no sequence');
    const { live } = await openSequence(signed, sequence, {
      app: 'test/1',
      now: () => this.nowMs,
      later: this.later,
    });
    return live;
  }

  /** The state of the first sequence, as the welcome page shows it. */
  async state(person: Person): Promise<string | undefined> {
    const signed = await this.signIn(person);
    return (await sequenceStates(signed, this.store, Date.now)).states[0]?.kind;
  }
}
