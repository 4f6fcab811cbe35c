/**
 * Tables of the vault, version 12. One SQLite file may hold several campaigns.
 *
 * A column named `sealed` (or `…_sealed`) holds a value under the campaign's identity key (`sealer.ts`), a column named
 * `…_lookup` its HMAC for equality. What is in clear is public (schools, levels, content, windows), random (holder ids,
 * hashes of access tokens), sealed by protocol 1 (envelopes), or a count. Destroying the identity key leaves nothing else.
 *
 * Row ids of personal rows are drawn in order, and mean nothing outside the vault.
 */
export const SCHEMA_VERSION = 12;

/** The step at index N - 1 brings a vault of version N to N + 1. A step that was released is never changed. */
export const MIGRATIONS: readonly string[] = [
  // 2: cursors of the feed are opaque. Those of before mean nothing now: the feed is read again, and what is known stays.
  `DROP TABLE cursor;
   CREATE TABLE cursor (campaign TEXT PRIMARY KEY REFERENCES campaign (name), next TEXT NOT NULL) STRICT, WITHOUT ROWID;`,
  // 3: analyses that go on where they stopped, estimates in parts, thresholds of panels. An analysis of before is made again.
  `DROP TABLE IF EXISTS analysis; DROP TABLE IF EXISTS estimate; DROP TABLE IF EXISTS standard;
   CREATE TABLE analysis (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  at TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  input BLOB NOT NULL,                -- HMAC of all that it was computed from: the same is not computed again
  statistics_sealed BLOB NOT NULL,    -- DomainStatistics
  PRIMARY KEY (campaign, domain, state)
) STRICT;
CREATE TABLE estimate (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  part INTEGER NOT NULL,
  sealed BLOB NOT NULL,               -- EstimatePart
  PRIMARY KEY (campaign, domain, state, part)
) STRICT;
CREATE TABLE standard (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- StandardDetail as JSON
  issued_at TEXT,                     -- when reports with them were first made: no way back from there
  PRIMARY KEY (campaign, number)
) STRICT;`,
  // 4: other places that had parts of a campaign, and what came from a laptop.
  `DROP TABLE IF EXISTS place; DROP TABLE IF EXISTS relay_head;
   ALTER TABLE branch RENAME TO branch_of_3;
CREATE TABLE branch (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict', 'rescue', 'relay')),
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB NOT NULL,
  PRIMARY KEY (holder, name, hash)
) STRICT;
INSERT INTO branch SELECT * FROM branch_of_3;
DROP TABLE branch_of_3;
CREATE TABLE place (
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
) STRICT;
CREATE TABLE relay_head (
  place BLOB NOT NULL,                -- the laptop's key
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (place, holder, name)
) STRICT, WITHOUT ROWID;`,
  // 5: keys of content that is fetched ahead, and to which calendars they were released.
  `CREATE TABLE content_key (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,             -- '*': the share that tickets carry
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE content_release (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,
  calendar INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (campaign, sequence, calendar)
) STRICT, WITHOUT ROWID;`,
  // 6: what a platform did that no honest one does.
  `CREATE TABLE incident (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- records/incidents.ts
  holder BLOB NOT NULL,               -- empty: of no record
  name TEXT NOT NULL,
  times INTEGER NOT NULL,
  at TEXT NOT NULL,                   -- the last time
  PRIMARY KEY (campaign, code, holder, name)
) STRICT, WITHOUT ROWID;`,
  // 7: roles of the people of the office, and approvals.
  `CREATE TABLE role (
  actor TEXT NOT NULL,                -- a login, never a pupil's or a teacher's name
  role TEXT NOT NULL CHECK (role IN ('agent', 'statistician', 'support', 'custodian')),
  given_by TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (actor, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE approval (
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (act, subject, actor)
) STRICT, WITHOUT ROWID;`,
  // 8: figures that were released to schools.
  `CREATE TABLE figures (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  release TEXT NOT NULL,              -- ReleaseRecord as JSON: what anybody may see
  PRIMARY KEY (campaign, domain, number)
) STRICT;`,
  // 9: routing tables that the platform has, and items withdrawn or corrected.
  `CREATE TABLE routing_sent (
  holder BLOB PRIMARY KEY REFERENCES holder (holder_id),
  digest BLOB NOT NULL                -- HMAC of the tables, as the platform has them
) STRICT, WITHOUT ROWID;
CREATE TABLE item_change (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- ItemChangeDetail as JSON
  issued_at TEXT,                     -- when reports with it were first made
  PRIMARY KEY (campaign, number)
) STRICT;`,
  // 10: what schools ask and declare from their desks, what was granted, and news to them.
  `-- What was granted to a pupil beyond the campaign's rules (allowances/allowances.ts).
CREATE TABLE allowance (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  reopened INTEGER NOT NULL,          -- how often: the record is named sequence~2 after the first time
  extra_ms INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;

-- Pupils whom a head declared as not sitting (desk/declarations.ts).
CREATE TABLE declaration (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  sealed BLOB NOT NULL,               -- the reason
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;
-- Of those, counts only.
CREATE TABLE declared (
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  sequence TEXT NOT NULL,
  reason TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence, reason)
) STRICT, WITHOUT ROWID;

-- What was asked or told from a desk (desk/requests.ts).
CREATE TABLE request (
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
CREATE INDEX request_school ON request (school);

-- Schools whose documents have to be published again, because something was granted or declared there.
CREATE TABLE to_publish (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;

-- News from the service to every desk. Nobody is in them.
CREATE TABLE notice (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  fr TEXT NOT NULL,
  en TEXT NOT NULL,
  level TEXT,                         -- null: all
  withdrawn_at TEXT,
  PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;

-- Who objected to the use of their answers for research (rights/objections.ts), and why, sealed.
CREATE TABLE objection (
  pupil INTEGER PRIMARY KEY REFERENCES pupil (id),
  at TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT;`,
  // 11: areas of inspectors, and means beside figures.
  `ALTER TABLE holder RENAME TO holder_of_10;
CREATE TABLE holder (
  holder_id BLOB PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  kind TEXT NOT NULL CHECK (kind IN ('pupil', 'staff', 'class', 'school', 'territory')),
  state TEXT NOT NULL CHECK (state IN ('minted', 'assigned', 'reserve', 'revoked')),
  access_hash BLOB NOT NULL,          -- H(access)
  sealed BLOB NOT NULL,               -- HolderSecret
  calendar INTEGER,                   -- null while minted
  pupil INTEGER REFERENCES pupil (id),
  class_level INTEGER REFERENCES class_level (id),   -- of a class holder
  class INTEGER REFERENCES class (id),               -- of a teacher
  school INTEGER REFERENCES school (id),             -- of a school holder, a head, a teacher or a reserve
  territory INTEGER REFERENCES territory (id),       -- of the holder of a territory, or an inspector
  role TEXT CHECK (role IN ('head', 'teacher', 'inspector')),
  rank INTEGER,                       -- 1, 2 … among the teachers of a class, the reserves of a school, the inspectors of a territory
  replaces BLOB,                      -- the holder that this one took over from
  reason TEXT,                        -- of a replacement: 'lost', 'misused', 'revoked', 'left', 'moved'
  -- What the platform has: 0 nothing, 1 the holder, 2 the revocation; 3: the holder, to be given again.
  pushed INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0     -- 1: something sealed by this holder was collected
) STRICT, WITHOUT ROWID;
INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, calendar, pupil, class_level, class, school,
    role, rank, replaces, reason, pushed, used)
  SELECT holder_id, campaign, kind, state, access_hash, sealed, calendar, pupil, class_level, class, school,
    role, rank, replaces, reason, pushed, used FROM holder_of_10;
DROP TABLE holder_of_10;
CREATE INDEX holder_state ON holder (campaign, kind, state);
CREATE UNIQUE INDEX holder_of_pupil ON holder (pupil) WHERE pupil IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_class_level ON holder (class_level) WHERE class_level IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_teacher ON holder (class, rank) WHERE role = 'teacher' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_head ON holder (school) WHERE role = 'head' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_school ON holder (school) WHERE kind = 'school' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_territory ON holder (territory) WHERE kind = 'territory' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_inspector ON holder (territory, rank) WHERE role = 'inspector' AND state = 'assigned';
CREATE INDEX holder_of_school_all ON holder (school, kind, state) WHERE school IS NOT NULL;
CREATE INDEX holder_replaces ON holder (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX holder_pupil_all ON holder (pupil) WHERE pupil IS NOT NULL;
ALTER TABLE figures RENAME TO figures_of_10;
CREATE TABLE figures (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  release TEXT NOT NULL,              -- ReleaseRecord as JSON: what anybody may see
  means TEXT NOT NULL DEFAULT '{}',   -- mean score by code of area, as JSON, where the release shows the area's pupils
  PRIMARY KEY (campaign, domain, number)
) STRICT;
INSERT INTO figures (campaign, domain, number, at, release) SELECT campaign, domain, number, at, release FROM figures_of_10;
DROP TABLE figures_of_10;
-- What inspectors look after: the protocol and the commands call it an area, which here is that of the calendar. Those that
-- were declared list their schools; the others follow from the first digits of a UAI (territories/territories.ts).
CREATE TABLE territory (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- as people name it: dep-75, circo-paris-4
  kind TEXT NOT NULL CHECK (kind IN ('region', 'academie', 'departement', 'circonscription', 'other')),
  label TEXT NOT NULL,
  declared INTEGER NOT NULL,
  UNIQUE (campaign, code)
) STRICT;
CREATE TABLE territory_school (
  territory INTEGER NOT NULL REFERENCES territory (id),
  uai TEXT NOT NULL,                  -- of a school that the roster may not have, or not yet
  PRIMARY KEY (territory, uai)
) STRICT, WITHOUT ROWID;
CREATE INDEX territory_of_uai ON territory_school (uai);
-- Schools whose participation has changed since their areas were last told (report/participation-totals.ts).
CREATE TABLE area_due (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;`,
  // 12: how often two keyings of a booklet agree.
  `-- Cells that were keyed twice, and how many differed (desk/double-entries.ts). Counts only.
CREATE TABLE double_entry (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  cells INTEGER NOT NULL,
  differing INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;`,
];

export const SCHEMA = `
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- Strictly rising numbers, such as the sequence of signed requests.
CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE campaign (
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
) STRICT;

-- 'public' files are published: the manifest, those it lists, and packs of its sequences; 'source' files are the packages with their keys.
CREATE TABLE content (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  kind TEXT NOT NULL CHECK (kind IN ('public', 'source')),
  path TEXT NOT NULL,
  hash BLOB NOT NULL,
  type TEXT NOT NULL,
  bytes BLOB NOT NULL,
  pushed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (campaign, kind, path)
) STRICT, WITHOUT ROWID;

-- Opening keys of content that is fetched ahead (sealed-content/seal-content.ts), and to which calendars the platform got them.
CREATE TABLE content_key (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,             -- '*': the share that tickets carry
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE content_release (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  sequence TEXT NOT NULL,
  calendar INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (campaign, sequence, calendar)
) STRICT, WITHOUT ROWID;

CREATE TABLE school (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  uai TEXT NOT NULL,
  name TEXT NOT NULL,
  town TEXT NOT NULL,
  sector TEXT NOT NULL CHECK (sector IN ('PU', 'PR')),
  priority TEXT NOT NULL CHECK (priority IN ('HEP', 'REP', 'REP+')),
  area INTEGER NOT NULL,              -- position of the area in the campaign's calendars
  UNIQUE (campaign, uai)
) STRICT;

-- What inspectors look after: the protocol and the commands call it an area, which here is that of the calendar. Those that
-- were declared list their schools; the others follow from the first digits of a UAI (territories/territories.ts).
CREATE TABLE territory (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- as people name it: dep-75, circo-paris-4
  kind TEXT NOT NULL CHECK (kind IN ('region', 'academie', 'departement', 'circonscription', 'other')),
  label TEXT NOT NULL,
  declared INTEGER NOT NULL,
  UNIQUE (campaign, code)
) STRICT;
CREATE TABLE territory_school (
  territory INTEGER NOT NULL REFERENCES territory (id),
  uai TEXT NOT NULL,                  -- of a school that the roster may not have, or not yet
  PRIMARY KEY (territory, uai)
) STRICT, WITHOUT ROWID;
CREATE INDEX territory_of_uai ON territory_school (uai);

CREATE TABLE class (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  label_lookup BLOB NOT NULL,         -- HMAC(uai, label)
  sealed BLOB NOT NULL,               -- ClassFacts
  UNIQUE (school, label_lookup)
) STRICT;

-- What a class holder stands for.
CREATE TABLE class_level (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES class (id),
  level TEXT NOT NULL,
  UNIQUE (class, level)
) STRICT;

CREATE TABLE pupil (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  state TEXT NOT NULL CHECK (state IN ('present', 'left')),
  ine_lookup BLOB NOT NULL,
  facts_lookup BLOB NOT NULL,         -- HMAC of all facts: an unchanged line is recognised without opening
  sealed BLOB NOT NULL,               -- PupilFacts
  order_lookup BLOB,                  -- HMAC of the order number; null until codes are assigned
  order_sealed BLOB,
  roster_version INTEGER NOT NULL,    -- the last import that named this pupil
  UNIQUE (campaign, ine_lookup),
  UNIQUE (campaign, order_lookup)
) STRICT;
CREATE INDEX pupil_class_level ON pupil (class_level);

-- Every root that was ever drawn. Codes are minted ahead of people; nothing in holder_id is derived from anybody.
CREATE TABLE holder (
  holder_id BLOB PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  kind TEXT NOT NULL CHECK (kind IN ('pupil', 'staff', 'class', 'school', 'territory')),
  state TEXT NOT NULL CHECK (state IN ('minted', 'assigned', 'reserve', 'revoked')),
  access_hash BLOB NOT NULL,          -- H(access)
  sealed BLOB NOT NULL,               -- HolderSecret
  calendar INTEGER,                   -- null while minted
  pupil INTEGER REFERENCES pupil (id),
  class_level INTEGER REFERENCES class_level (id),   -- of a class holder
  class INTEGER REFERENCES class (id),               -- of a teacher
  school INTEGER REFERENCES school (id),             -- of a school holder, a head, a teacher or a reserve
  territory INTEGER REFERENCES territory (id),       -- of the holder of a territory, or an inspector
  role TEXT CHECK (role IN ('head', 'teacher', 'inspector')),
  rank INTEGER,                       -- 1, 2 … among the teachers of a class, the reserves of a school, the inspectors of a territory
  replaces BLOB,                      -- the holder that this one took over from
  reason TEXT,                        -- of a replacement: 'lost', 'misused', 'revoked', 'left', 'moved'
  -- What the platform has: 0 nothing, 1 the holder, 2 the revocation; 3: the holder, to be given again.
  pushed INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0     -- 1: something sealed by this holder was collected
) STRICT, WITHOUT ROWID;
CREATE INDEX holder_state ON holder (campaign, kind, state);
CREATE UNIQUE INDEX holder_of_pupil ON holder (pupil) WHERE pupil IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_class_level ON holder (class_level) WHERE class_level IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_teacher ON holder (class, rank) WHERE role = 'teacher' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_head ON holder (school) WHERE role = 'head' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_school ON holder (school) WHERE kind = 'school' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_territory ON holder (territory) WHERE kind = 'territory' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_inspector ON holder (territory, rank) WHERE role = 'inspector' AND state = 'assigned';
CREATE INDEX holder_of_school_all ON holder (school, kind, state) WHERE school IS NOT NULL;
CREATE INDEX holder_replaces ON holder (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX holder_pupil_all ON holder (pupil) WHERE pupil IS NOT NULL;

-- The newest version of each document, and what of it the platform has.
CREATE TABLE document (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,                 -- H(envelope); empty while it waits for the platform
  body_lookup BLOB NOT NULL,          -- HMAC of the body before sealing: unchanged bodies are not sealed again
  envelope BLOB NOT NULL,             -- while it waits, what its envelope is made from, sealed (documents/waiting-document.ts)
  pushed INTEGER NOT NULL DEFAULT 0,  -- 1: the platform has this version
  PRIMARY KEY (holder, name)
) STRICT;
CREATE INDEX document_to_push ON document (pushed) WHERE pushed = 0;

-- Pupils for whom the platform has the routing tables of adaptive sequences (publish/push-routing.ts).
CREATE TABLE routing_sent (
  holder BLOB PRIMARY KEY REFERENCES holder (holder_id),
  digest BLOB NOT NULL                -- HMAC of the tables, as the platform has them
) STRICT, WITHOUT ROWID;

-- Heads as the feed gave them.
CREATE TABLE record (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB,                      -- null: only version and hash are known
  PRIMARY KEY (holder, name)
) STRICT;

-- Envelopes that the write rule refused, kept; and ('relay') heads that came from a school's laptop.
CREATE TABLE branch (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict', 'rescue', 'relay')),
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB NOT NULL,
  PRIMARY KEY (holder, name, hash)
) STRICT;

-- Records received since they were last opened, resolved and scored: what is left to do after a kill.
CREATE TABLE to_open (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  PRIMARY KEY (holder, name)
) STRICT, WITHOUT ROWID;

-- Classes whose participation and reports may have changed.
CREATE TABLE to_report (class_level INTEGER PRIMARY KEY REFERENCES class_level (id)) STRICT;

-- Which pupil and sequence an entry record of a class holder is about: its name is a keyed hash.
CREATE TABLE entry_name (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  PRIMARY KEY (holder, name)
) STRICT, WITHOUT ROWID;
CREATE INDEX entry_name_pupil ON entry_name (pupil, sequence);

-- Collected envelopes that were refused after opening, or that belong to nobody. No reference: a stranger has no holder.
CREATE TABLE quarantine (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  holder BLOB NOT NULL,
  name TEXT NOT NULL,
  hash BLOB NOT NULL,                 -- of the envelope
  code TEXT NOT NULL,                 -- records/check-body.ts
  at TEXT NOT NULL,
  PRIMARY KEY (campaign, holder, name, hash)
) STRICT, WITHOUT ROWID;

-- What a person may have to look at: late saves, finals on a branch, time limits passed (records/observation.ts).
CREATE TABLE observation (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (pupil, sequence, code)
) STRICT, WITHOUT ROWID;

-- Records of which the platform showed an older or another head than it had shown before.
CREATE TABLE rollback (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  seen_version INTEGER NOT NULL,
  shown_version INTEGER NOT NULL,     -- 0: none at all
  at TEXT NOT NULL,
  PRIMARY KEY (holder, name, seen_version, shown_version)
) STRICT, WITHOUT ROWID;

-- What a platform did that no honest one does, by kind and record.
CREATE TABLE incident (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- records/incidents.ts
  holder BLOB NOT NULL,               -- empty: of no record
  name TEXT NOT NULL,
  times INTEGER NOT NULL,
  at TEXT NOT NULL,                   -- the last time
  PRIMARY KEY (campaign, code, holder, name)
) STRICT, WITHOUT ROWID;

-- What one pupil did in one sequence: state, scores, groups, receipt.
CREATE TABLE result (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  source BLOB,                        -- hash of the envelope it comes from
  sealed BLOB NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT;

-- Sittings set apart (a misused code): nameless, out of statistics.
CREATE TABLE apart (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  sequence TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (holder, sequence)
) STRICT;

-- Counts only, for 'campaign status' and the closing.
CREATE TABLE participation (
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  sequence TEXT NOT NULL,
  expected INTEGER NOT NULL,
  not_begun INTEGER NOT NULL,
  begun INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence)
) STRICT, WITHOUT ROWID;

-- Schools whose participation has changed since their areas were last told (report/participation-totals.ts).
CREATE TABLE area_due (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;

CREATE TABLE cursor (campaign TEXT PRIMARY KEY REFERENCES campaign (name), next TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  line TEXT NOT NULL,                 -- see journal/journal.ts
  hash BLOB NOT NULL
) STRICT;

CREATE TABLE key_copy (
  key_id TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('identity', 'research')),
  campaign TEXT NOT NULL,
  path TEXT NOT NULL,                 -- absolute, or 'store' for the key store's own file
  registered_at TEXT NOT NULL,
  destroyed_at TEXT,
  PRIMARY KEY (key_id, path)
) STRICT, WITHOUT ROWID;

-- Other places that had sealed parts of a campaign (hosts/hosts.ts).
CREATE TABLE place (
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
) STRICT;

-- The newest head of a record that each laptop has brought: an older file of it brings nothing back.
CREATE TABLE relay_head (
  place BLOB NOT NULL,                -- the laptop's key
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (place, holder, name)
) STRICT, WITHOUT ROWID;

-- Steps of a closing already done, with what they found.
CREATE TABLE closing (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  step TEXT NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- JSON, counts and hashes only
  PRIMARY KEY (campaign, step)
) STRICT, WITHOUT ROWID;

-- Pseudonymous rows, distilled at closing, in random order, sealed under the research key.
CREATE TABLE research (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, id)
) STRICT;

-- Rows of the research file: coarsened, shuffled again, sealed under the research key.
CREATE TABLE anonymised (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, id)
) STRICT;

-- The last analysis, one row a domain (analysis/analysis-store.ts). Even statistics are sealed: those of a small domain would
-- say how its pupils answered. 'pending': of an analysis that has not come to its end; it goes on from there.
CREATE TABLE analysis (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  at TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  input BLOB NOT NULL,                -- HMAC of all that it was computed from: the same is not computed again
  statistics_sealed BLOB NOT NULL,    -- DomainStatistics
  PRIMARY KEY (campaign, domain, state)
) STRICT;

-- Estimates of an analysis, some thousand pupils a row, rising.
CREATE TABLE estimate (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'kept')),
  part INTEGER NOT NULL,
  sealed BLOB NOT NULL,               -- EstimatePart
  PRIMARY KEY (campaign, domain, state, part)
) STRICT;

-- Thresholds that took the place of the campaign's, oldest first (standards/standards-in-force.ts). Nobody is in them.
CREATE TABLE standard (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- StandardDetail as JSON
  issued_at TEXT,                     -- when reports with them were first made: no way back from there
  PRIMARY KEY (campaign, number)
) STRICT;

-- Figures that were released to schools (figures/figures-store.ts). They are nobody's, and stay when the campaign is closed.
CREATE TABLE figures (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  domain TEXT NOT NULL,
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  release TEXT NOT NULL,              -- ReleaseRecord as JSON: what anybody may see
  means TEXT NOT NULL DEFAULT '{}',   -- mean score by code of area, as JSON, where the release shows the area's pupils
  PRIMARY KEY (campaign, domain, number)
) STRICT;

-- Items withdrawn or corrected during the campaign, oldest first (item-changes/item-changes.ts). Nobody is in them.
CREATE TABLE item_change (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  detail TEXT NOT NULL,               -- ItemChangeDetail as JSON
  issued_at TEXT,                     -- when reports with it were first made
  PRIMARY KEY (campaign, number)
) STRICT;

-- What was granted to a pupil beyond the campaign's rules (allowances/allowances.ts).
CREATE TABLE allowance (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  reopened INTEGER NOT NULL,          -- how often: the record is named sequence~2 after the first time
  extra_ms INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;

-- Pupils whom a head declared as not sitting (desk/declarations.ts).
CREATE TABLE declaration (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  sealed BLOB NOT NULL,               -- the reason
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;
-- Of those, counts only.
CREATE TABLE declared (
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  sequence TEXT NOT NULL,
  reason TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence, reason)
) STRICT, WITHOUT ROWID;

-- What was asked or told from a desk (desk/requests.ts).
CREATE TABLE request (
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
CREATE INDEX request_school ON request (school);

-- Cells that were keyed twice, and how many differed (desk/double-entries.ts). Counts only.
CREATE TABLE double_entry (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  cells INTEGER NOT NULL,
  differing INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;

-- Schools whose documents have to be published again, because something was granted or declared there.
CREATE TABLE to_publish (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;

-- News from the service to every desk. Nobody is in them.
CREATE TABLE notice (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  number INTEGER NOT NULL,
  at TEXT NOT NULL,
  fr TEXT NOT NULL,
  en TEXT NOT NULL,
  level TEXT,                         -- null: all
  withdrawn_at TEXT,
  PRIMARY KEY (campaign, number)
) STRICT, WITHOUT ROWID;

-- Who objected to the use of their answers for research (rights/objections.ts), and why, sealed.
CREATE TABLE objection (
  pupil INTEGER PRIMARY KEY REFERENCES pupil (id),
  at TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT;

-- Who may do what (roles/roles.ts), and what one person has approved for another to do.
CREATE TABLE role (
  actor TEXT NOT NULL,                -- a login, never a pupil's or a teacher's name
  role TEXT NOT NULL CHECK (role IN ('agent', 'statistician', 'support', 'custodian')),
  given_by TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (actor, role)
) STRICT, WITHOUT ROWID;
CREATE TABLE approval (
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  actor TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (act, subject, actor)
) STRICT, WITHOUT ROWID;
`;
