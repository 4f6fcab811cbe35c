/** Tables of `report/`. */
export const reportTables = {
  /** Counts only, for 'campaign status' and the closing. */
  participation: `CREATE TABLE participation (
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  sequence TEXT NOT NULL,
  expected INTEGER NOT NULL,
  not_begun INTEGER NOT NULL,
  begun INTEGER NOT NULL,
  complete INTEGER NOT NULL,
  absent INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence)
) STRICT, WITHOUT ROWID;`,

  /** Schools whose participation has changed since their areas' last documents (report/participation-totals.ts). */
  area_due: `CREATE TABLE area_due (school INTEGER PRIMARY KEY REFERENCES school (id)) STRICT;`,
};
