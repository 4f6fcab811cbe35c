/**
 * When a holder may read a document or save a record (protocol 1, "HTTP" and "Saving").
 *
 * Instants are milliseconds since 1970 UTC. A window closes at its end plus the longest accommodation (the authority
 * publishes it so), the same for all. For 72 hours more, saves are kept as late branches.
 */
import { patternOf } from './primitives/names.ts';

export interface Window {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** Windows by pattern (`francais`, `entry`, `ticket`, `report` …). */
export type Calendar = Readonly<Record<string, Window>>;

export const LATE_MS = 72 * 3600 * 1000;

export type WindowState =
  | { readonly kind: 'open'; readonly window: Window }
  | { readonly kind: 'late'; readonly window: Window }
  | { readonly kind: 'closed'; readonly window: Window }
  /** No window bears that name: the name is not of this campaign. */
  | { readonly kind: 'none' };

export function windowState(calendar: Calendar, name: string, nowMs: number): WindowState {
  const pattern = patternOf(name);
  const window = Object.hasOwn(calendar, pattern) ? calendar[pattern] : undefined;
  if (window === undefined) return { kind: 'none' };
  if (nowMs >= window.opensMs && nowMs < window.closesMs) return { kind: 'open', window };
  if (nowMs >= window.closesMs && nowMs < window.closesMs + LATE_MS) return { kind: 'late', window };
  return { kind: 'closed', window };
}
