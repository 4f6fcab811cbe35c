import { hostsTables } from '../tables/hosts.ts';
import { recordsTables } from '../tables/records.ts';

/** Other hosts that had parts of a campaign, and what came from a laptop. */
export const hosts = `DROP TABLE IF EXISTS place; DROP TABLE IF EXISTS relay_head;
ALTER TABLE branch RENAME TO branch_of_3;
${recordsTables.branch}
INSERT INTO branch SELECT * FROM branch_of_3;
DROP TABLE branch_of_3;
${hostsTables.place}
${hostsTables.relay_head}`;
