/** A pupil under lies: signs in, goes on, answers, ends; then the host is honest, and all of it has to be there. */
import { type MemoryStore, RefusedError, UnreachableError } from '@cloison/client';
import { ProtocolError } from '@cloison/protocol/public';
import { readSittings } from '../../../apps/authority/src/score/sittings.ts';
import { troubleOf, troubleWords } from '../../../apps/pupil/src/screens/trouble.ts';
import type { LiveSitting } from '../../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../../apps/pupil/src/sitting/open-sequence.ts';
import { NoTicketError, type SignedIn, signIn } from '../../../apps/pupil/src/sitting/sign-in.ts';
import { sequenceStates } from '../../../apps/pupil/src/sitting/signed-sequences.ts';
import { fr } from '../../../apps/pupil/src/words/catalogue.ts';
import { pupilsOf } from '../../authority/simulated-people.ts';
import type { SeededRandom } from '../../simulate/runtime/seeded-random.ts';
import { Browser, newStore, rememberedArgon2id, until } from './browser.ts';
import type { MatrixCampaign } from './matrix-campaign.ts';
import { OfficeWork } from './office-work.ts';
import type { Play } from './plays.ts';
import type { RawHost } from './raw-host.ts';
import { type Reader, Wrong, within } from './reader.ts';

/** So long a page stays open under a lie. */
const STAYS_MS = 120;
const ARRIVES_MS = 120_000;

export class PupilReader implements Reader {
  readonly name = 'pupil';
  readonly routes = ['me', 'documents/ticket', 'content', 'record', 'save', 'campaign.json'];
  readonly host: RawHost;
  readonly #campaign: MatrixCampaign;
  readonly #random: SeededRandom;
  #turn = 0;

  constructor(campaign: MatrixCampaign, random: SeededRandom) {
    this.#campaign = campaign;
    this.host = campaign.host;
    this.#random = random;
  }

  async honest(): Promise<void> {
    await this.#read(newStore(this.#random), this.#campaign.pupils[0] ?? '', 'x', false);
  }

  async play(play: Play): Promise<void> {
    const { pupils } = this.#campaign;
    this.#turn += 1;
    const code = pupils[this.#turn % pupils.length] ?? '';
    const store = newStore(this.#random);
    // In every other play this browser has been here before. Then it has all the content.
    const isNew = this.#turn % 2 === 1 || play.route === 'content';
    if (!isNew) await this.#read(store, code, `avant ${this.#turn}`, false);
    const typed = `mot ${this.#turn}`;
    this.host.tell(play);
    const told = await within('a page', this.#read(store, code, typed, true)).finally(() => {
      this.host.beHonest();
    });
    if (this.host.calls > 400) throw new Wrong(`${this.host.calls} calls by one page`);
    // The same computer again, and an honest host.
    const after = await within('the page after', this.#read(store, code, null, false));
    // A browser that was here for the first time, and given no record, began anew: that is kept beside the record, and said.
    const isBeside = isNew && after.diverged;
    if (told.kept && after.typed !== typed && !isBeside)
      throw new Wrong(`typed ${typed}, shown again ${after.typed}`);
    // Of two states that do not know each other the one with more answers counts: that may be the one beside.
    const counting = isBeside && after.typed === null ? [null, typed] : [after.typed];
    await this.#isAtTheOffice(this.#turn % pupils.length, counting);
  }

  async close(): Promise<void> {}

  /** What the page shows, and was acknowledged, is what counts at the office. `counting`: what may count. */
  async #isAtTheOffice(which: number, counting: readonly (string | null)[]): Promise<void> {
    const { small } = this.#campaign;
    await new OfficeWork(this.#campaign).honestPass();
    const online = [...(await pupilsOf(small)).values()].filter(({ person }) => person !== null);
    const [sitting] = readSittings(small.campaign, online[which]?.id ?? 0);
    const counted = sitting?.items.m4?.responses.RESPONSE ?? null;
    if (!counting.some((one) => one === counted))
      throw new Wrong(`shown ${counting[0]}, and the office counts ${JSON.stringify(counted)}`);
  }

  /** One page: signs in, goes on, types, leaves. Honest: throws where it does not succeed. */
  async #read(
    store: MemoryStore,
    code: string,
    typed: string | null,
    isLie: boolean,
  ): Promise<{ readonly kept: boolean; readonly typed: string | null; readonly diverged: boolean }> {
    const browser = new Browser(this.#campaign.host.url, store, this.#random, isLie);
    try {
      await browser.options.api.card().catch((error: unknown) => this.#said(error, isLie));
      let signed: SignedIn;
      let live: LiveSitting;
      try {
        signed = await signIn(code, rememberedArgon2id, browser.options, Date.now);
        const { states } = await sequenceStates(signed, store, Date.now);
        for (const state of states) {
          if (state.kind === 'opens' && !Number.isFinite(state.opensMs)) throw new Wrong('opens at no time');
          if (state.kind === 'closed' && !Number.isFinite(state.closesMs))
            throw new Wrong('closes at no time');
        }
        if (!Number.isFinite(signed.clockOffsetMs)) throw new Wrong('the clock of the platform is no number');
        const [sequence] = signed.ticket.sequences;
        if (sequence === undefined) throw new Wrong('a ticket without a sequence');
        ({ live } = await openSequence(signed, sequence, {
          app: 'matrix',
          now: () => Math.floor(performance.now()),
          later: (ms, run) => browser.later(ms, run),
        }));
      } catch (error) {
        this.#said(error, isLie);
        return { kept: false, typed: null, diverged: false };
      }
      live.begin();
      const { diverged } = live.state;
      const before = live.state.sitting.items.m4?.responses.RESPONSE ?? null;
      if (live.state.elsewhere || live.state.save.kind === 'conflict')
        await live.takeOver().catch((error: unknown) => this.#said(error, isLie));
      if (typed === null) {
        await this.#arrives(live);
        return { kept: true, typed: typeof before === 'string' ? before : null, diverged };
      }
      const { phase, readOnly, sitting } = live.state;
      if (phase !== 'answering' || readOnly) return { kept: false, typed: null, diverged: false };
      live.moveTo(sitting.booklet.indexOf('m4'));
      live.answer('RESPONSE', typed);
      if (!isLie) await this.#arrives(live);
      else if (
        !(await until(() => live.state.save.kind === 'saved', STAYS_MS)) &&
        live.state.save.kind === 'conflict'
      ) {
        // Somebody asks to go on from what the other computer has; what was typed here is kept beside.
        await live.takeOver().catch((error: unknown) => this.#said(error, isLie));
        return { kept: false, typed: null, diverged: false };
      }
      return { kept: live.state.save.kind !== 'keeping', typed, diverged };
    } finally {
      browser.shut();
    }
  }

  /** Honest: saved, and on the platform. */
  async #arrives(live: LiveSitting): Promise<void> {
    if (!(await until(() => live.state.save.kind === 'saved', ARRIVES_MS)))
      throw new Wrong(`not saved by an honest host: ${JSON.stringify(live.state.save)}`);
  }

  /** What a screen says of it. */
  #said(error: unknown, isLie: boolean): void {
    const isKnown =
      error instanceof RefusedError ||
      error instanceof UnreachableError ||
      error instanceof NoTicketError ||
      error instanceof ProtocolError;
    if (!isKnown)
      throw error instanceof Wrong
        ? error
        : new Wrong(`unforeseen: ${String((error as Error)?.stack ?? error)}`);
    const said = troubleWords(troubleOf(error, Date.now()), fr, 'fr');
    if (/NaN|undefined|Invalid/.test(said.what)) throw new Wrong(`said: ${said.what}`);
    if (!isLie) throw new Wrong(`an honest host: ${String(error)}`);
  }
}
