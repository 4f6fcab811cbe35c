/** A pupil's computer without a browser, against the real platform: several computers are several stores. */
import { MemoryStore, platformApi, type SessionOptions } from '@cloison/client';
import { argon2id } from '@cloison/protocol/argon2-node';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../apps/pupil/src/sitting/open-sequence.ts';
import { type SignedIn, signIn } from '../../apps/pupil/src/sitting/sign-in.ts';
import { briefSleep, HandClock } from './hand-clock.ts';
import { CAMPAIGN, type Campaign, type Pupil, random } from './harness.ts';

/** A computer: a store, a network that can be cut, and a clock of its own. */
export class Computer extends HandClock {
  readonly store = new MemoryStore(random);
  online = true;
  /** What the host answers by itself; null: the platform answers. */
  told: (method: string, address: string) => Response | null = () => null;
  readonly options: SessionOptions;

  constructor(campaign: Campaign) {
    super();
    this.options = {
      campaign: CAMPAIGN,
      store: this.store,
      random,
      api: platformApi({
        origin: new URL(campaign.address).origin,
        campaign: CAMPAIGN,
        fetch: async (input, init) => {
          if (!this.online) throw new TypeError('no network');
          return this.told(init?.method ?? 'GET', String(input)) ?? fetch(input, init);
        },
      }),
      sleep: briefSleep,
    };
  }

  signIn = (pupil: Pupil): Promise<SignedIn> => signIn(pupil.code, argon2id, this.options, Date.now);

  async open(pupil: Pupil): Promise<LiveSitting> {
    const signed = await this.signIn(pupil);
    const sequence = pupil.ticket.sequences[0]!;
    const opened = await openSequence(signed, sequence, {
      app: 'test/1',
      now: () => this.nowMs,
      later: this.later,
    });
    return opened.live;
  }
}
