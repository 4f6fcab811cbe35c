/**
 * Who may run what the console runs: the roles of the command that does the same. A test of `cli/` holds each line to the
 * command itself.
 */
import type { COMMANDS } from '@cloison/console-messages';
import type { Role } from '../../roles/roles.ts';

type Command = Exclude<(typeof COMMANDS)[keyof typeof COMMANDS], null>;

export const ROLES_OF_COMMANDS = {
  'campaign status': ['agent', 'statistician', 'support', 'custodian'],
} as const satisfies Readonly<Record<Command, readonly Role[] | null>>;

export type ConsoleCommand = keyof typeof ROLES_OF_COMMANDS;
