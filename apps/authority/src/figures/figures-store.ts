/** Released figures in the vault, in clear: they were let out. Every release is kept, since a later one must not tell more beside it. */
import { parseReleaseRecord, type ReleaseRecord } from '@cloison/disclosure/tables';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { FiguresRow } from '../vault/rows.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

export interface ReleasedFigures {
  readonly domain: string;
  readonly at: string;
  readonly release: ReleaseRecord;
  /** Mean score by `meanKey`. */
  readonly means: Readonly<Record<string, number>>;
}

/** Of one domain, oldest first. */
export function releasesOf({ vault, name }: Subject, domain: string): readonly ReleasedFigures[] {
  return vault
    .all<FiguresRow>('SELECT * FROM figures WHERE campaign = ? AND domain = ? ORDER BY number', name, domain)
    .map(read);
}

/** The last release of each domain. */
export function figuresInForce({ vault, name }: Subject): readonly ReleasedFigures[] {
  return vault
    .all<FiguresRow>(
      `SELECT * FROM figures f WHERE campaign = ?
       AND number = (SELECT max(number) FROM figures WHERE campaign = f.campaign AND domain = f.domain) ORDER BY domain`,
      name,
    )
    .map(read);
}

/** How many releases of the campaign the vault keeps. They stay after its closing: no pupil is in them. */
export function countReleases({ vault, name }: Subject): number {
  return vault.count('SELECT count(*) FROM figures WHERE campaign = ?', name);
}

/** In the caller's transaction. */
export function keepFigures({ vault, name }: Subject, { domain, at, release, means }: ReleasedFigures): void {
  vault.run(
    `INSERT INTO figures (campaign, domain, number, at, release, means)
     SELECT ?1, ?2, coalesce(max(number), 0) + 1, ?3, ?4, ?5 FROM figures
     WHERE campaign = ?1 AND domain = ?2`,
    name,
    domain,
    at,
    JSON.stringify(release),
    JSON.stringify(means),
  );
}

function read({ domain, at, release, means }: FiguresRow): ReleasedFigures {
  return {
    ...{ domain, at, means: JSON.parse(means) as ReleasedFigures['means'] },
    release: parseReleaseRecord(JSON.parse(release)),
  };
}
