/** Which pupil and sequence an entry record is about: its name is a keyed hash, found by computing it. */

import { secondKeyingOf } from '@cloison/protocol';
import { toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { cachedHolderKeys } from '../codes/holder-secret.ts';
import { entryNamer } from '../envelopes/holder-keys.ts';
import { classLevel } from '../roster/class-levels.ts';
import {
  type NumberedPupil,
  numberedIdsOfSchool,
  numberedPupils,
  numberedPupilsOfSchool,
} from '../roster/pupils.ts';
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

/** Pupils of this class of whom another class of the school has keyed anything: before they moved, or by mistake. */
export function pupilsKeyedElsewhere({ vault }: Pick<OpenCampaign, 'vault'>, classLevel: number): number[] {
  const sql = `SELECT DISTINCT e.pupil FROM entry_name e JOIN holder_view h ON h.holder_id = e.holder
     WHERE e.pupil IN (SELECT id FROM present_pupil_view WHERE class_level = ?1) AND h.class_level IS NOT ?1
       AND (EXISTS (SELECT 1 FROM record r WHERE r.holder = e.holder AND r.name = e.name)
         OR EXISTS (SELECT 1 FROM branch b WHERE b.holder = e.holder AND b.name = e.name))`;
  return vault.all<{ readonly pupil: number }>(sql, classLevel).map(({ pupil }) => pupil);
}

/** Null: the name has not been derived for any pupil yet. */
export function knownEntryName(
  { vault }: Pick<OpenCampaign, 'vault'>,
  holder: HolderRow,
  name: string,
): EntryNameRow | null {
  const sql = 'SELECT * FROM entry_name WHERE holder = ? AND name = ?';
  return vault.get<EntryNameRow>(sql, holder.holder_id, name) ?? null;
}

/** By holder, in hexadecimal: for which pupils of its school all names have been worked out. */
const workedOut = new WeakMap<OpenCampaign, Map<string, string>>();

/**
 * Null when the name is of no pupil whom the holder's class can be about. Works out names, and keeps them. For a name that is
 * nobody's that is a hash for each pupil of the school: not again while the same pupils are there, since a class may seal under any
 * number of such names.
 */
export function findEntryName(campaign: OpenCampaign, holder: HolderRow, name: string): EntryNameRow | null {
  const known = knownEntryName(campaign, holder, name);
  if (known !== null || holder.class_level === null) return known;
  const { level, school } = classLevel(campaign, holder.class_level);
  const pupils = `${level} ${numberedIdsOfSchool(campaign.vault, school).join(' ')}`;
  const holders = workedOut.get(campaign) ?? new Map<string, string>();
  workedOut.set(campaign, holders);
  const id = toHex(holder.holder_id);
  if (holders.get(id) === pupils) return null;
  // The class first; then, for one who has moved since, the other classes of the school.
  nameClass(campaign, holder);
  const found = knownEntryName(campaign, holder, name);
  if (found !== null) return found;
  nameEntries(campaign, holder, level, numberedPupilsOfSchool(campaign, school));
  holders.set(id, pupils);
  return knownEntryName(campaign, holder, name);
}

/** Names of the classes of these holders whose names are not worked out yet: then threads find them. In one transaction. */
export function nameClasses(campaign: OpenCampaign, holders: readonly HolderRow[]): void {
  const sql = 'SELECT 1 FROM entry_name WHERE holder = ? LIMIT 1';
  campaign.vault.transaction(() => {
    for (const holder of holders)
      if (campaign.vault.get(sql, holder.holder_id) === undefined) nameClass(campaign, holder);
  });
}

function nameClass(campaign: OpenCampaign, holder: HolderRow): void {
  if (holder.class_level === null) return;
  const { level } = classLevel(campaign, holder.class_level);
  nameEntries(campaign, holder, level, numberedPupils(campaign, holder.class_level, 'all'));
}

/** The names that entry records of this holder have for the pupils of its class. */
export function entryNamesOfClass(campaign: OpenCampaign, holder: HolderRow): readonly string[] {
  if (holder.class_level === null) return [];
  const { level } = classLevel(campaign, holder.class_level);
  const isKeyed = [...scoringModel(campaign).values()].some(
    (sequence) => sequence.level === level && sequence.mode === 'entry',
  );
  if (!isKeyed) return [];
  nameClass(campaign, holder);
  const sql = 'SELECT name FROM entry_name WHERE holder = ? ORDER BY name';
  return campaign.vault.all<Pick<EntryNameRow, 'name'>>(sql, holder.holder_id).map(({ name }) => name);
}

/** Computes and keeps the names that the holder's entry records have for these pupils; `sequence` of a second keying is `secondKeyingOf`. */
function nameEntries(
  campaign: OpenCampaign,
  holder: HolderRow,
  level: string,
  pupils: readonly NumberedPupil[],
): void {
  const { vault } = campaign;
  const nameOf = entryNamer(cachedHolderKeys(campaign, holder).namesKey);
  const own = [...scoringModel(campaign).values()].filter((sequence) => sequence.level === level);
  const second = campaign.spec.doubleEntry === undefined ? [] : own.map(({ id }) => secondKeyingOf(id));
  const sequences = [...own.map(({ id }) => id), ...second];
  vault.transaction(() => {
    for (const { id, orderNumber } of pupils) {
      for (const sequence of sequences) {
        vault.run(
          'INSERT INTO entry_name VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
          holder.holder_id,
          nameOf(sequence, orderNumber),
          id,
          sequence,
        );
      }
    }
  });
}
