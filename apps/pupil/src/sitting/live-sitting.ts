/**
 * A sequence at work: the sitting, its clock, and its saving. One object for one sequence of one pupil; screens and
 * simulations read `state` and call its methods. Holds no browser: time and timers are given.
 *
 * Guarantees to the pupil: an answer is given to the record writer at once (typing: within 800 ms, or at the next move);
 * `saved` is shown only for the newest state; at zero of the time limit everything is saved and the sequence ends.
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
import type { ResponseValue } from '@cloison/qti/delivery';
import { countedMs, type TimeWarning, warningBetween } from './clock.ts';
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

const TYPING_MS = 800;
const MOVE_MS = 1_000;
const TICK_MS = 1_000;
/** Time spent is saved this often without any answer, so that a restart loses little of it. */
const IDLE_SAVE_MS = 60_000;

export type Phase =
  /** Nothing has been saved yet: the instructions are shown, and time does not run. */
  | 'ready'
  | 'answering'
  | 'review'
  /** Ended by the pupil or by time; not acknowledged yet. */
  | 'closing'
  /** Ended and acknowledged: there is a receipt. */
  | 'finished'
  /** Ended, but after the window: kept apart, without a receipt. */
  | 'late';

export interface LiveState {
  readonly sitting: Sitting;
  readonly phase: Phase;
  /** `saving` also while an answer has not reached the writer yet. */
  readonly save: SaveState;
  readonly readOnly: boolean;
  readonly timeUp: boolean;
  readonly warning: TimeWarning | null;
  /** Six symbols, once the final envelope is acknowledged. */
  readonly receipt: string | null;
  /**
   * Another computer had gone on with this sequence, so the unsent work of this one was set apart when it was opened.
   */
  readonly diverged: boolean;
  /** Taking over failed because the network was down. The question stays on the screen. */
  readonly takeOverFailed: boolean;
}

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
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs later; returns what cancels. */
  readonly later: (ms: number, run: () => void) => () => void;
}

export class LiveSitting {
  readonly #options: LiveSittingOptions;
  readonly #listeners = new Set<() => void>();
  #writer: RecordWriter | null = null;
  #state: LiveState;
  /** What the writer was last given. */
  #given: Sitting | null = null;
  #writerSays: SaveState = { kind: 'saved' };
  #cancelSave: (() => void) | null = null;
  #saveDue = Number.POSITIVE_INFINITY;
  /** The state to be saved has a new answer, not only a new position. */
  #answerDue = false;
  #cancelTick: (() => void) | null = null;
  #lastTick = 0;
  #lastSave = 0;

  private constructor(options: LiveSittingOptions) {
    this.#options = options;
    this.#state = {
      sitting: startSitting(options.start),
      phase: 'ready',
      save: { kind: 'saved' },
      readOnly: false,
      timeUp: false,
      warning: null,
      receipt: null,
      diverged: false,
      takeOverFailed: false,
    };
  }

  /**
   * Resumes from the platform, this browser or the ticket. Throws `RefusedError` (window), `ProtocolError`
   * (`message-invalid`: a record that this version cannot read; it is left untouched).
   */
  static async open(options: LiveSittingOptions): Promise<LiveSitting> {
    const live = new LiveSitting(options);
    const { session, record, ceiling, start, known } = options;
    const { writer, resumed } = await session.writer(record, ceiling, (said) => live.#hear(said), known);
    live.#writer = writer;
    live.#writerSays = writer.state;
    const body = resumed.body ?? options.resume;
    if (body === null) return live;
    let parsed: PupilBody;
    try {
      parsed = parsePupilBody(body);
    } catch (error) {
      writer.stop();
      throw error;
    }
    const reopened =
      resumed.body === null ? { ...parsed, final: false } : { ...parsed, final: resumed.final };
    const sitting = resumeSitting(start, reopened);
    live.#given = resumed.body === null ? null : sitting;
    live.#set({ sitting, diverged: resumed.diverged, phase: sitting.final ? 'closing' : 'ready' });
    const finalHash = resumed.finalHash ?? (sitting.final ? writer.finalHash : null);
    if (finalHash !== null) live.#finished(finalHash);
    return live;
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
    this.#set({ phase: 'answering' });
    if (timeLeftMs(this.#state.sitting) === 0) {
      this.#timeIsUp();
      return;
    }
    this.#tickLater();
    this.#saveIn(0);
  }

  /** `typing`: more keys are likely to follow. */
  answer(responseId: string, value: ResponseValue, { typing = false }: { typing?: boolean } = {}): void {
    const itemId = itemOnScreen(this.#state.sitting);
    this.#answerDue = !this.#state.readOnly;
    this.#apply({ kind: 'answered', itemId, responseId, value });
    this.#saveIn(typing ? TYPING_MS : 0);
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
  }

  /** Gives the pending state to the writer now, because the page may be closed. */
  flush(): void {
    this.#cancelSave?.();
    this.#cancelSave = null;
    this.#saveDue = Number.POSITIVE_INFINITY;
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
    this.#writer?.retryNow();
  }

  dismissWarning(): void {
    this.#set({ warning: null });
  }

  /**
   * After a conflict: goes on exactly where the other computer is. The platform keeps apart what it refused of this
   * one.
   */
  async takeOver(): Promise<void> {
    const { session, record, start } = this.#options;
    const writer = this.#writer;
    if (writer === null) return;
    try {
      const head = await session.recordHead(record);
      if (head === null) throw new UnreachableError('no head');
      const opened = await session.openRecord(record, head);
      const sitting = resumeSitting(start, { ...parsePupilBody(opened.body), final: opened.final });
      this.#given = sitting;
      this.#set({ sitting, readOnly: false, takeOverFailed: false, timeUp: false, diverged: false });
      if (opened.final) {
        this.#finished(opened.hash);
        return;
      }
      this.#set({ phase: 'answering' });
      await writer.takeOver(head, bodyOf(sitting));
      this.#lastTick = this.#options.now();
      this.#tickLater();
    } catch (error) {
      if (!(error instanceof UnreachableError || error instanceof RefusedError)) throw error;
      this.#set({ takeOverFailed: true });
    }
  }

  /** After a conflict: shows the answers and writes nothing. */
  stayReadOnly(): void {
    this.#cancelTick?.();
    this.#set({ readOnly: true, phase: 'answering', warning: null });
  }

  /** Envelopes that are not acknowledged: for a rescue file. */
  unacknowledged(): readonly Uint8Array[] {
    return this.#writer?.unacknowledged() ?? [];
  }

  /** Nothing is waiting to be saved or acknowledged. */
  get settled(): boolean {
    return this.#state.save.kind === 'saved' && this.unacknowledged().length === 0;
  }

  stop(): void {
    this.flush();
    this.#cancelTick?.();
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
    const says = this.#writerSays;
    this.#state = {
      ...this.#state,
      save: this.#answerDue && says.kind === 'saved' ? { kind: 'saving' } : says,
    };
    for (const listener of this.#listeners) listener();
  }

  #saveIn(ms: number): void {
    if (this.#state.readOnly || this.#state.phase === 'ready') return;
    if (ms === 0) {
      this.flush();
      return;
    }
    const due = this.#options.now() + ms;
    if (due >= this.#saveDue) return;
    this.#cancelSave?.();
    this.#saveDue = due;
    this.#cancelSave = this.#options.later(ms, () => this.flush());
    this.#show();
  }

  #hear(said: SaveState): void {
    this.#writerSays = said;
    const { phase } = this.#state;
    if (phase === 'closing' && said.kind === 'saved' && this.#writer?.finalHash != null) {
      this.#finished(this.#writer.finalHash);
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
    if (this.#options.now() - this.#lastSave >= IDLE_SAVE_MS) this.flush();
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
    const warning = before === null || left === null ? null : warningBetween(before, left);
    if (warning !== null) this.#set({ warning });
  }

  #timeIsUp(): void {
    this.#set({ timeUp: true });
    this.finish();
  }
}
