import type { ClassParticipation } from '@cloison/protocol';
import { describe, expect, it } from 'vitest';
import { roomCards, STUCK_AFTER_MINUTES } from './room-cards.ts';

const NOW = Date.parse('2026-09-14T09:30:00Z');
const pupil = (n: number, firstName: string) => ({
  ...{
    orderNumber: String(n).padStart(7, '0'),
    firstName,
    lastName: 'Petit',
    accommodations: [],
    left: false,
  },
});
const pupils = ['Zoé', 'Ali', 'Lou', 'Ana', 'Bob', 'Eva'].map((name, i) => pupil(i, name));
const sitting = (state: 'notBegun' | 'begun' | 'complete' | 'absent', savedAt?: string) => ({
  maths: {
    ...{ state, answered: 3, expected: 20, receipt: null },
    ...(savedAt === undefined ? {} : { savedAt }),
  },
});
const participation: ClassParticipation = {
  v: 1,
  kind: 'class-participation',
  at: '2026-09-14T09:30Z',
  pupils: [
    { orderNumber: pupils[0]!.orderNumber, sequences: sitting('complete', '2026-09-14T09:00Z') },
    { orderNumber: pupils[1]!.orderNumber, sequences: sitting('begun', '2026-09-14T09:24Z') },
    { orderNumber: pupils[2]!.orderNumber, sequences: sitting('begun', '2026-09-14T09:29Z') },
    { orderNumber: pupils[3]!.orderNumber, sequences: sitting('absent') },
    { orderNumber: pupils[4]!.orderNumber, sequences: sitting('begun', '2026-09-14T09:26Z') },
  ],
};

describe('cards of a room', () => {
  it('have those who seem stuck first, then who has not begun, is at work, has finished, is absent', () => {
    const cards = roomCards(pupils, participation, 'maths', NOW);
    expect(cards.map(({ firstName, state }) => [firstName, state])).toEqual([
      ['Ali', 'stuck'],
      ['Eva', 'notBegun'],
      ['Bob', 'atWork'],
      ['Lou', 'atWork'],
      ['Zoé', 'finished'],
      ['Ana', 'absent'],
    ]);
    expect(cards[0]?.savedMinutesAgo).toBe(6);
    expect(STUCK_AFTER_MINUTES).toBeGreaterThan(1);
  });

  it('know nobody to be stuck before anything has come from the office', () => {
    expect(new Set(roomCards(pupils, null, 'maths', NOW).map(({ state }) => state))).toEqual(
      new Set(['notBegun']),
    );
  });
});
