/** Tables of `score/`. */
export const scoreTables = {
  /** Classes whose participation and reports may have changed. */
  to_report: `CREATE TABLE to_report (class_level INTEGER PRIMARY KEY REFERENCES class_level (id)) STRICT;`,

  /** What a person may have to look at: late saves, finals on a branch, time limits passed (records/observation.ts). */
  observation: `CREATE TABLE observation (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (pupil, sequence, code)
) STRICT, WITHOUT ROWID;`,

  /** What one pupil did in one sequence: state, scores, groups, receipt. */
  result: `CREATE TABLE result (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  source BLOB,                        -- hash of the envelope it comes from
  sealed BLOB NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT;`,

  /** Sittings set apart (a misused code): nameless, out of statistics. */
  apart: `CREATE TABLE apart (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  sequence TEXT NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (holder, sequence)
) STRICT;`,
};
