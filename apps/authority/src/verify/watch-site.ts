/**
 * A site checked again and again, from several places, by several browsers, at times that its host cannot foresee. A pass
 * that finds a fault, or cannot reach the site, is reported and does not end the watch.
 */
import { Refusal } from '@cloison/command/refusal';
import { refuseVerify } from './refusals.ts';
import type { SiteBrowser } from './site-visit.ts';
import { type SiteCheck, type SiteFault, verifySite } from './verify-site.ts';

export interface SiteWatch extends Omit<SiteCheck, 'proxy' | 'random' | 'browser'> {
  /** Each loads the site from each place; null is Node. */
  readonly browsers: readonly (SiteBrowser | null)[];
  /** Proxies, each a place; null is from here. */
  readonly via: readonly (string | null)[];
  /** Milliseconds from one pass to the next; null: one pass. */
  readonly everyMs: number | null;
  /** A pass may come so much earlier or later. */
  readonly jitterMs: number;
  /** Null: until the signal. */
  readonly passes: number | null;
  readonly random: () => number;
  readonly sleep: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  readonly onPass: (pass: SitePass) => void;
}

export interface SitePass {
  readonly via: string | null;
  /** Null: Node. */
  readonly browser: SiteBrowser | null;
  readonly faults: readonly SiteFault[];
  /** Why there was nothing to compare; null: all of it was compared. */
  readonly unreachable: Refusal | null;
}

/** Every pass, in order. One place after the other, in an order of its own at each pass. */
export async function watchSite(watch: SiteWatch): Promise<readonly SitePass[]> {
  const { everyMs, jitterMs, random, sleep, signal } = watch;
  const passes: SitePass[] = [];
  const rounds = everyMs === null ? 1 : (watch.passes ?? Number.POSITIVE_INFINITY);
  for (let round = 0; round < rounds; round++) {
    if (round > 0) {
      await sleep(Math.max(0, everyMs! + (2 * random() - 1) * jitterMs), signal);
      if (signal?.aborted === true) break;
    }
    const ways = watch.via.flatMap((via) => watch.browsers.map((browser) => ({ via, browser })));
    for (const way of shuffled(ways, random)) {
      const pass = await passOf(watch, way);
      passes.push(pass);
      watch.onPass(pass);
      if (signal?.aborted === true) return passes;
    }
  }
  return passes;
}

type Way = Pick<SitePass, 'via' | 'browser'>;

async function passOf(watch: SiteWatch, way: Way): Promise<SitePass> {
  try {
    const { via, browser } = way;
    const faults = await verifySite({ ...watch, proxy: via ?? undefined, browser: browser ?? undefined });
    return { ...way, faults, unreachable: null };
  } catch (error) {
    // A watch goes on where a single check would end.
    const isAlone = watch.everyMs === null && watch.via.length * watch.browsers.length === 1;
    if (!(error instanceof Refusal) || isAlone || error.code === refuseVerify('site-address').code)
      throw error;
    return { ...way, faults: [], unreachable: error };
  }
}

/** Fisher and Yates. */
function shuffled<T>(values: readonly T[], random: () => number): readonly T[] {
  const order = [...values];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
