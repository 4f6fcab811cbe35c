/** Which pupil and sequence an entry record is about: its name is a keyed hash, found by computing it. */

import { entryRecordName, secondKeyingOf } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { cachedHolderKeys } from '../codes/holder-secret.ts';
import { classLevel } from '../roster/class-levels.ts';
import { type NumberedPupil, numberedPupils, numberedPupilsOfSchool } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { EntryNameRow, HolderRow } from '../vault/rows.ts';

/** Records that teachers keyed of one pupil in one sequence. */
export function entryNamesOf({ vault }: OpenCampaign, pupil: number, sequence: string): EntryNameRow[] {
  return vault.all<EntryNameRow>(
    'SELECT * FROM entry_name WHERE pupil = ? AND sequence = ?',
    pupil,
    sequence,
  );
}

/** Null when the name is of no pupil whom the holder's class can be about. */
export async function findEntryName(
  campaign: OpenCampaign,
  holder: HolderRow,
  name: string,
): Promise<EntryNameRow | null> {
  const find = () =>
    campaign.vault.get<EntryNameRow>(
      'SELECT * FROM entry_name WHERE holder = ? AND name = ?',
      holder.holder_id,
      name,
    );
  const known = find();
  if (known !== undefined || holder.class_level === null) return known ?? null;
  const { level, school } = classLevel(campaign, holder.class_level);
  // The class first; then, for one who has moved since, the other classes of the school.
  await nameEntries(campaign, holder, level, numberedPupils(campaign, holder.class_level, 'all'));
  const found = find();
  if (found !== undefined) return found;
  await nameEntries(campaign, holder, level, numberedPupilsOfSchool(campaign, school));
  return find() ?? null;
}

/** The names that entry records of this holder have for the pupils of its class. */
export async function entryNamesOfClass(
  campaign: OpenCampaign,
  holder: HolderRow,
): Promise<readonly string[]> {
  if (holder.class_level === null) return [];
  const { level } = classLevel(campaign, holder.class_level);
  const isKeyed = [...scoringModel(campaign).values()].some(
    (sequence) => sequence.level === level && sequence.mode === 'entry',
  );
  if (!isKeyed) return [];
  await nameEntries(campaign, holder, level, numberedPupils(campaign, holder.class_level, 'all'));
  const sql = 'SELECT name FROM entry_name WHERE holder = ? ORDER BY name';
  return campaign.vault.all<Pick<EntryNameRow, 'name'>>(sql, holder.holder_id).map(({ name }) => name);
}

/** Computes and keeps the names that the holder's entry records have for these pupils; `sequence` of a second keying is `secondKeyingOf`. */
async function nameEntries(
  campaign: OpenCampaign,
  holder: HolderRow,
  level: string,
  pupils: readonly NumberedPupil[],
): Promise<void> {
  const { vault } = campaign;
  const { namesKey } = cachedHolderKeys(campaign, holder);
  const own = [...scoringModel(campaign).values()].filter((sequence) => sequence.level === level);
  const second = campaign.spec.doubleEntry === undefined ? [] : own.map(({ id }) => secondKeyingOf(id));
  const sequences = [...own.map(({ id }) => id), ...second];
  const rows: EntryNameRow[] = [];
  for (const { id, orderNumber } of pupils) {
    for (const sequence of sequences) {
      rows.push({
        holder: holder.holder_id,
        name: await entryRecordName(namesKey, sequence, orderNumber),
        pupil: id,
        sequence,
      });
    }
  }
  vault.transaction(() => {
    for (const row of rows) {
      vault.run(
        'INSERT INTO entry_name VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
        row.holder,
        row.name,
        row.pupil,
        row.sequence,
      );
    }
  });
}
