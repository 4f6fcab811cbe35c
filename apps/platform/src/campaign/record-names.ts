/**
 * The names under which a holder may have records, and how many: a limit of the platform, whatever a ticket says, which the
 * platform cannot read.
 */
import { type Calendar, type HolderRole, isEntryRecordName, patternOf } from '@cloison/protocol/public';

/** Names of documents: records may not have them. */
const DOCUMENT_PATTERNS = new Set([
  'ticket',
  'keyring',
  'roster',
  'participation',
  'report',
  'entry-base',
  'slips',
  'desk',
]);

/** A sequence, one of its stages, and either of them reopened: `francais`, `francais/2`, `francais~2`, `francais/2~3`. */
const OF_A_SEQUENCE = /^[A-Za-z0-9-]+(?:\/[0-9]{1,2})?(?:~[0-9]{1,2})?$/;

/** Of a pupil: the sequence itself, stages, and reopenings. */
export const RECORDS_PER_SEQUENCE = 6;
const MAX_PUPIL_RECORDS = 30;
/** Of a class: one for each pupil and sequence, and what its desk tells. */
const MAX_GROUP_RECORDS = 600;
/** What the desk of a school or a class tells the office. */
const DESK_RECORD = 'desk';

const sequences = new WeakMap<Calendar, number>();

/** The largest number of names under which a holder of this calendar may have records. */
export function maxRecords(role: HolderRole, calendar: Calendar): number {
  switch (role) {
    case 'pupil':
      return Math.min(MAX_PUPIL_RECORDS, RECORDS_PER_SEQUENCE * sequencesOf(calendar));
    case 'group':
      return MAX_GROUP_RECORDS;
    case 'staff':
      return 0;
  }
}

function sequencesOf(calendar: Calendar): number {
  let count = sequences.get(calendar);
  if (count === undefined) {
    count = Object.keys(calendar).filter((name) => name !== 'entry' && !DOCUMENT_PATTERNS.has(name)).length;
    sequences.set(calendar, count);
  }
  return count;
}

/** Whether a holder of this role may have a record of this name: pupils of their sequences, classes and schools of what they key in and tell. */
export function mayBeRecord(role: HolderRole, name: string): boolean {
  if (isEntryRecordName(name)) return role !== 'pupil';
  if (name === DESK_RECORD) return role === 'group';
  return role !== 'group' && OF_A_SEQUENCE.test(name) && !DOCUMENT_PATTERNS.has(patternOf(name));
}
