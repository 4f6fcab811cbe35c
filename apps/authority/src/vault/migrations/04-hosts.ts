import { hostsTables } from '../tables/hosts.ts';

/** Other hosts that had parts of a campaign, and what came from a laptop. */
export const hosts = `DROP TABLE IF EXISTS place; DROP TABLE IF EXISTS relay_head;
ALTER TABLE branch RENAME TO branch_of_3;
CREATE TABLE branch (
  holder BLOB NOT NULL REFERENCES holder (holder_id),
  name TEXT NOT NULL,
  hash BLOB NOT NULL,
  version INTEGER NOT NULL,
  reason TEXT NOT NULL CHECK (reason IN ('late', 'conflict', 'rescue', 'relay')),
  final INTEGER NOT NULL,
  at TEXT NOT NULL,
  envelope BLOB NOT NULL,
  PRIMARY KEY (holder, name, hash)
) STRICT;
INSERT INTO branch SELECT * FROM branch_of_3;
DROP TABLE branch_of_3;
${hostsTables.place}
${hostsTables.relay_head}`;
