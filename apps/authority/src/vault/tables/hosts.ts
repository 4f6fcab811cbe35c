/** Tables of `hosts/`. */
export const hostsTables = {
  /** Other places that had sealed parts of a campaign (hosts/hosts.ts). */
  place: `CREATE TABLE place (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  public_key BLOB NOT NULL,           -- Ed25519: what its statement of erasure is signed with
  kind TEXT NOT NULL CHECK (kind IN ('platform', 'relay')),
  label TEXT NOT NULL,                -- the address of a platform, what a laptop is called
  since TEXT NOT NULL,
  return_key_id BLOB,                 -- of a laptop: which file is its own
  return_key_sealed BLOB,             -- and what opens that file
  taken_at TEXT,                      -- when what it had collected was last taken in
  statement TEXT,                     -- its SignedStatement as JSON, once it has erased
  PRIMARY KEY (campaign, public_key)
) STRICT;`,

  /** The newest head of a record that each laptop has brought: an older file of it brings nothing back. */
  relay_head: `CREATE TABLE relay_head (
  place BLOB NOT NULL,                -- the laptop's key
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (place, holder, name)
) STRICT, WITHOUT ROWID;`,
};
