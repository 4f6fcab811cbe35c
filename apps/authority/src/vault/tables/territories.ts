/** Tables of `territories/`. */
export const territoriesTables = {
  /**
   * What inspectors look after: the protocol and the commands call it an area, which here is that of the calendar. Those that
   * were declared list their schools; the others follow from the first digits of a UAI (territories/territories.ts).
   */
  territory: `CREATE TABLE territory (
  id INTEGER PRIMARY KEY,
  campaign TEXT NOT NULL REFERENCES campaign (name),
  code TEXT NOT NULL,                 -- as people name it: dep-75, circo-paris-4
  kind TEXT NOT NULL CHECK (kind IN ('region', 'academie', 'departement', 'circonscription', 'other')),
  label TEXT NOT NULL,
  declared INTEGER NOT NULL,
  UNIQUE (campaign, code)
) STRICT;`,

  territory_school: `CREATE TABLE territory_school (
  territory INTEGER NOT NULL REFERENCES territory (id),
  uai TEXT NOT NULL,                  -- of a school that the roster may not have, or not yet
  PRIMARY KEY (territory, uai)
) STRICT, WITHOUT ROWID;
CREATE INDEX territory_of_uai ON territory_school (uai);`,
};
