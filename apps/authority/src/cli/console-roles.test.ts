/** The console asks of a person what the command asks that does the same. */
import { expect, it } from 'vitest';
import { ROLES_OF_COMMANDS } from '../console/desk/roles-of-commands.ts';
import type { Role } from '../roles/roles.ts';
import { statusVerb } from './verbs/campaign-status.ts';

const VERBS: Readonly<Record<keyof typeof ROLES_OF_COMMANDS, { readonly roles?: unknown }>> = {
  'campaign status': statusVerb,
};

it.each(Object.keys(VERBS) as (keyof typeof VERBS)[])('“cloison %s” has one set of roles', (command) => {
  const roles: readonly Role[] | null = ROLES_OF_COMMANDS[command];
  expect(VERBS[command].roles).toBeDefined();
  expect(roles).toEqual(VERBS[command].roles);
});
