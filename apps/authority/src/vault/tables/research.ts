/** Tables of `research/`. */
export const researchTables = {
  /** Pseudonymous rows, distilled at closing, in random order, sealed under the research key. */
  research: `CREATE TABLE research (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, id)
) STRICT;`,

  /** Rows of the research file: coarsened, shuffled again, sealed under the research key. */
  anonymised: `CREATE TABLE anonymised (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, id)
) STRICT;`,
};
