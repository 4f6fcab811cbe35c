/** Tables of `sealed-content/`. */
export const sealedContentTables = {
  /** Opening keys of content that is fetched ahead (sealed-content/seal-content.ts), and to which calendars the platform got them. */
  content_key: `CREATE TABLE content_key (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,             -- '*': the share that tickets carry
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, sequence)
) STRICT, WITHOUT ROWID;`,

  content_release: `CREATE TABLE content_release (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,
  calendar INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (campaign, sequence, calendar)
) STRICT, WITHOUT ROWID;`,
};
