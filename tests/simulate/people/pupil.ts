/** A pupil at a computer: the pupil app's sitting, without its screens. */
import { type BrowserStore, RefusedError, UnreachableError } from '@cloison/client';
import type { Holder } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { ProtocolError } from '@cloison/protocol/public';
import type { LiveSitting } from '../../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../../apps/pupil/src/sitting/open-sequence.ts';
import { NoTicketError, signIn } from '../../../apps/pupil/src/sitting/sign-in.ts';
import { runtime } from '../runtime/install.ts';
import { ITEMS } from '../world/scenario.ts';
import { Page } from './page.ts';

export interface Watcher {
  fetch(who: string): (url: URL | string, init?: RequestInit) => Promise<Response>;
  trueMs(): number;
  /** Something that a client must not do. */
  fault(what: string, detail: string): void;
  /** A document was opened, verified and kept by a browser. */
  accepted(name: string, envelope: Uint8Array): void;
  /** The office has given this pupil a code, and has not made a pass since: its ticket is still at the office. */
  awaitsTicket(who: string): boolean;
  /** A screen gave this pupil a receipt. */
  ended(who: string): void;
  /** Whether all that other computers have sent of this holder's records is behind what this browser has. */
  hasNewest(holder: Holder, store: BrowserStore): Promise<boolean>;
  /** Works with the host: what is sealed with this pupil's keys may be anybody's. */
  isAccomplice(who: string): boolean;
  isHonest: boolean;
}

const TRY_AGAIN_MS = 5_000;
const TRIES = 8;
const DECIDE_MS = 2_000;

export class PupilPage {
  readonly page: Page;
  readonly who: string;
  readonly machine: number;
  live: LiveSitting | null = null;
  receipt: string | null = null;
  /** Answers that the screen did not call "not kept yet", by item; null: none, or others may have changed the record. */
  kept: Readonly<Record<string, unknown>> | null = null;
  readonly code: string;
  readonly store: BrowserStore;
  readonly #watcher: Watcher;
  readonly #isNewest: () => Promise<boolean>;
  /** Newest on this page, by item: also what is "not kept yet". */
  readonly #given: Record<string, unknown> = {};
  #deciding = false;

  /** `isNewest`: what other computers have sent is behind what this one has, and nobody is at one of them. */
  constructor(
    watcher: Watcher,
    who: string,
    machine: number,
    code: string,
    store: BrowserStore,
    isNewest: () => Promise<boolean>,
  ) {
    this.#watcher = watcher;
    this.#isNewest = isNewest;
    this.who = who;
    this.machine = machine;
    this.code = code;
    this.store = store;
    this.page = new Page(store, watcher.fetch(`${who}@${machine}`), watcher);
  }

  /** Signs in and begins; tries again a few times when it is refused or cut off. */
  async open(): Promise<void> {
    for (let tries = 0; tries < TRIES && !this.page.isGone; tries++) {
      // A question may be answered before a pass of the office, and the answer come after it.
      const awaitsTicket = this.#watcher.awaitsTicket(this.who);
      try {
        const signed = await signIn(this.code, argon2id, this.page.options, () => this.#watcher.trueMs());
        const [sequence] = signed.ticket.sequences;
        if (sequence === undefined) throw new Error('a ticket without a sequence');
        const { live } = await openSequence(signed, sequence, {
          app: 'simulated',
          now: () => runtime.elapsedMs,
          later: (ms, run) => this.page.later(ms, run),
        });
        if (this.page.isGone) return;
        this.live = live;
        live.subscribe(() => this.#look());
        live.begin();
        this.#look();
        return;
      } catch (error) {
        if (!(error instanceof NoTicketError && awaitsTicket)) this.#expected(error);
        await this.page.sleep(TRY_AGAIN_MS);
      }
    }
  }

  answer(item: number, value: string): void {
    const live = this.live;
    // A dialog is over the answers until it is decided.
    if (live === null || live.state.readOnly || this.#deciding) return;
    const { phase, sitting } = live.state;
    if (phase !== 'answering' && phase !== 'review') return;
    const position = sitting.booklet.indexOf(ITEMS[item] ?? '');
    if (position < 0) return;
    live.moveTo(position);
    live.answer('RESPONSE', value);
    this.#given[ITEMS[item] ?? ''] = value;
    if (live.state.save.kind !== 'keeping') this.kept = answersOf(live);
  }

  finish(): void {
    this.live?.finish();
    if (this.live !== null && this.live.state.save.kind !== 'keeping') this.kept = answersOf(this.live);
  }

  /** The page is closed. */
  leave(): void {
    this.page.shut();
  }

  /** What pages of this browser left before. */
  goOnFrom({ kept, given }: Pick<PupilPage, 'kept' | 'given'>): void {
    this.kept = kept;
    Object.assign(this.#given, given);
  }

  get given(): Readonly<Record<string, unknown>> {
    return this.#given;
  }

  retryNow(): void {
    this.live?.retryNow();
  }

  #look(): void {
    const live = this.live;
    if (live === null || this.page.isGone) return;
    const { save, receipt, phase } = live.state;
    if (receipt !== null && this.receipt === null) {
      this.receipt = receipt;
      this.#watcher.ended(this.who);
    }
    if (receipt !== null && phase !== 'finished') this.#watcher.fault('receipt', `${this.who}: in ${phase}`);
    if (phase === 'finished' && save.kind === 'conflict' && this.#watcher.isHonest) {
      this.#watcher.fault('asked-after-the-end', `${this.who}: finished, and asked whether to take over`);
    }
    if (save.kind === 'conflict' && !this.#deciding && !live.state.readOnly) {
      this.#deciding = true;
      this.page.later(DECIDE_MS, () => void this.#decide(live));
    }
  }

  /** "Go on here", or only look. */
  async #decide(live: LiveSitting): Promise<void> {
    // Else another computer's work may take its place.
    if (!(await this.#isNewest())) this.kept = null;
    if (runtime.random.chance(0.2)) live.stayReadOnly();
    else {
      await live.takeOver().catch((error: unknown) => this.#expected(error));
      if (live.state.takeOverFailed) {
        this.page.later(TRY_AGAIN_MS, () => void this.#decide(live));
        return;
      }
    }
    this.#deciding = false;
    if (this.kept !== null && (await this.#isNewest())) this.mustShow(this.kept);
    this.#look();
  }

  /** What the screen did not call "not kept yet", and no other computer's work can take the place of. */
  mustShow(kept: Readonly<Record<string, unknown>>): void {
    if (this.live === null || this.page.isGone || this.#watcher.isAccomplice(this.who)) return;
    const { items: now, booklet } = this.live.state.sitting;
    for (const [item, value] of Object.entries(kept)) {
      // Of a stage that has ended since.
      if (!booklet.includes(item)) continue;
      const shown = now[item]?.responses.RESPONSE;
      if (shown !== value && shown !== (this.#given[item] ?? value))
        this.#watcher.fault('kept-answer-lost', `${this.who} ${item}: ${String(value)} → ${String(shown)}`);
    }
  }

  #expected(error: unknown): void {
    if (error instanceof RefusedError || error instanceof UnreachableError) return;
    const isHosts =
      error instanceof ProtocolError || error instanceof NoTicketError || error instanceof SyntaxError;
    if (isHosts && !this.#watcher.isHonest) return;
    if (error instanceof NoTicketError && this.#watcher.awaitsTicket(this.who)) return;
    this.#watcher.fault('client', `${this.who}: ${String(error)}`);
  }
}

export function answersOf(live: LiveSitting): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(live.state.sitting.items).flatMap(([id, { responses }]) =>
      responses.RESPONSE === undefined ? [] : [[id, responses.RESPONSE]],
    ),
  );
}
