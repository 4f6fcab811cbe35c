/** The two-person rule: what destroys, or reads a named sitting, is approved by one person and done by another. */
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseRoles } from './refusals.ts';
import { givenRoles } from './roles.ts';

export const ACTS = [
  'close',
  'close-unstated',
  'destroy-research',
  'breach-revoke',
  'read-sitting',
  'cohort-export',
  'cohort-end',
  'replace-signing',
] as const;
export type Act = (typeof ACTS)[number];

/** An approval is for a day: long enough for the other person, too short to lie about. */
const VALID_MS = 24 * 60 * 60 * 1000;

/**
 * `subject`: a campaign, and after a slash whom the act is about, when it is about one; or a cohort. Of a signing key, why it is
 * replaced (`lost`, `leaked`).
 */
export function approve(vault: Vault, actor: Actor, act: Act, subject: string): void {
  vault.transaction(() => {
    const at = actor.now().toISOString();
    vault.run('INSERT OR REPLACE INTO approval VALUES (?, ?, ?, ?)', act, subject, actor.who, at);
    appendJournal(vault, actor, 'roles.approve', null, { act, subject });
  });
}

/**
 * Throws `approval-missing` unless another person has approved this act within a day and still has a role. Does nothing
 * while nobody has a role.
 */
export function requireApproval(vault: Vault, actor: Actor, act: Act, subject: string): void {
  if (othersWhoApproved(vault, actor, act, subject)?.length === 0)
    throw refuseRoles('approval-missing', { act, subject, who: actor.who });
}

/** Who else has approved this act within a day and still has a role; null while nobody has one. */
export function othersWhoApproved(vault: Vault, actor: Actor, act: Act, subject: string): string[] | null {
  return whoApproved(vault, actor, act, subject)?.filter((who) => who !== actor.who) ?? null;
}

/** Whether this person has approved it within a day, for another to do. */
export function hasApproved(vault: Vault, actor: Actor, act: Act, subject: string): boolean {
  return whoApproved(vault, actor, act, subject)?.includes(actor.who) === true;
}

function whoApproved(vault: Vault, actor: Actor, act: Act, subject: string): string[] | null {
  const given = givenRoles(vault);
  if (given.length === 0) return null;
  const now = actor.now().getTime();
  const isFresh = (at: string) => Math.abs(now - new Date(at).getTime()) <= VALID_MS;
  const approvals = vault.all<{ actor: string; at: string }>(
    'SELECT actor, at FROM approval WHERE act = ? AND subject = ?',
    act,
    subject,
  );
  return approvals
    .filter(({ actor: who, at }) => isFresh(at) && given.some((one) => one.actor === who))
    .map(({ actor: who }) => who);
}
