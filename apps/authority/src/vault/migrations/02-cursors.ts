import { recordsTables } from '../tables/records.ts';

/** Cursors of the feed are opaque. Those of before mean nothing now: the feed is read again, and what is known stays. */
export const cursors = `DROP TABLE cursor;
${recordsTables.cursor}`;
