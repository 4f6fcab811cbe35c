/**
 * What a person needs for what the console does: the roles of the command that does the same. Another person's approval, where
 * the command wants it, is asked for by the use case, once nothing else stands in the way. A test of `cli/` holds each line to the
 * command itself.
 */
import type { COMMAND_OF_WORK, COMMANDS } from '@cloison/console-messages';
import type { Act } from '../../roles/approvals.ts';
import { ROLES, type Role, requireRole } from '../../roles/roles.ts';
import type { Desk } from './desk.ts';

export type ConsoleCommand =
  | Exclude<(typeof COMMANDS)[keyof typeof COMMANDS], null>
  | (typeof COMMAND_OF_WORK)[keyof typeof COMMAND_OF_WORK];

export interface Bounds {
  /** Null: anybody. */
  readonly roles: readonly Role[] | null;
  readonly twoPersons?: Act;
}

export const BOUNDS: Readonly<Record<ConsoleCommand, Bounds>> = {
  'campaign status': { roles: ['agent', 'statistician', 'support', 'custodian'] },
  'campaign validate': { roles: null },
  'campaign create': { roles: ['agent'] },
  'roster import': { roles: ['agent'] },
  'roster find': { roles: ['agent', 'support'] },
  'roster sitting': { roles: ['agent', 'support'] },
  'codes reserve': { roles: ['agent', 'support'] },
  'codes revoke': { roles: ['agent', 'support'] },
  'requests list': { roles: ['agent', 'support'] },
  'requests show': { roles: ['agent', 'support'] },
  'requests grant': { roles: ['agent', 'support'] },
  'requests refuse': { roles: ['agent', 'support'] },
  'areas list': { roles: ROLES },
  'areas import': { roles: ['agent'] },
  'areas assign': { roles: ['agent'] },
  'areas revoke': { roles: ['agent', 'support'] },
  'roles approve': { roles: ROLES },
  'codes mint': { roles: ['agent'] },
  'codes assign': { roles: ['agent'] },
  'letters print': { roles: ['agent'] },
  'campaign publish': { roles: ['agent'] },
  'campaign serve': { roles: ['agent'] },
  'campaign items': { roles: ['statistician'] },
  'items withdraw': { roles: ['statistician'] },
  'items correct': { roles: ['statistician'] },
  'items restore': { roles: ['statistician'] },
  'campaign analyse': { roles: ['statistician'] },
  'campaign close': { roles: ['agent', 'custodian'], twoPersons: 'close' },
  'campaign certificate': { roles: null },
  'standards show': { roles: ['statistician'] },
  'campaign anonymise': { roles: ['statistician'] },
  'campaign export': { roles: ['statistician'] },
};

/** Throws `role-missing`. */
export function requireBounds(desk: Desk, command: ConsoleCommand): void {
  requireRole(desk.reader, desk.actor, BOUNDS[command].roles, command);
}
