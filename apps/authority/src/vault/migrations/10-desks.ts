import { allowancesTables } from '../tables/allowances.ts';
import { deskTables } from '../tables/desk.ts';
import { rightsTables } from '../tables/rights.ts';

/** Dropped since (`19-reasons-in-clear.ts`). */
const declared = `CREATE TABLE declared (
  class_level INTEGER NOT NULL REFERENCES class_level (id),
  sequence TEXT NOT NULL,
  reason TEXT NOT NULL,
  pupils INTEGER NOT NULL,
  PRIMARY KEY (class_level, sequence, reason)
) STRICT, WITHOUT ROWID;`;

/** What schools ask and declare from their desks, what was granted, and news to them. */
export const desks = `${allowancesTables.allowance}
${deskTables.declaration}
${declared}
${deskTables.request}
${deskTables.to_publish}
${deskTables.notice}
${rightsTables.objection}`;
