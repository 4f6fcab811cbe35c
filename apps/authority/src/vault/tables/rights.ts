/** Tables of `rights/`. */
export const rightsTables = {
  /** Who objected to the use of their answers for research (rights/objections.ts), and why, sealed. */
  objection: `CREATE TABLE objection (
  pupil INTEGER PRIMARY KEY REFERENCES pupil (id),
  at TEXT NOT NULL,
  sealed BLOB NOT NULL
) STRICT;`,
};
