/**
 * Changing thresholds: the preview, the change, and its undoing as long as no report was made with it. Thresholds, the classes whose reports are due, and the line of the journal are one transaction: killed anywhere,
 * all of it is there or nothing; done again, there is nothing left to do. `campaign serve` makes and sends the reports.
 */

import type { Group } from '@cloison/protocol';
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { domainResult } from '../score/domain-results.ts';
import { markReports } from '../score/due-reports.ts';
import { presentSittings } from '../score/sittings.ts';
import { sayIso } from '../time/format-time.ts';
import { refuseStandards } from './refusals.ts';
import {
  affects,
  type DomainStandard,
  domainsInForce,
  formThresholds,
  type KeptStandard,
  type StandardDetail,
  standardsOf,
  thresholdsText,
  withThresholds,
} from './standards-in-force.ts';

/** What a change would do to the pupils who have a result; nobody is named. */
export interface ChangePreview extends DomainStandard {
  readonly pupils: number;
  readonly groupsBefore: Readonly<Record<Group, number>>;
  readonly groupsAfter: Readonly<Record<Group, number>>;
  /** Pupils whose group changes. */
  readonly moved: number;
}

export interface PreviewOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onRow?: () => void;
}

/** Those of the wanted thresholds that are not in force already, with what is. */
export function changesOf(
  campaign: OpenCampaign,
  wanted: readonly Omit<DomainStandard, 'before' | 'formsBefore'>[],
): DomainStandard[] {
  const inForce = new Map(domainsInForce(campaign).map((domain) => [domain.id, domain]));
  return wanted.flatMap((one): DomainStandard[] => {
    const domain = inForce.get(one.domain);
    if (domain === undefined) throw new Error(`no domain ${one.domain}`);
    const before = domain.thresholds;
    const formsBefore = formThresholds(domain);
    const isSame = thresholdsText(before, formsBefore) === thresholdsText(one.thresholds, one.forms);
    return isSame ? [] : [{ ...one, before, ...(formsBefore === undefined ? {} : { formsBefore }) }];
  });
}

export function previewChanges(
  campaign: OpenCampaign,
  changes: readonly DomainStandard[],
  { signal, onRow }: PreviewOptions = {},
): ChangePreview[] {
  const counters = changes.flatMap((change) => {
    const domain = campaign.spec.domains.find(({ id }) => id === change.domain);
    if (domain === undefined) return [];
    const { before, formsBefore, thresholds, forms } = change;
    return [
      {
        change,
        sequence: domain.sequence,
        before: withThresholds(domain, { thresholds: before, ...given('forms', formsBefore) }),
        after: withThresholds(domain, { thresholds, ...given('forms', forms) }),
        ...noCounts(),
      },
    ];
  });
  for (const sequence of new Set(counters.map((one) => one.sequence))) {
    const own = counters.filter((one) => one.sequence === sequence);
    for (const { sitting } of presentSittings(campaign, sequence)) {
      signal?.throwIfAborted();
      for (const counter of own) {
        const [before, after] = [counter.before, counter.after].map(
          (domain) => domainResult(domain, sitting)?.group,
        );
        if (before === undefined || after === undefined) continue;
        counter.groupsBefore[before] += 1;
        counter.groupsAfter[after] += 1;
        if (before !== after) counter.moved += 1;
      }
      onRow?.();
    }
  }
  return counters.map(({ change, groupsBefore, groupsAfter, moved }) => ({
    ...change,
    pupils: groupsBefore.needs + groupsBefore.fragile + groupsBefore.satisfactory,
    groupsBefore,
    groupsAfter,
    moved,
  }));
}

/** A key only where there is a value, for optional keys that may not be undefined. */
function given<Key extends string, Value>(key: Key, value: Value | undefined) {
  return (value === undefined ? {} : { [key]: value }) as { readonly [K in Key]?: Value };
}

function noCounts() {
  const none = () => ({ needs: 0, fragile: 0, satisfactory: 0 });
  return { groupsBefore: none(), groupsAfter: none(), moved: 0 };
}

/**
 * Null when every one of them is in force already. Throws `standards-reason`, `campaign-closed`, `campaign-closing`.
 */
export function setStandards(
  campaign: OpenCampaign,
  wanted: readonly Omit<DomainStandard, 'before' | 'formsBefore'>[],
  reason: string,
): KeptStandard | null {
  requireOpen(campaign);
  checkReason(reason);
  const { vault, actor, name } = campaign;
  return vault.transaction(() => {
    const domains = changesOf(campaign, wanted);
    if (domains.length === 0) return null;
    const number = vault.count('SELECT coalesce(max(number), 0) + 1 FROM standard WHERE campaign = ?', name);
    const at = actor.now().toISOString();
    const detail: StandardDetail = { who: actor.who, reason: reason.trim(), domains };
    vault.run('INSERT INTO standard VALUES (?, ?, ?, ?, NULL)', name, number, at, JSON.stringify(detail));
    markDueReports(campaign, domains);
    appendJournal(vault, actor, 'standards.set', name, {
      number,
      domains: domains.map(describe).join('; '),
      reason: detail.reason,
    });
    return { number, at, issuedAt: null, ...detail };
  });
}

/** The last change is taken back. Throws `standards-none`, `standards-issued`, `standards-reason`, `campaign-closed`. */
export function undoStandards(campaign: OpenCampaign, reason: string): KeptStandard {
  requireOpen(campaign);
  checkReason(reason);
  const { vault, actor, name } = campaign;
  return vault.transaction(() => {
    const last = undoable(campaign);
    vault.run('DELETE FROM standard WHERE campaign = ? AND number = ?', name, last.number);
    markDueReports(campaign, last.domains);
    appendJournal(vault, actor, 'standards.undo', name, {
      number: last.number,
      domains: last.domains.length,
      reason: reason.trim(),
    });
    return last;
  });
}

/** What `undoStandards` would take back. Throws `standards-none`, `standards-issued`. */
export function undoable(campaign: OpenCampaign): KeptStandard {
  const last = standardsOf(campaign).at(-1);
  if (last === undefined) throw refuseStandards('standards-none');
  if (last.issuedAt !== null) throw refuseStandards('standards-issued', { ...sayIso(last.issuedAt) });
  return last;
}

/** Reports are due of every class of a level where a threshold changed. */
function markDueReports(campaign: OpenCampaign, changed: readonly DomainStandard[]): void {
  const { spec } = campaign;
  for (const { id } of spec.levels) if (affects(changed, spec.domains, id)) markReports(campaign, id);
}

const MOST_REASON = 500;

export function checkReason(reason: string): void {
  const text = reason.trim();
  if (text === '' || text.length > MOST_REASON || /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text))
    throw refuseStandards('standards-reason');
}

function describe({ domain, method, before, formsBefore, thresholds, forms }: DomainStandard): string {
  return `${domain} ${thresholdsText(before, formsBefore)} -> ${thresholdsText(thresholds, forms)} (${method})`;
}
