/**
 * Who may do what at the authority: roles that a custodian gives to named actors, kept in the vault. While nobody has one,
 * everybody may do everything.
 *
 * Known limit: a name is the login, or what CLOISON_AGENT says. That one person does not act under two names is for the
 * machine's accounts to hold; the journal has every name that was used.
 */
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseRoles } from './refusals.ts';

export const ROLES = ['agent', 'statistician', 'support', 'custodian'] as const;
export type Role = (typeof ROLES)[number];

export interface GivenRole {
  readonly actor: string;
  readonly role: Role;
  readonly givenBy: string;
  readonly at: string;
}

export function givenRoles(vault: Vault): GivenRole[] {
  const sql = 'SELECT actor, role, given_by AS givenBy, at FROM role ORDER BY actor, role';
  return vault.all<GivenRole>(sql).map((row) => ({ ...row }));
}

/** Throws `role-missing` when roles are in force and the actor has none of `roles`. Null: anybody. */
export function requireRole(
  vault: Vault,
  actor: Actor,
  roles: readonly Role[] | null,
  command: string,
): void {
  if (roles === null) return;
  const given = givenRoles(vault);
  if (given.length === 0) return;
  if (given.some(({ actor: who, role }) => who === actor.who && roles.includes(role))) return;
  throw refuseRoles('role-missing', { who: actor.who, command, roles: roles.join(', ') });
}

/** The first role that is given is a custodian's, for nobody could give another: `role-first`. */
export function giveRole(vault: Vault, actor: Actor, to: string, role: Role): void {
  vault.transaction(() => {
    if (givenRoles(vault).length === 0 && role !== 'custodian') throw refuseRoles('role-first');
    const at = actor.now().toISOString();
    const added = vault.run(
      'INSERT INTO role VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
      to,
      role,
      actor.who,
      at,
    );
    if (added > 0) appendJournal(vault, actor, 'roles.give', null, { to, role });
  });
}

/** Throws `role-not-given`, and `role-last` for the only custodian while others have roles. */
export function takeRole(vault: Vault, actor: Actor, from: string, role: Role): void {
  vault.transaction(() => {
    const given = givenRoles(vault);
    const custodians = given.filter((one) => one.role === 'custodian');
    if (!given.some((one) => one.actor === from && one.role === role))
      throw refuseRoles('role-not-given', { who: from, role });
    if (role === 'custodian' && custodians.length === 1 && given.length > 1) throw refuseRoles('role-last');
    vault.run('DELETE FROM role WHERE actor = ? AND role = ?', from, role);
    // What somebody approved before leaving does not count again with another role.
    vault.run('DELETE FROM approval WHERE actor = ?1 AND ?1 NOT IN (SELECT actor FROM role)', from);
    appendJournal(vault, actor, 'roles.take', null, { from, role });
  });
}
