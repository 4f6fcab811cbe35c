/** What the service of `cloison qti preview` says: its own program on this machine, so it is believed, but for the items. */
import { type DeliveryItem, parseDeliveryItem, type ResponseValue } from '@cloison/qti/delivery';

export interface Remark {
  readonly severity: 'error' | 'warning';
  readonly place: string;
  readonly fr: string;
  readonly en: string;
}

export interface PreviewedItem {
  readonly item: DeliveryItem;
  readonly path: string;
  /** Modules of portable custom interactions and their files. */
  readonly scripts: readonly { readonly module: string; readonly path: string }[];
  readonly maxScore: number | null;
  readonly keys: readonly {
    readonly responseId: string;
    readonly type: string;
    readonly correct: readonly string[] | null;
    readonly mapping: readonly { readonly key: string; readonly points: number }[];
  }[];
  readonly processing: string;
  readonly notPlayed: readonly { readonly fr: string; readonly en: string }[];
  /** It has several attempts, or something that is shown after one. */
  readonly hasAttempts: boolean;
  readonly remarks: readonly Remark[];
}

export interface PreviewedPackage {
  readonly name: string;
  readonly items: readonly PreviewedItem[];
  readonly problems: readonly Remark[];
}

/** Items as a pupil's page takes them: strictly. */
export async function fetchPackage(): Promise<PreviewedPackage> {
  const response = await fetch('./api/package');
  const shown = (await response.json()) as PreviewedPackage;
  return { ...shown, items: shown.items.map((one) => ({ ...one, item: parseDeliveryItem(one.item) })) };
}

export type Scored =
  | { readonly kind: 'scored'; readonly outcomes: Readonly<Record<string, unknown>>; readonly score: number }
  | { readonly kind: 'invalid'; readonly errors: readonly { readonly code: string }[] };

export async function fetchScore(
  item: string,
  responses: Readonly<Record<string, ResponseValue>>,
): Promise<Scored | null> {
  const response = await fetch('./api/score', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ item, responses }),
  });
  return (await response.json()) as Scored | null;
}

/** An item after some attempts, as its whole response processing leaves it; null: no pupil can make them. */
export interface Attempted {
  readonly item: DeliveryItem;
  readonly isOver: boolean;
  readonly scored: Scored;
}

export async function fetchAttempted(
  item: string,
  attempts: readonly Readonly<Record<string, ResponseValue>>[],
): Promise<Attempted | null> {
  const response = await fetch('./api/attempt', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ item, attempts }),
  });
  const attempted = (await response.json()) as Attempted | null;
  return attempted === null ? null : { ...attempted, item: parseDeliveryItem(attempted.item) };
}
