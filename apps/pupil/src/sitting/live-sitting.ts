/**
 * A sequence at work: the sitting, its clock, and its saving. One object for one sequence of one pupil; screens and
 * simulations read `state` and call its methods. Holds no browser: time and timers are given.
 *
 * An adaptive sequence has a record for each stage. At the end of a stage the next module is chosen, and its record begun; the
 * ends of earlier stages are still sent, and `saved` is said when the platform has all of them.
 *
 * Guarantees to the pupil: an answer is given to the record writer at once (typing: within 800 ms, or at the next move);
 * `saved` is shown only for the newest state; at zero of the time limit everything is saved and the sequence ends; no network
 * keeps a pupil from the next stage for longer than `ROUTE_WAIT_MS`.
 */
import {
  type RecordWriter,
  RefusedError,
  type SaveState,
  type Session,
  UnreachableError,
} from '@cloison/client';
import { type PupilBody, parsePupilBody, receiptOf } from '@cloison/protocol';
import { type Me, ProtocolError } from '@cloison/protocol/public';
import type { ItemResponses, ResponseValue } from '@cloison/qti/delivery';
import { countedMs, warningBetween, warningHolds } from './clock.ts';
import { type EarlierStage, EarlierStages } from './earlier-stages.ts';
import type { LiveState } from './live-state.ts';
import { OneTimer } from './one-timer.ts';
import { codeEndAfter } from './sign-in.ts';
import {
  bodyOf,
  itemOnScreen,
  nextSitting,
  resumeSitting,
  type Sitting,
  type SittingEvent,
  type SittingStart,
  startSitting,
  timeLeftMs,
} from './sitting.ts';
import { stageSitting } from './stage-start.ts';
import {
  type ChosenModule,
  chooseWithin,
  fallbackAfter,
  moduleOf,
  recordOf,
  type StagePlan,
} from './stages.ts';

const TYPING_MS = 800;
const MOVE_MS = 1_000;
const TICK_MS = 1_000;
/** Time spent is saved this often without any answer, so that a restart loses little of it. */
const IDLE_SAVE_MS = 60_000;
/** How soon a pupil who answers nothing learns that another computer has gone on. */
const CHECK_MS = 15_000;
/** How long the end of a stage waits for the platform, before the pupil goes on with the fallback. */
const ROUTE_WAIT_MS = 6_000;

export interface LiveSittingOptions {
  readonly session: Session;
  readonly record: string;
  /** Bytes to pad to, from the manifest. */
  readonly ceiling: number;
  readonly start: SittingStart;
  /** State of the ticket to go on from when there is no record: hostile until parsed. */
  readonly resume: unknown;
  /** What the platform has just said of this pupil's records; null when it could not be reached. */
  readonly known?: Me | null;
  /** Of an adaptive sequence; `start.booklet` is its first module's. Missing or null: one stage. */
  readonly plan?: StagePlan | null;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs later; returns what cancels. */
  readonly later: (ms: number, run: () => void) => () => void;
  /**
   * Runs the first save, default at once: nothing has been answered yet, and a slow computer takes a while to seal for the first
   * time, so the item comes first.
   */
  readonly afterDrawing?: (run: () => void) => void;
}

export class LiveSitting {
  readonly #options: LiveSittingOptions;
  readonly #listeners = new Set<() => void>();
  #writer: RecordWriter | null = null;
  /** From 1. */
  #stage = 1;
  readonly #earlier = new EarlierStages();
  #stopped = false;
  #state: LiveState;
  /** What the writer was last given. */
  #given: Sitting | null = null;
  #writerSays: SaveState = { kind: 'saved' };
  readonly #saveTimer: OneTimer;
  /** The state to be saved has a new answer, not only a new position. */
  #answerDue = false;
  #cancelTick: (() => void) | null = null;
  #lastTick = 0;
  #lastSave = 0;
  #lastCheck = 0;

  private constructor(options: LiveSittingOptions) {
    this.#options = options;
    this.#saveTimer = new OneTimer(options.now, options.later);
    this.#state = {
      sitting: startSitting(options.start),
      phase: 'ready',
      save: { kind: 'saved' },
      ended: null,
      readOnly: false,
      timeUp: false,
      warning: null,
      receipt: null,
      diverged: false,
      elsewhere: false,
      takenOver: 0,
      takeOverFailed: false,
    };
  }

  /**
   * Resumes from the platform, this browser or the ticket. Throws `RefusedError` (window), `ProtocolError`
   * (`message-invalid`: a record that this version cannot read; it is left untouched).
   */
  static async open(options: LiveSittingOptions): Promise<LiveSitting> {
    const live = new LiveSitting(options);
    for (let stage = 1; ; stage++) {
      const found = await live.#openStage(stage, null);
      if (found === 'none') break;
      if (found === 'running' || stage === live.#stages) return live;
    }
    void live.#goOn();
    return live;
  }

  get #stages(): number {
    return this.#options.plan?.count ?? 1;
  }

  /**
   * Makes a stage the current one, as the platform, this browser or the ticket has it, else as `chosen` says. `none`: nobody
   * has begun it and nothing is chosen; the stage before stays the current one.
   */
  async #openStage(
    stage: number,
    chosen: ChosenModule | null,
    known = this.#options.known,
  ): Promise<'running' | 'ended' | 'none'> {
    const { session, ceiling, plan = null, start } = this.#options;
    const record = plan === null ? this.#options.record : recordOf(plan, stage);
    const { writer, resumed } = await session.writer(
      record,
      ceiling,
      (said) => this.#hear(said, stage),
      known,
    );
    const ticketed = stage === 1 ? this.#options.resume : (plan?.resume[record] ?? null);
    const body = resumed.body ?? ticketed;
    if (body === null && stage > 1 && chosen === null) {
      writer.stop();
      return 'none';
    }
    let parsed: PupilBody | null;
    let sitting: Sitting;
    try {
      parsed = body === null ? null : parsePupilBody(body);
      sitting = stageSitting({ plan, start, stage, body: parsed, chosen, before: this.#state.sitting });
    } catch (error) {
      writer.stop();
      throw error;
    }
    if (parsed !== null) {
      // A code that took over from one that had ended has ended too: the office says when a sequence is opened again.
      const final = resumed.body === null ? parsed.final : resumed.final;
      sitting = resumeSitting({ ...start, ...sitting }, { ...parsed, final });
    }
    if (this.#stage < stage) this.#leaveStage();
    this.#stage = stage;
    this.#writer = writer;
    this.#writerSays = writer.state;
    this.#given = resumed.body === null ? null : sitting;
    const diverged = this.#state.diverged || resumed.diverged;
    const elsewhere = resumed.elsewhere && !sitting.final;
    this.#set({ sitting, diverged, elsewhere, phase: sitting.final ? 'closing' : 'ready' });
    if (parsed === null) return 'running';
    if (sitting.final && resumed.body === null) this.flush();
    const finalHash = resumed.finalHash ?? (sitting.final ? writer.finalHash : null);
    if (finalHash !== null && stage === this.#stages && this.#earlier.allArrived) this.#finished(finalHash);
    return sitting.final ? 'ended' : 'running';
  }

  #leaveStage(): void {
    this.#earlier.keepResponses(this.#state.sitting);
    if (this.#writer === null) return;
    const body = bodyOf(this.#state.sitting);
    this.#earlier.add({ stage: this.#stage, writer: this.#writer, body, says: this.#writerSays });
  }

  /** After the end of a stage that is not the last: chooses the module that follows and begins it. */
  async #goOn(ended = false): Promise<void> {
    const { plan = null } = this.#options;
    if (plan === null) return;
    for (;;) {
      this.#set({ phase: 'routing', warning: null });
      const { route } = this.#state.sitting;
      const here = moduleOf(plan, route.at(-1) ?? '');
      const needsEnd = here.next.length > 1 || this.#writerSays.kind === 'conflict';
      const isThere = needsEnd && !ended ? await this.#acknowledged() : 'saved';
      // Another computer has ended or changed this stage: somebody decides first.
      if (isThere === 'conflict' || this.#stopped) return;
      const chosen = isThere === 'saved' ? await this.#chosen(plan, route) : fallbackAfter(plan, here);
      if (this.#stopped) return;
      // A host that shows a head which does not open, or refuses it, keeps nobody in the stage before.
      const found = await this.#openStage(this.#stage + 1, chosen).catch((error: unknown) => {
        if (!isOfPlatform(error)) throw error;
        return this.#openStage(this.#stage + 1, chosen, null);
      });
      if (this.#stopped) {
        this.#writer?.stop();
        return;
      }
      if (found === 'running') {
        this.begin();
        return;
      }
      if (this.#stage === this.#stages) return;
      ended = false;
    }
  }

  /**
   * Another computer wrote in a stage that was ended here, and whose end had not arrived when the next one began. The end
   * counts: it is saved above what the other computer has, which learns of it. An end of the other one stays.
   */
  async #endAbove(earlier: EarlierStage): Promise<void> {
    const { session, plan = null, later } = this.#options;
    if (plan === null || this.#stopped) return;
    const record = recordOf(plan, earlier.stage);
    try {
      const head = await session.recordHead(record);
      if (head === null) throw new UnreachableError('no head');
      if ((await session.openRecord(record, head)).final) this.#hear({ kind: 'saved' }, earlier.stage);
      else await earlier.writer.takeOver(head, earlier.body, { final: true });
    } catch (error) {
      if (!isOfPlatform(error)) throw error;
      this.#hear({ kind: 'waiting', reason: 'offline' }, earlier.stage);
      later(CHECK_MS, () => void this.#endAbove(earlier));
    }
  }

  /** Not longer than `ROUTE_WAIT_MS`, whatever the network does. */
  #chosen(plan: StagePlan, route: readonly string[]): Promise<ChosenModule> {
    const responses = this.#earlier.responsesWith(this.#state.sitting);
    return chooseWithin(ROUTE_WAIT_MS, this.#options.later, plan, route, responses);
  }

  /** `saved` once the platform has the end of this stage; `away` when it does not answer in time, or sets the end apart. */
  #acknowledged(): Promise<'saved' | 'away' | 'conflict'> {
    return new Promise((resolve) => {
      const ends: (() => void)[] = [];
      const end = (how: 'saved' | 'away' | 'conflict') => {
        for (const one of ends) one();
        resolve(how);
      };
      const look = () => {
        const { kind } = this.#writerSays;
        if (this.#writer?.finalHash != null) end('saved');
        else if (kind === 'conflict') end('conflict');
        else if (kind === 'late' || kind === 'closed' || kind === 'refused') end('away');
      };
      ends.push(
        this.subscribe(look),
        this.#options.later(ROUTE_WAIT_MS, () => end('away')),
      );
      look();
    });
  }

  get state(): LiveState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something of this sequence was answered or seen before: instructions need not be shown again. */
  get begun(): boolean {
    return this.#given !== null || this.#state.sitting.elapsedMs > 0;
  }

  /** Shows the item at `position` and lets time run. */
  begin(): void {
    if (this.#state.phase !== 'ready') return;
    this.#lastTick = this.#options.now();
    this.#lastSave = this.#lastTick;
    this.#lastCheck = this.#lastTick;
    // Saved at once, so that the other computer hears of it.
    if (this.#state.elsewhere) this.#given = null;
    this.#set({ phase: 'answering', elsewhere: false });
    if (timeLeftMs(this.#state.sitting) === 0) {
      this.#timeIsUp();
      return;
    }
    this.#tickLater();
    const { afterDrawing = (run) => run() } = this.#options;
    afterDrawing(() => this.#saveIn(0));
  }

  /**
   * `typing`: more keys are likely to follow. `prefilled`: something was there before the pupil answered. `itemId`: whose answer it
   * is, where it may come after the pupil has gone on (a file that is read); default: the item on screen.
   */
  answer(
    responseId: string,
    value: ResponseValue,
    {
      typing = false,
      prefilled = false,
      itemId = itemOnScreen(this.#state.sitting),
    }: { typing?: boolean; prefilled?: boolean; itemId?: string } = {},
  ): void {
    const { final, booklet } = this.#state.sitting;
    // Too late: its stage has ended.
    if (final || !booklet.includes(itemId)) return;
    this.#answerDue = !this.#state.readOnly;
    this.#apply({ kind: 'answered', itemId, responseId, value, prefilled });
    this.#saveIn(typing ? TYPING_MS : 0);
  }

  /** The end of an attempt at an item that has several: its responses, those of earlier attempts among them. */
  endAttempt(responses: ItemResponses): void {
    const itemId = itemOnScreen(this.#state.sitting);
    this.#answerDue = !this.#state.readOnly;
    this.#apply({ kind: 'attempted', itemId, responses });
    this.#saveIn(0);
  }

  /** What a module keeps to go on from, beside its response. */
  keepState(responseId: string, state: string | null): void {
    const itemId = itemOnScreen(this.#state.sitting);
    this.#apply({ kind: 'stated', itemId, responseId, state });
    this.#saveIn(TYPING_MS);
  }

  moveTo(position: number): void {
    if (this.#state.phase !== 'answering' && this.#state.phase !== 'review') return;
    this.#count();
    if (this.#answerDue) this.flush();
    this.#set({ phase: 'answering' });
    this.#apply({ kind: 'moved', position });
    this.#saveIn(MOVE_MS);
  }

  review(): void {
    if (this.#state.phase !== 'answering') return;
    this.#count();
    this.flush();
    this.#set({ phase: 'review' });
  }

  /** « J'ai terminé ». */
  finish(): void {
    if (this.#state.readOnly || (this.#state.phase !== 'answering' && this.#state.phase !== 'review')) return;
    this.#count();
    this.#cancelTick?.();
    this.#apply({ kind: 'finished' });
    this.#set({ phase: 'closing', warning: null });
    this.flush();
    if (this.#stage < this.#stages) void this.#goOn();
  }

  /** Gives the pending state to the writer now, because the page may be closed. */
  flush(): void {
    this.#saveTimer.cancel();
    this.#answerDue = false;
    const { sitting, readOnly, phase } = this.#state;
    if (readOnly || phase === 'ready' || sitting === this.#given || this.#writer === null) return;
    this.#given = sitting;
    this.#lastSave = this.#options.now();
    this.#writer
      .save(bodyOf(sitting), { final: sitting.final })
      .catch((error: unknown) => this.#saveFailed(error));
    this.#show();
  }

  /** The network is back, or somebody asks. */
  retryNow(): void {
    for (const writer of this.#earlier.writers) writer.retryNow();
    this.#writer?.retryNow();
  }

  /** Asks whether another computer has gone on. A save asks by itself; this is for a pupil who reads, and a page that is shown again. */
  check(): void {
    const { session, plan = null } = this.#options;
    const { phase, readOnly } = this.#state;
    if ((phase !== 'answering' && phase !== 'review') || readOnly || this.#writer === null) return;
    this.#lastCheck = this.#options.now();
    const writer = this.#writer;
    const name = plan === null ? this.#options.record : recordOf(plan, this.#stage);
    session.me().then(
      ({ records }) => writer.overtakenBy(records.find((one) => one.name === name)?.version ?? 0),
      // Without an answer nothing is known: the next save says more.
      () => undefined,
    );
  }

  dismissWarning(): void {
    this.#set({ warning: null });
  }

  /**
   * After a conflict: goes on exactly where the other computer is. The platform keeps apart what it refused of this
   * one. What has nothing that this computer had not gone on from is of no other computer: the platform has gone back, or lies,
   * and this one goes on from where it is itself.
   */
  async takeOver(): Promise<void> {
    const { session, plan = null, start } = this.#options;
    const writer = this.#writer;
    if (writer === null) return;
    const record = plan === null ? this.#options.record : recordOf(plan, this.#stage);
    try {
      const head = await session.recordHead(record);
      if (head === null) throw new UnreachableError('no head');
      const opened = await session.openRecord(record, head);
      const body = { ...parsePupilBody(opened.body), final: opened.final };
      const isOlder = !opened.final && writer.hasAllOf(opened);
      const at = { plan, start, stage: this.#stage, body, chosen: null, before: this.#state.sitting };
      const sitting = isOlder ? this.#state.sitting : resumeSitting({ ...start, ...stageSitting(at) }, body);
      this.#given = sitting;
      // The receipt of before, if there was one, is of an end that this goes back behind.
      const anew = { readOnly: false, takeOverFailed: false, timeUp: false, diverged: false, receipt: null };
      // The other computer has ended it: nothing is left to ask. The platform keeps what it refused of this one.
      if (opened.final) this.#writerSays = { kind: 'saved' };
      const takenOver = this.#state.takenOver + (isOlder ? 0 : 1);
      this.#set({ sitting, takenOver, ...anew });
      if (opened.final) {
        if (this.#stage < this.#stages) void this.#goOn(true);
        else this.#finished(opened.hash);
        return;
      }
      this.#set({ phase: sitting.final ? 'closing' : 'answering' });
      await writer.takeOver(head, bodyOf(sitting), { final: sitting.final });
      this.#lastTick = this.#options.now();
      this.#tickLater();
    } catch (error) {
      if (!isOfPlatform(error)) throw error;
      // Who was only looking is asked again: the reason stands beside the question.
      this.#set({ takeOverFailed: true, readOnly: false });
    }
  }

  /** After a conflict: shows the answers and writes nothing. */
  stayReadOnly(): void {
    this.#cancelTick?.();
    this.#set({ readOnly: true, phase: 'answering', warning: null, takeOverFailed: false });
  }

  /** Envelopes that are not acknowledged: for a rescue file. */
  unacknowledged(): readonly Uint8Array[] {
    const writers = [...this.#earlier.writers, ...(this.#writer === null ? [] : [this.#writer])];
    return writers.flatMap((writer) => writer.unacknowledged());
  }

  /** Nothing is waiting to be saved or acknowledged. */
  get settled(): boolean {
    return this.#state.save.kind === 'saved' && this.unacknowledged().length === 0;
  }

  stop(): void {
    this.flush();
    this.#stopped = true;
    this.#cancelTick?.();
    for (const writer of this.#earlier.writers) writer.stop();
    this.#writer?.stop();
    this.#listeners.clear();
  }

  #apply(event: SittingEvent): void {
    if (this.#state.readOnly && event.kind !== 'moved') return;
    this.#set({ sitting: nextSitting(this.#state.sitting, event) });
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    this.#show();
  }

  /** Calls the listeners. The state says `saving` while an answer has not reached the writer. */
  #show(): void {
    const own = this.#writerSays;
    const says = own.kind === 'saved' ? (this.#earlier.waits ?? own) : own;
    this.#state = {
      ...this.#state,
      save: this.#answerDue && says.kind === 'saved' ? { kind: 'saving' } : says,
      ended: codeEndAfter(this.#state.ended, says),
    };
    for (const listener of this.#listeners) listener();
  }

  #saveIn(ms: number): void {
    if (this.#state.readOnly || this.#state.phase === 'ready') return;
    if (ms === 0) {
      this.flush();
      return;
    }
    if (this.#saveTimer.runIn(ms, () => this.flush())) this.#show();
  }

  #hear(said: SaveState, stage: number): void {
    const before = this.#earlier.find(stage);
    if (before !== null) {
      // Nobody is asked about a stage that is over.
      before.says = said.kind === 'conflict' ? { kind: 'saving' } : said;
      if (said.kind === 'conflict') void this.#endAbove(before);
    } else if (stage === this.#stage) this.#writerSays = said;
    else return;
    const { phase } = this.#state;
    const ended = this.#stage === this.#stages ? (this.#writer?.finalHash ?? null) : null;
    if (
      phase === 'closing' &&
      this.#writerSays.kind === 'saved' &&
      ended !== null &&
      this.#earlier.allArrived
    ) {
      this.#finished(ended);
    } else if (before !== null) {
      this.#show();
    } else if (phase === 'closing' && said.kind === 'late') {
      this.#set({ phase: 'late' });
    } else {
      if (said.kind === 'conflict') this.#cancelTick?.();
      this.#show();
    }
  }

  #finished(hash: Uint8Array): void {
    this.#cancelTick?.();
    this.#set({ phase: 'finished', receipt: receiptOf(hash), warning: null });
  }

  #saveFailed(error: unknown): void {
    if (!(error instanceof ProtocolError)) throw error;
    this.#writerSays = { kind: 'refused', code: 'too-large' };
    this.#show();
  }

  #tickLater(): void {
    this.#cancelTick?.();
    this.#cancelTick = this.#options.later(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const { phase, readOnly } = this.#state;
    if ((phase !== 'answering' && phase !== 'review') || readOnly) return;
    this.#count();
    if (timeLeftMs(this.#state.sitting) === 0) {
      this.#timeIsUp();
      return;
    }
    const now = this.#options.now();
    if (now - this.#lastSave >= IDLE_SAVE_MS) this.flush();
    else if (now - Math.max(this.#lastSave, this.#lastCheck) >= CHECK_MS) this.check();
    this.#tickLater();
  }

  /** Adds the time since the last reading to the sitting. */
  #count(): void {
    const { sitting, phase } = this.#state;
    const now = this.#options.now();
    const ms = countedMs(this.#lastTick, now);
    this.#lastTick = now;
    const before = timeLeftMs(sitting);
    this.#apply({ kind: 'spent', ms, onItem: phase === 'answering' });
    const left = timeLeftMs(this.#state.sitting);
    if (before === null || left === null) return;
    const { warning } = this.#state;
    const due = warningBetween(before, left);
    if (due !== null) this.#set({ warning: due });
    else if (warning !== null && !warningHolds(warning, left)) this.#set({ warning: null });
  }

  #timeIsUp(): void {
    this.#set({ timeUp: true });
    this.finish();
  }
}

/** No answer, a refusal, or an answer that nobody could have sealed. */
function isOfPlatform(error: unknown): boolean {
  return error instanceof UnreachableError || error instanceof RefusedError || error instanceof ProtocolError;
}
