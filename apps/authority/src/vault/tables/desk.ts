/** Tables of `desk/`. */
export const deskTables = {
  /** Pupils whom a head declared as not sitting (desk/declarations.ts). */
  declaration: `CREATE TABLE declaration (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  sealed BLOB NOT NULL,               -- the reason
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;`,

  /** What was asked or told from a desk (desk/requests.ts). */
  request: `CREATE TABLE request (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id TEXT NOT NULL,                   -- random, of the browser
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  school INTEGER NOT NULL REFERENCES school (id),
  kind TEXT NOT NULL CHECK (kind IN ('reserve', 'teacher-code', 'reopen', 'more-time', 'incident')),
  state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn', 'told')),
  received_at TEXT NOT NULL,
  sealed BLOB NOT NULL,               -- DeskEntry
  answered_at TEXT,
  answer_sealed BLOB,                 -- the office's words
  PRIMARY KEY (campaign, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_holder ON request (holder);
CREATE INDEX request_school ON request (school);`,

  /** Cells that were keyed twice, and how many differed (desk/double-entries.ts). Counts only. */
  double_entry: `CREATE TABLE double_entry (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  cells INTEGER NOT NULL,
  differing INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;`,

  /** Schools whose documents have to be published again, because something was granted or declared there. */
  to_publish: `CREATE TABLE to_publish (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;`,

  /** News from the service to every desk. Nobody is in them. */
  notice: `CREATE TABLE notice (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  fr TEXT NOT NULL,
  en TEXT NOT NULL,
  level TEXT,                         -- null: all
  withdrawn_at TEXT,
  PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;`,
};
