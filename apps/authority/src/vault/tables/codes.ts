/** Tables of `codes/`. */
export const codesTables = {
  /** Every root that was ever drawn. Codes are minted ahead of people; nothing in holder_id is derived from anybody. */
  holder: `CREATE TABLE holder (
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
  -- What the platform has: 0 nothing, 1 the holder, 2 the revocation; 3: the holder, to be given again; 4: the revocation, and all
  -- that it had of this holder by then was collected.
  pushed INTEGER NOT NULL DEFAULT 0,
  used INTEGER NOT NULL DEFAULT 0     -- 1: something sealed by this holder was collected
) STRICT, WITHOUT ROWID;`,

  /** Apart from their table: step 11 fills the table first. */
  holder_indexes: `CREATE INDEX holder_state ON holder (campaign, kind, state);
CREATE UNIQUE INDEX holder_of_pupil ON holder (pupil) WHERE pupil IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_class_level ON holder (class_level) WHERE class_level IS NOT NULL AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_teacher ON holder (class, rank) WHERE role = 'teacher' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_head ON holder (school) WHERE role = 'head' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_school ON holder (school) WHERE kind = 'school' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_territory ON holder (territory) WHERE kind = 'territory' AND state = 'assigned';
CREATE UNIQUE INDEX holder_of_inspector ON holder (territory, rank) WHERE role = 'inspector' AND state = 'assigned';
CREATE INDEX holder_of_school_all ON holder (school, kind, state) WHERE school IS NOT NULL;
CREATE INDEX holder_replaces ON holder (replaces) WHERE replaces IS NOT NULL;
CREATE INDEX holder_pupil_all ON holder (pupil) WHERE pupil IS NOT NULL;`,

  holder_revoked: 'CREATE INDEX holder_revoked ON holder (campaign) WHERE pushed = 2;',
};
