/** The names under which a holder may have records, and how many: a limit of the platform, whatever the campaign says. */
import { type HolderRole, patternOf } from '@cloison/protocol/public';

/** Names of documents, under which nobody saves a record. */
const DOCUMENT_PATTERNS = new Set([
  'ticket',
  'keyring',
  'roster',
  'participation',
  'report',
  'entry-base',
  'slips',
]);

export const MAX_RECORDS: Readonly<Record<HolderRole, number>> = { pupil: 30, staff: 0, group: 600 };

export function mayBeRecord(name: string): boolean {
  return !DOCUMENT_PATTERNS.has(patternOf(name));
}
