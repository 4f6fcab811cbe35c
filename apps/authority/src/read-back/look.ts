/** One look at what the platform serves: what was asked for, and what was found of it. */
import type { PlatformApi } from '@cloison/client/platform';
import { toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Said } from '../platform-link/as-browser.ts';
import type { ServedCode, ServedIncident } from '../records/incidents.ts';

/** What one look is at. */
export type Subject =
  | { readonly kind: 'card' }
  | { readonly kind: 'content'; readonly path: string }
  /** `places`: those that are to be read whatever chance draws. */
  | { readonly kind: 'holder'; readonly holder: Uint8Array; readonly places: ReadonlySet<string> };

export interface Looking {
  readonly campaign: OpenCampaign;
  readonly browser: PlatformApi;
  /** As `whatIsSaid`. */
  readonly ask: <T>(what: string, call: () => Promise<T>) => Promise<Said<T>>;
  /** Documents of one holder whose bytes are read; all are compared by the list. */
  readonly documentsOfHolder: number;
  /** Names of the records after whose end the platform gives a table to a pupil of that level. */
  readonly givenRouting: (holder: Uint8Array, level: string) => readonly string[];
}

/** Of everybody. */
export const PUBLIC = new Uint8Array(0);

export const keyOf = ({ holder, name }: Pick<ServedIncident, 'holder' | 'name'>): string =>
  `${toHex(holder)} ${name}`;

/** What was found at each place that was asked for. */
export class Findings {
  readonly #byPlace = new Map<string, ServedIncident[]>();
  readonly #settled = new Set<string>();

  /** It is served as it was published. */
  fine(holder: Uint8Array, name: string): void {
    const key = keyOf({ holder, name });
    if (!this.#byPlace.has(key)) this.#byPlace.set(key, []);
  }

  found(code: ServedCode, holder: Uint8Array, name: string): void {
    const key = keyOf({ holder, name });
    this.#byPlace.set(key, [...(this.#byPlace.get(key) ?? []), { code, holder, name }]);
  }

  /** Nobody is to be served anything of this holder any more, but for what `me` says. */
  over(holder: Uint8Array): void {
    this.#settled.add(toHex(holder));
  }

  get all(): readonly ServedIncident[] {
    return [...this.#byPlace.values()].flat();
  }

  has({ code, holder, name }: ServedIncident): boolean {
    return this.#byPlace.get(keyOf({ holder, name }))?.some((one) => one.code === code) ?? false;
  }

  /** Whether what was wrong once is known to be so no more. */
  isMended(incident: ServedIncident): boolean {
    if (this.#byPlace.has(keyOf(incident))) return !this.has(incident);
    return incident.name !== ME && this.#settled.has(toHex(incident.holder));
  }
}

/** Place of what the platform says to a holder of itself: whether the code is known, and its dates. */
export const ME = 'me';
