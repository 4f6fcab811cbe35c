/**
 * What the roster still needs in codes, roots and numbers, for pages that are looked at again and again: counted over all
 * pupils only once the roster or the codes have changed.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { countWithoutNumber } from '../roster/pupils.ts';
import { type CodeNeeds, countNeeds } from './needs.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name' | 'spec'>;

export interface RosterNeeds {
  readonly codes: CodeNeeds;
  /** Pupils without an order number, classes and schools without a root. */
  readonly others: number;
}

export class KeptNeeds {
  readonly #kept = new Map<string, { readonly mark: string; readonly needs: RosterNeeds }>();

  /** `rosterVersion`: of the campaign's row. Every import makes another. */
  of(subject: Subject, rosterVersion: number): RosterNeeds {
    const mark = `${rosterVersion} ${JSON.stringify(codesGiven(subject))}`;
    const before = this.#kept.get(subject.name);
    if (before?.mark === mark) return before.needs;
    const needs = rosterNeeds(subject);
    this.#kept.set(subject.name, { mark, needs });
    return needs;
  }
}

export function rosterNeeds(subject: Subject): RosterNeeds {
  const { codes, groups } = countNeeds(subject);
  return { codes, others: countWithoutNumber(subject) + groups };
}

/** Counts of holders by kind and state, without the stock of minted ones. A code that is given or revoked changes a count. */
function codesGiven({ vault, name }: Subject): readonly object[] {
  return vault.all(
    `SELECT kind, state, count(*) AS count FROM holder
     WHERE campaign = ? AND state <> 'minted' GROUP BY kind, state`,
    name,
  );
}
