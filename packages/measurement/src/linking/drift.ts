/**
 * Anchors that moved: robust z of difficulty differences after linking (Huynh & Meyer 2010), dropping the worst and linking again
 * until none stands out or half of the anchors are left.
 */
import { type CommonItem, difficultyDifference, type Link, type LinkMethod, link } from './link.ts';

export interface DriftItem {
  readonly id: string;
  /** Source on the target's scale minus target, under the final link. */
  readonly difference: number;
  /** (difference − median)/(0.74·interquartile range); null when the range is 0 or fewer than four anchors are left. */
  readonly robustZ: number | null;
  readonly dropped: boolean;
}

export interface DriftResult {
  readonly link: Link;
  readonly items: readonly DriftItem[];
}

/** 0.74·IQR estimates a normal standard deviation; 1.645 flags one anchor in ten by chance (Huynh & Meyer 2010). */
const IQR_TO_SD = 0.74;
const ROBUST_Z_LIMIT = 1.645;

/** A difference smaller than this on the θ scale does no harm whatever its z (0.3 logits is customary: Wells et al. 2014; stricter here). */
const HARMLESS = 0.15;

export function linkWithoutDrift(items: readonly CommonItem[], method: LinkMethod): DriftResult {
  let kept = [...items];
  for (;;) {
    const current = link(kept, method);
    const differences = kept.map((item) => difficultyDifference(item, current));
    const spread = robust(differences);
    let worst = -1;
    let worstZ = ROBUST_Z_LIMIT;
    if (spread !== null && kept.length - 1 >= Math.max(2, Math.ceil(items.length / 2))) {
      differences.forEach((difference, k) => {
        const z = Math.abs(difference - spread.median) / spread.sd;
        if (z > worstZ && Math.abs(difference - spread.median) > HARMLESS) {
          worst = k;
          worstZ = z;
        }
      });
    }
    if (worst < 0) {
      return {
        link: current,
        items: items.map((item) => {
          const difference = difficultyDifference(item, current);
          return {
            id: item.id,
            difference,
            robustZ: spread === null ? null : (difference - spread.median) / spread.sd,
            dropped: !kept.includes(item),
          };
        }),
      };
    }
    kept = kept.filter((_, k) => k !== worst);
  }
}

function robust(values: readonly number[]): { readonly median: number; readonly sd: number } | null {
  if (values.length < 4) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low]! + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)]! - sorted[low]!);
  };
  const sd = IQR_TO_SD * (at(0.75) - at(0.25));
  return sd > 1e-9 ? { median: at(0.5), sd } : null;
}
