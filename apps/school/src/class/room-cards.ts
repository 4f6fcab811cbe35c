/** A room as an invigilator sees it: a card a pupil, those who need somebody first. Pure. */
import type { ClassParticipation } from '@cloison/protocol';
import type { PupilIdentity } from '../desk/pupil-identity.ts';

export type RoomState = 'stuck' | 'notBegun' | 'atWork' | 'finished' | 'absent';

export interface RoomCard {
  readonly orderNumber: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly state: RoomState;
  readonly answered: number;
  readonly expected: number;
  /** Whole minutes since the newest save was received; null: nothing was. */
  readonly savedMinutesAgo: number | null;
}

/** Nothing saved for so long looks like trouble: the player saves with every answer. Receipts are kept to the minute. */
export const STUCK_AFTER_MINUTES = 5;

const ORDER: readonly RoomState[] = ['stuck', 'notBegun', 'atWork', 'finished', 'absent'];

/** Of pupils who have not left. */
export function roomCards(
  pupils: readonly PupilIdentity[],
  participation: ClassParticipation | null,
  sequence: string,
  nowMs: number,
): RoomCard[] {
  const byOrder = new Map(
    (participation?.pupils ?? []).map(({ orderNumber, sequences }) => [orderNumber, sequences[sequence]]),
  );
  return pupils
    .map(({ orderNumber, firstName, lastName }): RoomCard => {
      const sitting = byOrder.get(orderNumber);
      const saved = sitting?.savedAt;
      const savedMinutesAgo =
        saved === undefined ? null : Math.max(0, Math.floor((nowMs - Date.parse(saved)) / 60_000));
      return {
        orderNumber,
        firstName,
        lastName,
        state: stateOf(sitting?.state ?? 'notBegun', savedMinutesAgo),
        answered: sitting?.answered ?? 0,
        expected: sitting?.expected ?? 0,
        savedMinutesAgo,
      };
    })
    .sort(
      (a, b) =>
        ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
        a.firstName.localeCompare(b.firstName, 'fr') ||
        a.lastName.localeCompare(b.lastName, 'fr'),
    );
}

function stateOf(
  state: 'notBegun' | 'begun' | 'complete' | 'absent',
  savedMinutesAgo: number | null,
): RoomState {
  switch (state) {
    case 'notBegun':
      return 'notBegun';
    case 'begun':
      return (savedMinutesAgo ?? 0) >= STUCK_AFTER_MINUTES ? 'stuck' : 'atWork';
    case 'complete':
      return 'finished';
    case 'absent':
      return 'absent';
  }
}
