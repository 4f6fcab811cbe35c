/** Tables of `journal/`. */
export const journalTables = {
  journal: `CREATE TABLE journal (
  number INTEGER PRIMARY KEY,
  line TEXT NOT NULL,                 -- see journal/journal.ts
  hash BLOB NOT NULL
) STRICT;`,
};
