/** News from the service to every desk: a delay, a corrected key. Nobody is in them; each has its day. */
import { requireOpen } from '../campaign/campaign-row.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { NoticeRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseDesk } from './refusals.ts';

export interface Notice {
  readonly number: number;
  readonly at: string;
  readonly text: { readonly fr: string; readonly en: string };
  /** Null: every level. */
  readonly level: string | null;
  readonly withdrawnAt: string | null;
}

interface Subject {
  readonly vault: Vault;
  readonly name: string;
}

/** Oldest first, those that were withdrawn too. Needs no key. */
export function noticesOf({ vault, name }: Subject): Notice[] {
  return vault
    .all<NoticeRow>('SELECT * FROM notice WHERE campaign = ? ORDER BY number', name)
    .map(({ number, at, fr, en, level, withdrawn_at }) => ({
      number,
      at,
      text: { fr, en },
      level,
      withdrawnAt: withdrawn_at,
    }));
}

/** Of a class's level (null: of a school), in force. */
export function noticesFor(subject: Subject, level: string | null): Notice[] {
  return noticesOf(subject).filter(
    (one) => one.withdrawnAt === null && (level === null || one.level === null || one.level === level),
  );
}

/** Its number. It reaches the desks with the next pass of `campaign serve`, or the next publication. Throws `campaign-closed`. */
export function addNotice(
  campaign: Pick<OpenCampaign, 'vault' | 'name' | 'actor'>,
  text: Notice['text'],
  level: string | null,
): number {
  requireOpen(campaign);
  const { vault, name, actor } = campaign;
  return vault.transaction(() => {
    const number = vault.count('SELECT coalesce(max(number), 0) + 1 FROM notice WHERE campaign = ?', name);
    const at = actor.now().toISOString();
    vault.run(
      'INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, NULL)',
      name,
      number,
      at,
      text.fr,
      text.en,
      level,
    );
    appendJournal(vault, actor, 'notices.add', name, { number });
    return number;
  });
}

/** Throws `notice-unknown`, `campaign-closed`. */
export function withdrawNotice(
  campaign: Pick<OpenCampaign, 'vault' | 'name' | 'actor'>,
  number: number,
): void {
  requireOpen(campaign);
  const { vault, name, actor } = campaign;
  vault.transaction(() => {
    const done = vault.run(
      'UPDATE notice SET withdrawn_at = ? WHERE campaign = ? AND number = ? AND withdrawn_at IS NULL',
      actor.now().toISOString(),
      name,
      number,
    );
    if (done !== 1) throw refuseDesk('notice-unknown', { number });
    appendJournal(vault, actor, 'notices.withdraw', name, { number });
  });
}

/** What says that notices changed since they were last sealed to desks; null: they did not. */
export function unissuedNotices({ vault, name }: Subject): string | null {
  const mark = vault
    .all<NoticeRow>('SELECT number, withdrawn_at FROM notice WHERE campaign = ? ORDER BY number', name)
    .map(({ number, withdrawn_at }) => `${number}${withdrawn_at === null ? '' : 'x'}`)
    .join(' ');
  return mark === (vault.meta(`notices-issued:${name}`) ?? '') ? null : mark;
}

/** In the caller's transaction. */
export function markNoticesIssued({ vault, name }: Subject, mark: string): void {
  vault.setMeta(`notices-issued:${name}`, mark);
}
