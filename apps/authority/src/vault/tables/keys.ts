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
};
