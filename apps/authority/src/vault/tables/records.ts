/** Tables of `records/`. */
export const recordsTables = {
  /** Heads as the feed gave them. */
  record: `CREATE TABLE record (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB,                      -- null: only version and hash are known
  PRIMARY KEY (holder, name)
) STRICT;`,

  /** Envelopes that the write rule refused, kept; and ('relay') heads that came from a school's laptop. */
  branch: `CREATE TABLE branch (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict', 'rescue', 'relay')),
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB NOT NULL,
  after_revocation INTEGER NOT NULL,  -- 1: the holder was revoked here before this came
  PRIMARY KEY (holder, name, hash)
) STRICT;`,

  /** Records received since they were last opened, resolved and scored: what is left to do after a kill. */
  to_open: `CREATE TABLE to_open (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  PRIMARY KEY (holder, name)
) STRICT, WITHOUT ROWID;`,

  /** Which pupil and sequence an entry record of a class holder is about: its name is a keyed hash. */
  entry_name: `CREATE TABLE entry_name (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  PRIMARY KEY (holder, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_name_pupil ON entry_name (pupil, sequence);`,

  /** Collected envelopes that were refused after opening, or that belong to nobody. No reference: a stranger has no holder. */
  quarantine: `CREATE TABLE quarantine (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  holder BLOB NOT NULL,
  name TEXT NOT NULL,
  hash BLOB NOT NULL,                 -- of the envelope
  code TEXT NOT NULL,                 -- records/check-body.ts
  at TEXT NOT NULL,
  PRIMARY KEY (campaign, holder, name, hash)
) STRICT, WITHOUT ROWID;`,

  /** Records of which the platform showed an older or another head than it had shown before. */
  rollback: `CREATE TABLE rollback (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  seen_version INTEGER NOT NULL,
  shown_version INTEGER NOT NULL,     -- 0: none at all
  at TEXT NOT NULL,
  PRIMARY KEY (holder, name, seen_version, shown_version)
) STRICT, WITHOUT ROWID;`,

  /** What a platform did that no honest one does, by kind and record. */
  incident: `CREATE TABLE incident (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- records/incidents.ts
  holder BLOB NOT NULL,               -- empty: of no record
  name TEXT NOT NULL,
  times INTEGER NOT NULL,
  at TEXT NOT NULL,                   -- the last time
  PRIMARY KEY (campaign, code, holder, name)
) STRICT, WITHOUT ROWID;`,

  cursor: `CREATE TABLE cursor (campaign TEXT PRIMARY KEY REFERENCES campaign (name), next TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
};
