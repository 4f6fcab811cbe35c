/** Tables of `allowances/`. */
export const allowancesTables = {
  /** What was granted to a pupil beyond the campaign's rules (allowances/allowances.ts). */
  allowance: `CREATE TABLE allowance (
  pupil INTEGER NOT NULL REFERENCES pupil (id),
  sequence TEXT NOT NULL,
  reopened INTEGER NOT NULL,          -- how often: the record is named sequence~2 after the first time
  extra_ms INTEGER NOT NULL,
  PRIMARY KEY (pupil, sequence)
) STRICT, WITHOUT ROWID;`,
};
