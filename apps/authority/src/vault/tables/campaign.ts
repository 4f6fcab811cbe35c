/** Tables of `campaign/`. */
export const campaignTables = {
  campaign: `CREATE TABLE campaign (
  name TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('open', 'closing', 'closed')),
  rehearsal INTEGER NOT NULL,
  spec TEXT NOT NULL,                 -- CampaignSpec as JSON
  calendars TEXT NOT NULL,            -- ResolvedCalendars as JSON
  manifest_hash BLOB NOT NULL,        -- H of the content file 'manifest.json'
  key_check BLOB NOT NULL,            -- a constant sealed under the identity key: tells the right key from a wrong one
  created_at TEXT NOT NULL,
  roster_version INTEGER NOT NULL DEFAULT 0,   -- number of roster imports applied
  platform_url TEXT,
  platform_key BLOB                   -- Ed25519, registered at first publication
) STRICT;`,

  /** 'public' files are published: the manifest, those it lists, and packs of its sequences; 'source' files are the packages with their keys. */
  content: `CREATE TABLE content (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  kind TEXT NOT NULL CHECK (kind IN ('public', 'source')),
  path TEXT NOT NULL,
  hash BLOB NOT NULL,
  type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  pushed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, kind, path)
) STRICT, WITHOUT ROWID;`,

  /** Steps of a closing already done, with what they found. */
  closing: `CREATE TABLE closing (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  step TEXT NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- JSON, counts and hashes only
  PRIMARY KEY (campaign, step)
) STRICT, WITHOUT ROWID;`,
};
