/**
 * After the key, the sealed rows: what nobody can open any more is not kept either. Content, windows, counts of the
 * closing, the journal and the research rows stay. Beside the schema, because it names every table.
 */
import type { Vault } from './vault.ts';

const OF_CAMPAIGN = 'campaign = ?';
const OF_HOLDER = 'holder IN (SELECT holder_id FROM holder WHERE campaign = ?)';
const OF_PUPIL = 'pupil IN (SELECT id FROM pupil WHERE campaign = ?)';
const OF_SCHOOL = 'school IN (SELECT id FROM school WHERE campaign = ?)';
const OF_CLASS = 'class IN (SELECT class FROM class_level_view WHERE campaign = ?)';
const OF_CLASS_LEVEL = 'class_level IN (SELECT class_level FROM class_level_view WHERE campaign = ?)';

/** Those that refer to others first, and none that refers to one of them is missing. */
export const ERASED_TABLES: readonly (readonly [table: string, ofCampaign: string])[] = [
  ['content_key', OF_CAMPAIGN],
  ['content_release', OF_CAMPAIGN],
  ['analysis', OF_CAMPAIGN],
  ['estimate', OF_CAMPAIGN],
  ['objection', OF_PUPIL],
  ['cohort_mark', OF_PUPIL],
  ['request', OF_CAMPAIGN],
  ['notice', OF_CAMPAIGN],
  ['allowance', OF_PUPIL],
  ['declaration', OF_PUPIL],
  ['double_entry', OF_PUPIL],
  ['to_publish', OF_SCHOOL],
  ['area_due', OF_SCHOOL],
  ['to_open', OF_HOLDER],
  ['to_report', OF_CLASS_LEVEL],
  ['entry_name', OF_HOLDER],
  ['quarantine', OF_CAMPAIGN],
  ['observation', OF_PUPIL],
  ['rollback', OF_HOLDER],
  ['incident', OF_CAMPAIGN],
  ['apart', OF_HOLDER],
  ['result', OF_PUPIL],
  ['participation', OF_CLASS_LEVEL],
  ['relay_head', OF_HOLDER],
  ['branch', OF_HOLDER],
  ['record', OF_HOLDER],
  ['document', OF_HOLDER],
  ['routing_sent', OF_HOLDER],
  ['holder', OF_CAMPAIGN],
  ['territory_school', 'territory IN (SELECT id FROM territory WHERE campaign = ?)'],
  ['territory', OF_CAMPAIGN],
  ['pupil', OF_CAMPAIGN],
  ['class_level', OF_CLASS],
  ['class', OF_SCHOOL],
  ['school', OF_CAMPAIGN],
];

/**
 * Number of rows erased. Within `vault.erase`, and `vault.compact` has to follow. Where no other campaign is alive, tables are
 * emptied whole: rows of a country found one by one in the order of random holders take most of an hour.
 */
export function eraseCampaign(vault: Vault, name: string): number {
  // Which hosts the campaign had stays known, for the certificate; what opened a laptop's file does not.
  vault.run('UPDATE place SET return_key_sealed = NULL WHERE campaign = ?', name);
  vault.forgetMeta(`prepared:${name}:`);
  const others = vault.count(`SELECT count(*) FROM campaign WHERE name <> ? AND state <> 'closed'`, name);
  return ERASED_TABLES.reduce(
    (sum, [table, ofCampaign]) =>
      sum +
      (others === 0
        ? vault.run(`DELETE FROM ${table}`)
        : vault.run(`DELETE FROM ${table} WHERE ${ofCampaign}`, name)),
    0,
  );
}
