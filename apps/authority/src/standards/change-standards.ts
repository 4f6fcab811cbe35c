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
  type KeptStandard,
  type StandardDetail,
  standardsOf,
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
  wanted: readonly Omit<DomainStandard, 'before'>[],
): DomainStandard[] {
  const inForce = new Map(domainsInForce(campaign).map(({ id, thresholds }) => [id, thresholds]));
  return wanted.flatMap((one) => {
    const before = inForce.get(one.domain);
    if (before === undefined) throw new Error(`no domain ${one.domain}`);
    return before[0] === one.thresholds[0] && before[1] === one.thresholds[1] ? [] : [{ ...one, before }];
  });
}

export function previewChanges(
  campaign: OpenCampaign,
  changes: readonly DomainStandard[],
  { signal, onRow }: PreviewOptions = {},
): ChangePreview[] {
  const counters = changes.flatMap((change) => {
    const domain = campaign.spec.domains.find(({ id }) => id === change.domain);
    return domain === undefined ? [] : [{ change, domain, ...noCounts() }];
  });
  for (const sequence of new Set(counters.map(({ domain }) => domain.sequence))) {
    const own = counters.filter(({ domain }) => domain.sequence === sequence);
    for (const { sitting } of presentSittings(campaign, sequence)) {
      signal?.throwIfAborted();
      for (const counter of own) {
        const [before, after] = [counter.change.before, counter.change.thresholds].map(
          (thresholds) => domainResult({ ...counter.domain, thresholds }, sitting)?.group,
        );
        if (before === undefined || after === undefined) continue;
        counter.before[before] += 1;
        counter.after[after] += 1;
        if (before !== after) counter.moved += 1;
      }
      onRow?.();
    }
  }
  return counters.map(({ change, before, after, moved }) => ({
    ...change,
    pupils: before.needs + before.fragile + before.satisfactory,
    groupsBefore: before,
    groupsAfter: after,
    moved,
  }));
}

function noCounts() {
  const none = () => ({ needs: 0, fragile: 0, satisfactory: 0 });
  return { before: none(), after: none(), moved: 0 };
}

/**
 * Null when every one of them is in force already. Throws `standards-reason`, `campaign-closed`, `campaign-closing`.
 */
export function setStandards(
  campaign: OpenCampaign,
  wanted: readonly Omit<DomainStandard, 'before'>[],
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

function describe({ domain, method, before, thresholds }: DomainStandard): string {
  return `${domain} ${before.join('/')} -> ${thresholds.join('/')} (${method})`;
}
