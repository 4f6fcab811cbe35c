/** Thresholds as they are in force: the campaign's own, or those that a panel's decision put in their place. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { DomainSpec, StandardMethod } from '../campaign/spec.ts';
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
  return campaign.spec.domains.map((domain) => {
    const thresholds = last.get(domain.id);
    return thresholds === undefined ? domain : { ...domain, thresholds };
  });
}

/** Takes note that reports of this level are being made with the thresholds in force: no way back from there. Before the first is sealed. */
export function markIssued({ vault, actor, name, spec }: OpenCampaign, level: string): void {
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
