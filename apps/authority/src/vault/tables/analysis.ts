/** Tables of `analysis/`. */
export const analysisTables = {
  /**
   * The last analysis, one row a domain (analysis/analysis-store.ts). Even statistics are sealed: those of a small domain would
   * say how its pupils answered. 'pending': of an analysis that has not come to its end; it goes on from there.
   */
  analysis: `CREATE TABLE analysis (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  at TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  input BLOB NOT NULL,                -- HMAC of all that it was computed from: the same is not computed again
  statistics_sealed BLOB NOT NULL,    -- DomainStatistics
  PRIMARY KEY (campaign, domain, state)
) STRICT;`,

  /** Estimates of an analysis, some thousand pupils a row, rising. */
  estimate: `CREATE TABLE estimate (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  part INTEGER NOT NULL,
  sealed BLOB NOT NULL,               -- EstimatePart
  PRIMARY KEY (campaign, domain, state, part)
) STRICT;`,
};
