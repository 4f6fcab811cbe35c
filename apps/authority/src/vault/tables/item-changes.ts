/** Tables of `item-changes/`. */
export const itemChangesTables = {
  /** Items withdrawn or corrected during the campaign, oldest first (item-changes/item-changes.ts). Nobody is in them. */
  item_change: `CREATE TABLE item_change (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- ItemChangeDetail as JSON
  issued_at TEXT,                     -- when reports with it were first made
  PRIMARY KEY (campaign, number)
) STRICT;`,
};
