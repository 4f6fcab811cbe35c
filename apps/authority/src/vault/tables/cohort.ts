/** Tables of `cohort/`. */
export const cohortTables = {
  /** By which a followed pupil is known again: after part 1 under one key, after part 2 under both. Sealed at pupil/part. */
  cohort_mark: `CREATE TABLE cohort_mark (
  pupil INTEGER PRIMARY KEY REFERENCES pupil (id),
  part INTEGER NOT NULL,              -- 1 or 2: of the key that it was last put under
  sealed BLOB NOT NULL
) STRICT;`,

  /** Identifiers of pseudonymous rows, by the same number, each sealed under the cohort's own research key at that number. */
  cohort_row: `CREATE TABLE cohort_row (
  campaign TEXT NOT NULL REFERENCES campaign (name),
  id INTEGER NOT NULL,                -- of research
  sealed BLOB NOT NULL,
  PRIMARY KEY (campaign, id)
) STRICT;`,
};
