import { describe, expect, it } from 'vitest';
import { formatRoute, parseRoute, type Route } from './routes.ts';

const ROUTES: readonly Route[] = [
  { page: 'home' },
  { page: 'class', class: 2 },
  { page: 'entry', class: 0, sequence: 'francais-cp' },
  { page: 'entry', class: 0, sequence: 'francais-cp', pupil: 3 },
  { page: 'second', class: 0, sequence: 'francais-cp' },
  { page: 'second', class: 0, sequence: 'francais-cp', keying: true },
  { page: 'attendance', class: 2 },
  { page: 'booklets', class: 2, sequence: 'francais-cp' },
  { page: 'results', class: 1 },
  { page: 'groups', class: 1, domain: 3 },
  { page: 'items', class: 1 },
  { page: 'progress', class: 1 },
  { page: 'pupil', class: 1, pupil: 24 },
  { page: 'sheets', class: 1 },
  { page: 'notSitting', class: 1 },
  { page: 'room', class: 0 },
  { page: 'requests' },
  { page: 'day' },
  { page: 'codes' },
  { page: 'slips', slips: 4 },
  { page: 'cards' },
  { page: 'schoolResults' },
  { page: 'rescue' },
];

describe('Addresses', () => {
  it('lead back to where they were made', () => {
    for (const route of ROUTES) expect(parseRoute(formatRoute(route))).toEqual(route);
  });

  it('lead home when they are none of ours', () => {
    for (const hash of ['', '#', '#/nulle/part', '#/classe/x', '#/classe/0/saisie/<script>', '#/classe/-1'])
      expect(parseRoute(hash)).toEqual({ page: 'home' });
  });
});
