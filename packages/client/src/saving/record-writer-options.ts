/** What a record writer is given, and what it gives to go on from. */
import type { Holder } from '@cloison/protocol';
import type { Bytes } from '@cloison/protocol/public';
import type { PlatformApi } from '../platform/api.ts';
import type { BrowserStore } from '../storage/browser-store.ts';
import type { Journal } from './journal.ts';
import type { SaveState } from './save-state.ts';

export interface RecordWriterOptions {
  readonly holder: Holder;
  readonly name: string;
  /** Bytes to pad to, from the manifest. */
  readonly ceiling: number;
  readonly api: PlatformApi;
  readonly store: BrowserStore;
  /** Missing in simulations, which have no page that could be closed. */
  readonly journal?: Journal;
  /** 8 bytes, from `deviceOf`. */
  readonly device: Bytes;
  readonly random: (length: number) => Bytes;
  /** Waits, or returns early when the signal aborts. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly onState?: (state: SaveState) => void;
}

/** What a person goes on from. */
export interface Resumed {
  /** Hostile until a schema has read it; null: nothing was saved yet. */
  readonly body: unknown;
  readonly final: boolean;
  /** H of the newest envelope when it is final and acknowledged: gives the receipt. */
  readonly finalHash: Bytes | null;
  /** `local`: this computer had newer, unanswered work on the same chain. */
  readonly source: 'none' | 'platform' | 'local';
  /** Unanswered work of this computer did not continue what the platform has: it was sent to be kept as a branch. */
  readonly diverged: boolean;
  /** Another device has written last, and it is not finished: somebody may be at work there. */
  readonly elsewhere: boolean;
  /** What the platform shows does not open: this is what the browser has by itself. */
  readonly unreadable?: true;
}
