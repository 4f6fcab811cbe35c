/**
 * Items withdrawn or corrected during a campaign: the decisions that scoring follows from then on, oldest first. What was
 * published never changes: a correction has another key and the same question.
 */
import type { Bytes } from '@cloison/protocol/public';
import { CORRECTED_SOURCE, contentBytes, insertContent } from '../campaign/content-files.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { ItemChangeRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

/** Who was given a withdrawn item has all its points; or it counts for nobody. */
export const CREDITS = ['all', 'none'] as const;
export type Credit = (typeof CREDITS)[number];

export type ItemChange = {
  readonly sequence: string;
  readonly item: string;
} & (
  | { readonly kind: 'withdraw'; readonly credit: Credit }
  /** `path`: of the item's file in its package. */
  | { readonly kind: 'correct'; readonly path: string }
  /** Takes back the decision of that number, the last one that stood: the one before it holds again, or what was published. */
  | { readonly kind: 'restore'; readonly restored: number }
);

/** A decision that something else than what was published holds. */
export type StandingChange = KeptItemChange & {
  readonly change: Exclude<ItemChange, { readonly kind: 'restore' }>;
};

export interface ItemChangeDetail {
  readonly who: string;
  readonly reason: string;
  readonly change: ItemChange;
}

export interface KeptItemChange extends ItemChangeDetail {
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** When reports with it were first made. */
  readonly issuedAt: string | null;
}

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** Oldest first. */
export function itemChangesOf({ vault, name }: Subject): KeptItemChange[] {
  return vault
    .all<ItemChangeRow>('SELECT * FROM item_change WHERE campaign = ? ORDER BY number', name)
    .map(({ number, at, detail, issued_at }) => ({
      number,
      at,
      issuedAt: issued_at,
      ...(JSON.parse(detail) as ItemChangeDetail),
    }));
}

/** Number of the last one, 0 before the first: what is read of the items is good as long as it stays. */
export function lastItemChange({ vault, name }: Subject): number {
  return vault.count('SELECT coalesce(max(number), 0) FROM item_change WHERE campaign = ?', name);
}

/** Decisions that nobody has taken back, oldest first. */
export function standingChanges(changes: readonly KeptItemChange[]): StandingChange[] {
  const takenBack = new Set(
    changes.map(({ change }) => (change.kind === 'restore' ? change.restored : null)),
  );
  return changes.filter(
    (one): one is StandingChange => one.change.kind !== 'restore' && !takenBack.has(one.number),
  );
}

/** What is in force of each item: the last decision that stands. A withdrawal keeps the correction before it, which nobody sees. */
export function changesInForce(changes: readonly KeptItemChange[]): ReadonlyMap<string, StandingChange> {
  return new Map(standingChanges(changes).map((one) => [keyOf(one.change.sequence, one.change.item), one]));
}

export function keyOf(sequence: string, item: string): string {
  return `${sequence}/${item}`;
}

/** The corrected file. */
export function correctedFile({ vault, name }: Subject, { number, change }: KeptItemChange): Bytes {
  return contentBytes(vault, name, 'source', `${CORRECTED_SOURCE}${number}/${change.item}.xml`);
}

/** Keeps a decision, and the file of a correction. In the caller's transaction. */
export function keepItemChange(
  { vault, name }: Subject,
  at: string,
  detail: ItemChangeDetail,
  file: { readonly bytes: Uint8Array; readonly hash: Bytes } | null,
): KeptItemChange {
  const number = lastItemChange({ vault, name }) + 1;
  vault.run('INSERT INTO item_change VALUES (?, ?, ?, ?, NULL)', name, number, at, JSON.stringify(detail));
  if (file !== null) {
    const path = `${CORRECTED_SOURCE}${number}/${detail.change.item}.xml`;
    insertContent(vault, name, 'source', { path, type: 'application/xml', ...file });
  }
  return { number, at, issuedAt: null, ...detail };
}

/** Takes note that reports with these decisions are being made. */
export function markChangesIssued(
  vault: Vault,
  campaign: string,
  numbers: readonly number[],
  at: string,
): void {
  for (const number of numbers)
    vault.run(
      'UPDATE item_change SET issued_at = ? WHERE campaign = ? AND number = ? AND issued_at IS NULL',
      at,
      campaign,
      number,
    );
}
