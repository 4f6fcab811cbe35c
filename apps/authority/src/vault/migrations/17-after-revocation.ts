import { recordsTables } from '../tables/records.ts';

/** What came beside a record is known to have come after its code was revoked. Of what is there already it is not known. */
export const afterRevocation = `ALTER TABLE branch RENAME TO branch_of_16;
${recordsTables.branch}
INSERT INTO branch SELECT *, 0 FROM branch_of_16;
DROP TABLE branch_of_16;`;
