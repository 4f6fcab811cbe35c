/** Pages that count over the whole vault, and what the service and the thread that counts for it say to each other. */
import type { RefusalEntry } from '@cloison/command/refusal';
import type { Answers, Requests } from '@cloison/console-messages';

export const COUNTED = [
  'life',
  'participation',
  'schools',
  'incidents',
  'schoolFile',
  'areas',
  'closing',
] as const;
export type CountedName = (typeof COUNTED)[number];

export interface CountOrder<Name extends CountedName = CountedName> {
  readonly number: number;
  readonly name: Name;
  readonly request: Requests[Name];
  readonly nowMs: number;
}

export type CountNews =
  | {
      readonly kind: 'counted';
      readonly number: number;
      readonly answer: Answers[CountedName];
      /** What counting took, in milliseconds. */
      readonly costMs: number;
    }
  | {
      readonly kind: 'refused';
      readonly number: number;
      readonly code: string;
      readonly entry: RefusalEntry;
      readonly data: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'failed'; readonly number: number; readonly message: string };

/** What a counting thread needs to read the vault. No key: nothing that is sealed is opened for a count. */
export interface CountPlace {
  readonly vaultFolder: string;
  readonly keysFolder: string;
  readonly who: string;
}
