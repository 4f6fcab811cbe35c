import type { DeskSession } from '@cloison/console-messages';
import { campaignNames, campaignRow } from '../../campaign/campaign-row.ts';
import { givenRoles, type Role } from '../../roles/roles.ts';
import { vaultUser } from '../../vault/lock.ts';
import { BOUNDS } from '../desk/bounds.ts';
import type { Desk } from '../desk/desk.ts';

/** Who is at the desk, what they may do, and what the vault holds. */
export function deskSession(desk: Desk): DeskSession {
  const { reader, actor, options } = desk;
  const given = givenRoles(reader);
  const own = given.filter(({ actor: who }) => who === actor.who).map(({ role }) => role);
  const may = (roles: readonly Role[]) => given.length === 0 || roles.some((role) => own.includes(role));
  // As `roles list`: whoever has no role learns nobody's.
  const holders = (roles: readonly Role[]) =>
    own.length === 0
      ? []
      : given
          .filter(({ role }) => roles.includes(role))
          .map(({ actor: holder, role }) => ({ who: holder, role }));
  return {
    who: actor.who,
    roles: own,
    rolesInForce: given.length > 0,
    refused: Object.entries(BOUNDS).flatMap(([command, { roles }]) =>
      roles === null || may(roles) ? [] : [{ command, roles, holders: holders(roles) }],
    ),
    hasKeys: options.keys !== null,
    campaigns: campaignNames(reader).map((name) => ({ name, state: campaignRow(reader, name).state })),
    vaultUser: userOf(vaultUser(reader.folder)),
    interrupted: userOf(desk.interrupted),
  };
}

/** The lock says `cloison campaign serve, pid 123, 2026-09-16T08:00:00.000Z`. */
function userOf(note: string | null): DeskSession['vaultUser'] {
  const parts = /^(.*), pid \d+, (\S+)$/.exec(note ?? '');
  return parts === null ? null : { command: parts[1] ?? '', since: parts[2] ?? '' };
}
