/** A pupil who saves without pause, whatever happens to the platform. */
import { randomBytes } from 'node:crypto';
import { MemoryStore, platformApi, RecordWriter } from '@cloison/client';
import type { SmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { open } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { type Person, type Pupil, pupilBody, pupilsOf } from '../authority/simulated-people.ts';

/** Saves one state after another, with rising numbers, by the code of the browsers. */
export class SavingPupil {
  /** Number of the newest state that was said to be saved. */
  acknowledged = 0;
  /** Bytes of each envelope that was answered 204. */
  readonly sent: Uint8Array[] = [];
  readonly states = new Set<string>();
  readonly person: Person;
  #writer: RecordWriter | null = null;
  #given = 0;

  readonly #small: SmallCampaign;
  readonly #origin: string;

  /** `origin`: the address that stays. */
  constructor(small: SmallCampaign, pupil: Pupil, origin: string) {
    if (pupil.person === null) throw new Error('no code');
    this.person = pupil.person;
    this.#small = small;
    this.#origin = origin;
  }

  async start(): Promise<void> {
    const api = platformApi({
      origin: this.#origin,
      campaign: NAME,
      fetch: async (input, init) => {
        const response = await fetch(input, init);
        if (init?.method === 'PUT' && response.status === 204) this.sent.push(init.body as Uint8Array);
        return response;
      },
      timeoutMs: 5000,
    });
    const { writer } = await RecordWriter.resume(
      {
        holder: this.person.holder,
        name: 'maths',
        ceiling: this.#small.campaign.manifest.ceilings.maths!,
        api,
        store: new MemoryStore((length) => new Uint8Array(length).fill(3)),
        device: new Uint8Array(randomBytes(8)),
        random: (length) => new Uint8Array(randomBytes(length)),
        sleep: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 25))),
        onState: (state) => {
          this.states.add(state.kind === 'waiting' ? state.reason : state.kind);
          if (state.kind === 'saved') this.acknowledged = this.#given;
        },
      },
      null,
    );
    this.#writer = writer;
  }

  /** Does not wait for the answer. */
  async give(number: number, final = false): Promise<void> {
    const body = { ...pupilBody(this.#small, { m1: 'B', m4: 'chat' }, final), elapsedMs: number };
    await this.#writer!.save(body, { final });
    this.#given = number;
  }

  async settled(): Promise<void> {
    await this.#writer!.settled();
  }

  stop(): void {
    this.#writer?.stop();
  }

  /** What the platform has of this pupil now. */
  async head(url: string): Promise<{ number: number; version: number }> {
    const response = await fetch(`${url}/api/1/${NAME}/records/maths`, {
      headers: { authorization: bearer(this.person.holder.access) },
    });
    if (response.status !== 200) throw new Error(`the record is answered ${response.status}`);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const { body, header } = await open(this.person.holder, bytes, {
      kind: 'record-or-final',
      name: 'maths',
    });
    return { number: (body as { elapsedMs: number }).elapsedMs, version: header.version };
  }
}

/** All pupils of the online level. */
export async function savingPupils(small: SmallCampaign, origin: string): Promise<SavingPupil[]> {
  const all = [...(await pupilsOf(small)).values()].filter(({ person }) => person !== null);
  const pupils = all.map((pupil) => new SavingPupil(small, pupil, origin));
  for (const pupil of pupils) await pupil.start();
  return pupils;
}

/** Everybody gives states, numbered from `from` on, until it is ended; gives the last number. */
export function keepSaving(pupils: readonly SavingPupil[], from = 0): { end(): Promise<number> } {
  let going = true;
  let number = from;
  const done = (async () => {
    while (going) {
      number += 1;
      await Promise.all(pupils.map((pupil) => pupil.give(number)));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  })();
  return {
    end: async () => {
      going = false;
      await done;
      return number;
    },
  };
}

/** Envelopes that were answered 204. */
export function countOf(pupils: readonly SavingPupil[]): number {
  return pupils.reduce((sum, { sent }) => sum + sent.length, 0);
}

export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}
