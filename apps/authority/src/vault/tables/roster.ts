/** Tables of `roster/`. */
export const rosterTables = {
  school: `CREATE TABLE school (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  uai TEXT NOT NULL,
  name TEXT NOT NULL,
  town TEXT NOT NULL,
  sector TEXT NOT NULL CHECK (sector IN ('PU', 'PR')),
  priority TEXT NOT NULL CHECK (priority IN ('HEP', 'REP', 'REP+')),
  area INTEGER NOT NULL,              -- position of the area in the campaign's calendars
  UNIQUE (campaign, uai)
) STRICT;`,

  class: `CREATE TABLE class (
  id INTEGER PRIMARY KEY,
  school INTEGER NOT NULL REFERENCES school (id),
  label_lookup BLOB NOT NULL,         -- HMAC(uai, label)
  sealed BLOB NOT NULL,               -- ClassFacts
  UNIQUE (school, label_lookup)
) STRICT;`,

  /** What a class holder stands for. */
  class_level: `CREATE TABLE class_level (
  id INTEGER PRIMARY KEY,
  class INTEGER NOT NULL REFERENCES class (id),
  level TEXT NOT NULL,
  UNIQUE (class, level)
) STRICT;`,

  pupil: `CREATE TABLE pupil (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  state TEXT NOT NULL CHECK (state IN ('present', 'left')),
  ine_lookup BLOB NOT NULL,
  facts_lookup BLOB NOT NULL,         -- HMAC of all facts: an unchanged line is recognised without opening
  sealed BLOB NOT NULL,               -- PupilFacts
  order_lookup BLOB,                  -- HMAC of the order number; null until codes are assigned
  order_sealed BLOB,
  roster_version INTEGER NOT NULL,    -- the last import that changed this row
  UNIQUE (campaign, ine_lookup),
  UNIQUE (campaign, order_lookup)
) STRICT;
CREATE INDEX pupil_class_level ON pupil (class_level);`,
};
