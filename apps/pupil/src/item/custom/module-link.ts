/**
 * The player's end of what is said with one module: begins it, believes nothing, and gives it up when it hangs, floods or
 * fails. No browser: the port and the timers are arguments.
 *
 * Guarantees to the pupil: whatever the module does, the last answer that was one stays saved, and within `START_MS` or
 * `SILENT_MS` (of time in which the page is shown) a module that does not answer is given up. A module in a frame of the
 * same process that never returns stops this code with it: docs/qti.md says where.
 */
import type { ResponseValue } from '@cloison/qti/delivery';
import { type FromModule, type Start, VERSION } from './messages.ts';
import { type Bounds, MIN_HEIGHT, parseFromModule } from './parse-from-module.ts';

/** From the frame's loading to its `ready`. */
export const START_MS = 15_000;
export const PING_MS = 2_000;
/** Without an answer to a ping. */
export const SILENT_MS = 8_000;
/** Messages at once, and further ones a second. A hand makes thirty. */
export const BURST = 200;
const PER_SECOND = 60;
/** Messages that are none, before a module is given up. */
const MOST_FOREIGN = 20;

export type GivenUp = 'slow' | 'silent' | 'flood' | 'foreign' | 'failed';

export type LinkState =
  | { readonly kind: 'opening' }
  /** `faulty`: it threw, and may still work. */
  | { readonly kind: 'ready'; readonly height: number; readonly faulty: boolean }
  | { readonly kind: 'given-up'; readonly why: GivenUp };

export interface Port {
  postMessage(message: unknown): void;
  close(): void;
}

export interface LinkOptions {
  readonly start: Start;
  readonly bounds: Bounds;
  /** Monotonic milliseconds. */
  readonly now: () => number;
  /** Runs later; returns what cancels. */
  readonly later: (ms: number, run: () => void) => () => void;
  /** False: the page is hidden, and browsers may let frames sleep. */
  readonly isShown: () => boolean;
  readonly onState: (state: LinkState) => void;
  readonly onAnswer: (value: ResponseValue, state: string | null) => void;
  readonly onLeave: (forward: boolean) => void;
}

export class ModuleLink {
  readonly #options: LinkOptions;
  readonly #cancels = new Set<() => void>();
  #port: Port | null = null;
  #state: LinkState = { kind: 'opening' };
  #room = BURST;
  #roomAt: number;
  #foreign = 0;
  #pings = 0;
  #silentMs = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#roomAt = options.now();
    this.#later(START_MS, () => {
      if (this.#state.kind === 'opening') this.#giveUp('slow');
    });
  }

  get state(): LinkState {
    return this.#state;
  }

  /** The frame is there: hands over what the module needs. */
  begin(port: Port): void {
    if (this.#state.kind !== 'opening' || this.#port !== null) {
      port.close();
      return;
    }
    this.#port = port;
    port.postMessage(this.#options.start);
  }

  /** Whatever came by the port. */
  hear(data: unknown): void {
    if (this.#state.kind === 'given-up' || !this.#takeRoom()) return;
    const said = parseFromModule(data, this.#options.bounds);
    if (said === null) {
      this.#foreign += 1;
      if (this.#foreign > MOST_FOREIGN) this.#giveUp('foreign');
    } else this.#obey(said);
  }

  /** Something came from the frame by another way than the port. */
  hearStray(): void {
    if (this.#state.kind !== 'given-up') this.#takeRoom();
  }

  /** The frame says that its page could not take the module. */
  fail(why: GivenUp): void {
    this.#giveUp(why);
  }

  /** The keyboard comes in. */
  focus(): void {
    if (this.#state.kind === 'ready') this.#port?.postMessage({ v: VERSION, kind: 'focus' });
  }

  /** The item is left. */
  stop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#cancels.clear();
    this.#port?.close();
    this.#port = null;
  }

  #obey(said: FromModule): void {
    switch (said.kind) {
      case 'ready':
        if (this.#state.kind !== 'opening') return;
        this.#set({ kind: 'ready', height: MIN_HEIGHT, faulty: false });
        this.#pingLater();
        return;
      case 'answer':
        // Before it is ready it shows what it was given: nobody has answered.
        if (this.#state.kind === 'ready' && !this.#options.start.readOnly)
          this.#options.onAnswer(said.value, said.state);
        return;
      case 'size':
        if (this.#state.kind === 'ready' && this.#state.height !== said.height)
          this.#set({ ...this.#state, height: said.height });
        return;
      case 'pong':
        if (said.n === this.#pings) this.#silentMs = 0;
        return;
      case 'leave':
        if (this.#state.kind === 'ready') this.#options.onLeave(said.forward);
        return;
      case 'failed':
        this.#giveUp('failed');
        return;
      case 'fault':
        if (this.#state.kind === 'ready' && !this.#state.faulty) this.#set({ ...this.#state, faulty: true });
        return;
    }
  }

  #pingLater(): void {
    this.#later(PING_MS, () => {
      // Time in which the page is hidden does not count: the frame sleeps, too.
      this.#silentMs = this.#options.isShown() ? this.#silentMs + PING_MS : 0;
      if (this.#silentMs > SILENT_MS) {
        this.#giveUp('silent');
        return;
      }
      this.#pings += 1;
      this.#port?.postMessage({ v: VERSION, kind: 'ping', n: this.#pings });
      this.#pingLater();
    });
  }

  #takeRoom(): boolean {
    const now = this.#options.now();
    this.#room = Math.min(BURST, this.#room + ((now - this.#roomAt) / 1_000) * PER_SECOND);
    this.#roomAt = now;
    if (this.#room < 1) {
      this.#giveUp('flood');
      return false;
    }
    this.#room -= 1;
    return true;
  }

  #giveUp(why: GivenUp): void {
    if (this.#state.kind === 'given-up') return;
    this.stop();
    this.#set({ kind: 'given-up', why });
  }

  #set(state: LinkState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  #later(ms: number, run: () => void): void {
    const cancel = this.#options.later(ms, () => {
      this.#cancels.delete(cancel);
      run();
    });
    this.#cancels.add(cancel);
  }
}
