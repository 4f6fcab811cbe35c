/**
 * What the player and a module of a portable custom interaction say to each other (docs/qti.md, "Modules"). Version 1.
 *
 * The module's side is hostile: it shares its frame with code that nobody here has read. What comes from there is parsed by
 * `parse-from-module.ts`, field by field, within what the item allows. What goes there is looked at as well. Both ends are
 * built into one page each, so this file imports nothing.
 */
import type { ContentNode, DeliveryResponse, ResponseValue } from '@cloison/qti/delivery';

export const VERSION = 1;

/** How things look around the frame, so that the module can look alike. */
export interface Look {
  readonly fontSize: number;
  readonly ink: string;
  readonly paper: string;
  readonly accent: string;
  readonly line: string;
  readonly isDark: boolean;
}

/** All that a module gets: nothing of the pupil, and no key, since the player has none. */
export interface Start {
  readonly v: typeof VERSION;
  readonly kind: 'start';
  readonly module: string;
  readonly typeIdentifier: string;
  /** In the order in which they are loaded. */
  readonly scripts: readonly { readonly module: string; readonly source: string }[];
  readonly properties: Readonly<Record<string, string>>;
  readonly markup: readonly ContentNode[];
  /** Pictures and sounds of the markup, by path. */
  readonly files: Readonly<Record<string, Blob>>;
  readonly response: DeliveryResponse;
  readonly value: ResponseValue;
  /** JSON that the module wrote before, or null. */
  readonly state: string | null;
  readonly maxState: number;
  readonly language: string;
  /** What the frame is called: the words that ask for it. */
  readonly title: string;
  readonly readOnly: boolean;
  readonly look: Look;
}

export type ToModule =
  | Start
  | { readonly v: typeof VERSION; readonly kind: 'ping'; readonly n: number }
  | { readonly v: typeof VERSION; readonly kind: 'focus' };

export type FromModule =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly value: ResponseValue; readonly state: string | null }
  | { readonly kind: 'size'; readonly height: number }
  | { readonly kind: 'pong'; readonly n: number }
  /** The keyboard leaves it: forwards, or backwards. */
  | { readonly kind: 'leave'; readonly forward: boolean }
  /** It could not begin. `fault`: it threw later on. */
  | { readonly kind: 'failed' }
  | { readonly kind: 'fault' };

/** What the frame takes from the player, or null: of the player's own page, so its kinds are looked at, not its contents. */
export function parseToModule(data: unknown): ToModule | null {
  if (typeof data !== 'object' || data === null) return null;
  const { v, kind } = data as { readonly v?: unknown; readonly kind?: unknown };
  if (v !== VERSION) return null;
  switch (kind) {
    case 'start': {
      const { scripts, properties, markup, response } = data as Partial<Start>;
      const isWhole =
        Array.isArray(scripts) &&
        Array.isArray(markup) &&
        typeof properties === 'object' &&
        typeof response?.id === 'string';
      return isWhole ? (data as Start) : null;
    }
    case 'ping':
      return Number.isSafeInteger((data as { readonly n?: unknown }).n) ? (data as ToModule) : null;
    case 'focus':
      return data as ToModule;
    default:
      return null;
  }
}
