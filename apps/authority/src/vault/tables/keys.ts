/** Tables of `keys/`. */
export const keysTables = {
  key_copy: `CREATE TABLE key_copy (
  key_id TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('identity', 'research')),
  campaign TEXT NOT NULL,
  path TEXT NOT NULL,                 -- absolute, or 'store' for the key store's own file
  registered_at TEXT NOT NULL,
  destroyed_at TEXT,
  PRIMARY KEY (key_id, path)
) STRICT, WITHOUT ROWID;`,

  /** The office's signing keys, in the order in which they were in force; of their public halves alone. */
  signing_key: `CREATE TABLE signing_key (
  number INTEGER PRIMARY KEY,
  public_key BLOB NOT NULL UNIQUE,    -- Ed25519, 32 bytes
  since TEXT NOT NULL,                -- when this vault took note of it
  replaced_at TEXT,                   -- NULL: in force
  why TEXT CHECK (why IN ('lost', 'leaked'))
) STRICT;`,
};
