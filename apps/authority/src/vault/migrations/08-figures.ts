/** Figures that were released to schools. Step 11 replaces this table. */
export const figures = `CREATE TABLE figures (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  release TEXT NOT NULL,              -- ReleaseRecord as JSON: what anybody may see
  PRIMARY KEY (campaign, domain, number)
) STRICT;`;
