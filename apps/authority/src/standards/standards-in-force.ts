/** Thresholds as they are in force: the campaign's own, or those that a panel's decision put in their place. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec, StandardMethod } from '../campaign/spec.ts';
import { itemChangesOf, markChangesIssued } from '../item-changes/item-changes.ts';
import { type ScorableSequence, scoringModel } from '../score/sequence-scoring.ts';
import type { StandardRow } from '../vault/rows.ts';

/** Thresholds of one domain, and those before them. No person is in it. */
export interface DomainStandard {
  readonly domain: string;
  /** `points`: given as they are, without a table. */
  readonly method: StandardMethod | 'points';
  readonly judges: number;
  readonly before: readonly [number, number];
  readonly thresholds: readonly [number, number];
  readonly theta: readonly [number, number] | null;
  readonly scale: readonly [number, number] | null;
}

export interface StandardDetail {
  readonly who: string;
  readonly reason: string;
  readonly domains: readonly DomainStandard[];
}

export interface KeptStandard extends StandardDetail {
  readonly number: number;
  /** ISO 8601 UTC. */
  readonly at: string;
  /** When reports with it were first made; null: it may still be undone. */
  readonly issuedAt: string | null;
}

/** Oldest first. */
export function standardsOf({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): KeptStandard[] {
  return vault
    .all<StandardRow>('SELECT * FROM standard WHERE campaign = ? ORDER BY number', name)
    .map(({ number, at, detail, issued_at }) => ({
      number,
      at,
      issuedAt: issued_at,
      ...(JSON.parse(detail) as StandardDetail),
    }));
}

/** The campaign's domains with the thresholds that groups are given by now. */
export function domainsInForce(campaign: Pick<OpenCampaign, 'vault' | 'name' | 'spec'>): DomainSpec[] {
  const last = new Map<string, readonly [number, number]>();
  for (const { domains } of standardsOf(campaign))
    for (const { domain, thresholds } of domains) last.set(domain, thresholds);
  const model = scoringModel(campaign);
  return campaign.spec.domains.map((domain) => {
    const thresholds = last.get(domain.id);
    const counted = withItemChanges(domain, model.get(domain.sequence)?.items);
    return thresholds === undefined ? counted : { ...counted, thresholds };
  });
}

/** Without items that count for nobody, and with the maximum as keys are now. */
function withItemChanges(domain: DomainSpec, items: ScorableSequence['items'] | undefined): DomainSpec {
  if (items === undefined) return domain;
  const counted = domain.items.filter((id) => items.get(id)?.withdrawn !== 'none');
  const maxScore = counted.reduce((sum, id) => sum + (items.get(id)?.maxScore ?? 0), 0);
  return { ...domain, items: counted, maxScore };
}

/** Takes note that reports of this level are being made with the thresholds and items in force: no way back from there. Before the first is sealed. */
export function markIssued({ vault, actor, name, spec }: OpenCampaign, level: string): void {
  const changed = itemChangesOf({ vault, name })
    .filter(({ issuedAt, change }) => {
      const sequence = spec.sequences.find(({ id }) => id === change.sequence);
      return issuedAt === null && sequence?.level === level;
    })
    .map(({ number }) => number);
  markChangesIssued(vault, name, changed, actor.now().toISOString());
  for (const { number, issuedAt, domains } of standardsOf({ vault, name }))
    if (issuedAt === null && affects(domains, spec.domains, level))
      vault.run(
        'UPDATE standard SET issued_at = ? WHERE campaign = ? AND number = ?',
        actor.now().toISOString(),
        name,
        number,
      );
}

/** Whether a change of thresholds is one of this level. */
export function affects(
  changed: readonly Pick<DomainStandard, 'domain'>[],
  domains: readonly DomainSpec[],
  level: string,
): boolean {
  return changed.some(({ domain }) => domains.find(({ id }) => id === domain)?.level === level);
}
