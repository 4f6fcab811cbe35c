/** Pupils as the roster names them, and the order in which every list of the app shows them. */
import type { Roster } from '@cloison/protocol';

export type PupilIdentity = Roster['pupils'][number];

export function byName(a: PupilIdentity, b: PupilIdentity): number {
  return (
    a.lastName.localeCompare(b.lastName, 'fr') ||
    a.firstName.localeCompare(b.firstName, 'fr') ||
    a.orderNumber.localeCompare(b.orderNumber)
  );
}
