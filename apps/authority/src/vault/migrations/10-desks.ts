import { allowancesTables } from '../tables/allowances.ts';
import { deskTables } from '../tables/desk.ts';
import { reportTables } from '../tables/report.ts';
import { rightsTables } from '../tables/rights.ts';

/** What schools ask and declare from their desks, what was granted, and news to them. */
export const desks = `${allowancesTables.allowance}
${deskTables.declaration}
${reportTables.declared}
${deskTables.request}
${deskTables.to_publish}
${deskTables.notice}
${rightsTables.objection}`;
