import { cursors } from './02-cursors.ts';
import { analyses } from './03-analyses.ts';
import { hosts } from './04-hosts.ts';
import { sealedContent } from './05-sealed-content.ts';
import { incidents } from './06-incidents.ts';
import { roles } from './07-roles.ts';
import { figures } from './08-figures.ts';
import { routingAndItemChanges } from './09-routing-and-item-changes.ts';
import { desks } from './10-desks.ts';
import { territories } from './11-territories.ts';
import { doubleEntries } from './12-double-entries.ts';
import { decisionsTakenBack } from './13-decisions-taken-back.ts';
import { cohortMarks } from './14-cohort-marks.ts';
import { cohortRows } from './15-cohort-rows.ts';
import { signingKeys } from './16-signing-keys.ts';
import { afterRevocation } from './17-after-revocation.ts';
import { revokedHolders } from './18-revoked-holders.ts';
import { reasonsInClear } from './19-reasons-in-clear.ts';

/**
 * The step at index N - 1 brings a vault of version N to N + 1.
 *
 * A step that was released never changes: the same steps bring up vaults of every version. Yet
 * most tables are still as the step that brought them made them, and such a step names the table of `../tables/`, so that
 * its text stands once. Whoever changes a table copies its former text into each step that names it, and writes the change
 * as a new step; `migrations.test.ts` holds a digest of every step, and fails until the copy is there.
 *
 * The other way, a schema that is the sum of all steps, would have no place where a table can be read as it is.
 */
export const MIGRATIONS: readonly string[] = [
  cursors,
  analyses,
  hosts,
  sealedContent,
  incidents,
  roles,
  figures,
  routingAndItemChanges,
  desks,
  territories,
  doubleEntries,
  decisionsTakenBack,
  cohortMarks,
  cohortRows,
  signingKeys,
  afterRevocation,
  revokedHolders,
  reasonsInClear,
];
