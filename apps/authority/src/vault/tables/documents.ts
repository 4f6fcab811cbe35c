/** Tables of `documents/`. */
export const documentsTables = {
  /** The newest version of each document, and what of it the platform has. */
  document: `CREATE TABLE document (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash BLOB NOT NULL,                 -- H(envelope); empty while it waits for the platform
  body_lookup BLOB NOT NULL,          -- HMAC of the body before sealing: unchanged bodies are not sealed again
  envelope BLOB NOT NULL,             -- while it waits, what its envelope is made from, sealed (documents/waiting-document.ts)
  pushed INTEGER NOT NULL DEFAULT 0,  -- 1: the platform has this version
  PRIMARY KEY (holder, name)
) STRICT;
CREATE INDEX document_to_push ON document (pushed) WHERE pushed = 0;`,
  /** Pupils for whom the platform has the routing tables of adaptive sequences (documents/push-routing.ts). */
  routing_sent: `CREATE TABLE routing_sent (
  holder BLOB PRIMARY KEY REFERENCES holder (holder_id),
  digest BLOB NOT NULL                -- HMAC of the tables, as the platform has them
) STRICT, WITHOUT ROWID;`,
};
