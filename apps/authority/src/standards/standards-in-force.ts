/** Thresholds as they are in force: the campaign's own, or those that a panel's decision put in their place. */
import type { Lang } from '@cloison/command/refusal';
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
  /** Where pupils sit different items: by form; `thresholds` and `before` are then those of the first. */
  readonly forms?: FormThresholds;
  readonly formsBefore?: FormThresholds;
  readonly theta: readonly [number, number] | null;
  readonly scale: readonly [number, number] | null;
}

export type FormThresholds = Readonly<Record<string, readonly [number, number]>>;

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
  const last = new Map<string, Pick<DomainStandard, 'thresholds' | 'forms'>>();
  for (const { domains } of standardsOf(campaign)) for (const one of domains) last.set(one.domain, one);
  const model = scoringModel(campaign);
  return campaign.spec.domains.map((domain) => {
    const changed = last.get(domain.id);
    const counted = withItemChanges(domain, model.get(domain.sequence)?.items);
    return changed === undefined ? counted : withThresholds(counted, changed);
  });
}

/** The same domain with other thresholds; forms that are not named keep theirs. */
export function withThresholds<Domain extends Pick<DomainSpec, 'forms' | 'thresholds'>>(
  domain: Domain,
  { thresholds, forms = {} }: Pick<DomainStandard, 'thresholds' | 'forms'>,
): Domain {
  if (domain.forms === undefined) return { ...domain, thresholds };
  return {
    ...domain,
    thresholds,
    forms: Object.fromEntries(
      Object.entries(domain.forms).map(([id, form]) => [
        id,
        { ...form, thresholds: forms[id] ?? form.thresholds },
      ]),
    ),
  };
}

/** By form, of those that have results of their own; undefined where all pupils sit the same. */
export function formThresholds({ forms }: Pick<DomainSpec, 'forms'>): FormThresholds | undefined {
  if (forms === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(forms).flatMap(([id, { thresholds }]) => (thresholds === null ? [] : [[id, thresholds]])),
  );
}

/** `4/7`, or by form `nombres-2a 4/7, nombres-2b 2/5`. */
export function thresholdsText(
  thresholds: readonly [number, number],
  forms: FormThresholds | undefined,
  between = '/',
  lang: Lang = 'en',
): string {
  const said = (pair: readonly [number, number]) =>
    pair.map((points) => (lang === 'fr' ? String(points).replace('.', ',') : points)).join(between);
  if (forms === undefined) return said(thresholds);
  return Object.entries(forms)
    .map(([id, pair]) => `${id} ${said(pair)}`)
    .join(lang === 'fr' ? ' ; ' : ', ');
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
