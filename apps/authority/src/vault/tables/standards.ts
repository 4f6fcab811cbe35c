/** Tables of `standards/`. */
export const standardsTables = {
  /** Thresholds that took the place of the campaign's, oldest first (standards/standards-in-force.ts). Nobody is in them. */
  standard: `CREATE TABLE standard (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- StandardDetail as JSON
  issued_at TEXT,                     -- when reports with them were first made: no way back from there
  PRIMARY KEY (campaign, number)
) STRICT;`,
};
