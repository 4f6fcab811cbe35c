/**
 * A pupil of an adaptive sequence: the host lies from the end of the first stage on, about the end, its table, the records and
 * the keys. Then it is honest, the pupil comes back to the computer and ends, and all of both stages has to count.
 */
import { type MemoryStore, RefusedError, UnreachableError } from '@cloison/client';
import { ProtocolError } from '@cloison/protocol/public';
import { isObserved, readSittings } from '../../../apps/authority/src/score/sittings.ts';
import type { LiveSitting } from '../../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../../apps/pupil/src/sitting/open-sequence.ts';
import { NoTicketError, signIn } from '../../../apps/pupil/src/sitting/sign-in.ts';
import { pupilsOf } from '../../authority/simulated-people.ts';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { Browser, newStore, rememberedArgon2id, until } from './browser.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

const SEQUENCE = 'maths';
/** Two points: the table leads to the harder module. */
const FIRST = { m1: 'B', m2: 'A' } as const;
const HARDER = 'difficile';
/** For the six seconds that the end of a stage waits, and for what is asked later. */
const WAITS_MS = 300;
const STAYS_MS = 900;
/** Asked for where a stage ends. */
const AT_THE_END: ReadonlySet<string> = new Set(['save', `routing/${SEQUENCE}`]);
const ARRIVES_MS = 120_000;
const FIRST_TRIES = 50;

export class StagesReader implements Reader {
  readonly name = 'stages';
  readonly routes = ['me', 'record', 'save', `routing/${SEQUENCE}`, `keys/${SEQUENCE}`];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #random: SeededRandom;
  /** Each play has a pupil of its own: an end is for good. */
  #turn = 0;

  constructor(campaign: MatrixCampaign, random: SeededRandom) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#random = random;
  }

  async honest(): Promise<void> {
    await this.#sit(null);
  }

  play(play: Play): Promise<void> {
    return this.#sit(play);
  }

  async close(): Promise<void> {}

  async #sit(play: Play | null): Promise<void> {
    const which = this.#turn++;
    const code = this.#campaign.pupils[which];
    if (code === undefined) throw new Error('no pupil is left');
    const typed: Record<string, string> = { ...FIRST };
    const store = newStore(this.#random);
    // What only a page that is opened asks for is altered for one that comes back.
    const isLater = play !== null && !AT_THE_END.has(play.route);
    const first = await this.#openFirst(store, code, play !== null && !isLater);
    try {
      first.live.begin();
      for (const [item, value] of Object.entries(FIRST)) answer(first.live, item, value);
      await this.#arrives(first.live, 'saved');
      if (play !== null && !isLater) this.host.tell(play);
      first.live.finish();
      const isHonest = play === null || isLater;
      await until(() => first.live.state.phase === 'answering', isHonest ? ARRIVES_MS : STAYS_MS);
      this.#second(first.live, typed, `${which}`, !isLater);
      if (isHonest) await this.#arrives(first.live, isLater ? 'saved' : 'finished');
      else await until(() => first.live.state.phase === 'finished', STAYS_MS);
      if (isLater) first.live.stop();
    } finally {
      if (play !== null && !isLater) this.#endOfLie();
      first.browser.shut();
    }
    if (play !== null && isLater) await this.#visit(store, code, typed, `${which}0`, play);
    await this.#comeBack(store, code, `${which}`, typed);
  }

  /** A page that is opened under a lie, on the computer where the second stage was begun. */
  async #visit(store: MemoryStore, code: string, typed: Record<string, string>, again: string, play: Play) {
    this.host.tell(play);
    // A computer that has been here has the key.
    const isNew = play.route === `keys/${SEQUENCE}`;
    const computer = isNew ? newStore(this.#random) : store;
    const open = within('a page', this.#open(computer, code, true));
    const visited = await open.catch((error: unknown) => {
      const isKnown =
        error instanceof RefusedError || error instanceof UnreachableError || error instanceof ProtocolError;
      if (!isKnown && !(error instanceof NoTicketError)) throw error;
      return null;
    });
    if (visited !== null && !isNew) {
      visited.live.begin();
      await until(() => visited.live.state.phase !== 'routing', STAYS_MS);
      this.#second(visited.live, typed, again, true);
      await until(() => visited.live.state.phase === 'finished', STAYS_MS);
    }
    visited?.browser.shut();
    this.#endOfLie();
  }

  #endOfLie(): void {
    const { calls } = this.host;
    this.host.beHonest();
    if (calls > 400) throw new Wrong(`${calls} calls by one page`);
  }

  /** Answers the module that was chosen, where one was, and ends. */
  #second(live: LiveSitting, typed: Record<string, string>, which: string, ends: boolean): void {
    const { phase, sitting, readOnly } = live.state;
    if (phase !== 'answering' || readOnly) return;
    const [, module] = sitting.route;
    if (module === undefined) return;
    if (sitting.routed === 'score' && module !== HARDER) throw new Wrong(`led to ${module} by the table`);
    for (const item of sitting.booklet) {
      // The easier module asks for a number, the harder one for a word.
      const value = item === 'm3' ? which : `mot ${which}`;
      typed[item] = value;
      answer(live, item, value);
    }
    if (ends) live.finish();
  }

  /** The same computer, an honest host: what was typed is shown, the pupil ends, and the office counts it. */
  async #comeBack(
    store: MemoryStore,
    code: string,
    which: string,
    typed: Record<string, string>,
  ): Promise<void> {
    const { live, browser } = await this.#open(store, code, false);
    try {
      live.begin();
      await within(
        'the second stage',
        until(() => live.state.phase !== 'routing', ARRIVES_MS),
      );
      for (const [item, value] of Object.entries(typed)) {
        const shown = live.state.sitting.items[item]?.responses.RESPONSE;
        if (live.state.sitting.booklet.includes(item) && shown !== value)
          throw new Wrong(`typed ${value}, shown ${JSON.stringify(shown)}`);
      }
      if (live.state.sitting.route.length === 1) {
        live.finish();
        if (!(await until(() => live.state.phase === 'answering', ARRIVES_MS)))
          throw new Wrong(`an honest host: the second stage does not begin, ${live.state.phase}`);
      }
      this.#second(live, typed, which, true);
      await this.#arrives(live, 'finished');
      await this.#isAtTheOffice(Number(which), typed, live.state.receipt);
    } finally {
      live.stop();
      browser.shut();
    }
  }

  async #isAtTheOffice(which: number, typed: Readonly<Record<string, string>>, receipt: string | null) {
    const { small } = this.#campaign;
    await new OfficeWork(this.#campaign).honestPass();
    const online = [...(await pupilsOf(small)).values()].filter(({ person }) => person !== null);
    const id = online[which]?.id ?? 0;
    const [sitting] = readSittings(small.campaign, id);
    if (sitting?.state !== 'complete')
      throw new Wrong(`the office has ${sitting?.state} of an ended sitting`);
    if (sitting.receipt !== receipt) throw new Wrong(`the receipt was ${receipt}, and is ${sitting.receipt}`);
    for (const [item, value] of Object.entries(typed)) {
      const counted = sitting.items[item]?.responses.RESPONSE;
      if (counted !== value)
        throw new Wrong(`typed ${value}, and the office counts ${JSON.stringify(counted)}`);
    }
    if (isObserved(small.vault, id, SEQUENCE, 'route-differs'))
      throw new Wrong('the pupil is blamed for the route');
  }

  /** Before the lie. A page that will be lied to has little patience: a slow machine is no lie. */
  async #openFirst(store: MemoryStore, code: string, isLie: boolean) {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#open(store, code, isLie);
      } catch (error) {
        if (!(error instanceof UnreachableError) || tries === FIRST_TRIES) throw error;
      }
    }
  }

  async #open(store: MemoryStore, code: string, isLie: boolean) {
    const browser = new Browser(this.host.url, store, this.#random, isLie);
    const signed = await signIn(code, rememberedArgon2id, browser.options, Date.now);
    const [sequence] = signed.ticket.sequences;
    if (sequence === undefined) throw new Wrong('a ticket without a sequence');
    const { live } = await openSequence(signed, sequence, {
      app: 'matrix',
      now: () => Math.floor(performance.now()),
      later: (ms, run) => browser.later(isLie ? Math.min(ms, WAITS_MS) : ms, run),
    });
    return { live, browser };
  }

  async #arrives(live: LiveSitting, wanted: 'saved' | 'finished'): Promise<void> {
    const isThere = () =>
      wanted === 'saved' ? live.state.save.kind === 'saved' : live.state.phase === 'finished';
    if (!(await until(isThere, ARRIVES_MS)))
      throw new Wrong(
        `not ${wanted} by an honest host: ${live.state.phase}, ${JSON.stringify(live.state.save)}`,
      );
  }
}

function answer(live: LiveSitting, item: string, value: string): void {
  live.moveTo(live.state.sitting.booklet.indexOf(item));
  live.answer('RESPONSE', value);
}
