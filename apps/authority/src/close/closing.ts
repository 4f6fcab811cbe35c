/** What the steps of a closing share. */
import type { ClosingStep } from '../campaign/closing-steps.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Actor } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import type { ConnectOptions } from '../platform-link/connect.ts';
import type { Vault } from '../vault/vault.ts';

export interface CloseOptions extends ConnectOptions {
  /** Go on although registered copies of the key can't be reached: the certificate names them. */
  readonly leaveCopies?: boolean;
  /** Go on although a school's laptop has not brought back what it collected: it can never be opened again. */
  readonly leaveRelays?: boolean;
  /** Why to go on when the platform gives no valid statement of erasure: another person has approved it (`close-unstated`). */
  readonly withoutStatement?: string;
  /**
   * Go on, for the reason and by the approval of `withoutStatement`, although the last collection can't be made: the platform is
   * gone, or never lets it end. What was not collected is never read.
   */
  readonly withoutCollection?: boolean;
  /** Asked when nothing else stands in the way, of a closing that has not begun. Throws to stop. */
  readonly confirm?: () => Promise<void>;
  readonly onStep?: (step: ClosingStep, done: number, total: number) => void;
}

/** What a closing works on, before it is known whether the platform can be asked. */
export interface Asked {
  readonly vault: Vault;
  readonly keys: KeyStore;
  readonly actor: Actor;
  readonly name: string;
  readonly options: CloseOptions;
  /** With its identity key: only for the steps before its destruction. Opened once. */
  readonly campaign: () => Promise<OpenCampaign>;
}

export interface Closing extends Asked {
  /** Why the platform can't be asked, where two persons go on without the last collection; null: it can. */
  readonly unreached: unknown;
}

/** Longest reason that the certificate keeps. */
export const MAX_REASON = 1000;

/** Null: none, or one that is longer than the certificate keeps. */
export function reasonGiven({ withoutStatement }: CloseOptions): string | null {
  const reason = withoutStatement?.trim() ?? '';
  return reason === '' || reason.length > MAX_REASON ? null : reason;
}
