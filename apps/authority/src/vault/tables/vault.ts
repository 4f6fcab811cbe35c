/** Tables of `vault/`. */
export const vaultTables = {
  meta: `CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;`,

  /** Strictly rising numbers, such as the sequence of signed requests. */
  counter: `CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;`,
};
