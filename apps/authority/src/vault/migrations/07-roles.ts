import { rolesTables } from '../tables/roles.ts';

/** Roles of the people of the office, and approvals. */
export const roles = `${rolesTables.role}
${rolesTables.approval}`;
