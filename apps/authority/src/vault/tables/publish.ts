/** Tables of `publish/`. */
export const publishTables = {
  /** Pupils for whom the platform has the routing tables of adaptive sequences (publish/push-routing.ts). */
  routing_sent: `CREATE TABLE routing_sent (
  holder BLOB PRIMARY KEY REFERENCES holder (holder_id),
  digest BLOB NOT NULL                -- HMAC of the tables, as the platform has them
) STRICT, WITHOUT ROWID;`,
};
