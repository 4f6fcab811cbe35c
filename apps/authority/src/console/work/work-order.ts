/** What the service tells a thread, and what the thread says back. */
import type { Trouble, WorkEvent, WorkRequest, WorkStep } from '@cloison/console-messages';

export interface WorkOrder {
  readonly request: WorkRequest;
  readonly who: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** From memory to memory; null without keys. */
  readonly passphrase: string | null;
  readonly waitMs: number;
}

export type WorkNews =
  /** The vault is this work's now. */
  | { readonly kind: 'began' }
  | { readonly kind: 'progress'; readonly step: WorkStep; readonly done: number; readonly total: number }
  | { readonly kind: 'event'; readonly event: WorkEvent }
  | { readonly kind: 'done'; readonly result: Readonly<Record<string, unknown>> }
  | { readonly kind: 'refused'; readonly trouble: Trouble }
  | { readonly kind: 'stopped' };
