/** Classes whose participation and reports are due, because something that they show may have changed. */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { Vault } from '../vault/vault.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name'>;

/** One class at one level. */
export function markReport(vault: Vault, classLevel: number): void {
  vault.run('INSERT INTO to_report VALUES (?) ON CONFLICT DO NOTHING', classLevel);
}

/** All classes of a school. */
export function markReportsOfSchool(vault: Vault, school: number): void {
  vault.run(
    'INSERT INTO to_report SELECT class_level FROM class_level_view WHERE school = ? ON CONFLICT DO NOTHING',
    school,
  );
}

/** All classes of the campaign, or those of a level, or those of a level in one area. */
export function markReports({ vault, name }: Subject, level?: string, area?: number): void {
  vault.run(
    `INSERT INTO to_report SELECT class_level FROM class_level_view
     WHERE campaign = ?1 AND (?2 IS NULL OR level = ?2) AND (?3 IS NULL OR area = ?3) ON CONFLICT DO NOTHING`,
    name,
    level ?? null,
    area ?? null,
  );
}

export interface DueReport {
  readonly classLevel: number;
  readonly school: number;
}

/** In a random order, so that the order in which documents change says nothing. */
export function dueReports({ vault, name }: Subject): DueReport[] {
  return vault.all<DueReport>(
    `SELECT t.class_level AS classLevel, v.school FROM to_report t
     JOIN class_level_view v ON v.class_level = t.class_level WHERE v.campaign = ? ORDER BY random()`,
    name,
  );
}

export function clearDueReport(vault: Vault, classLevel: number): void {
  vault.run('DELETE FROM to_report WHERE class_level = ?', classLevel);
}
