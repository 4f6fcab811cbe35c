import { ELSEWHERE } from '@cloison/disclosure/departements';
import { expect, it } from 'vitest';
import { academieOf, departementName } from './academies.ts';
import { locationOf } from './departement.ts';

const metropolitan = Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(3, '0')).filter(
  (one) => one !== '020',
);
const departements = [...metropolitan, '620', '720', '971', '972', '973', '974', '976'].map(
  (prefix) => locationOf(`${prefix}0001A`).departement,
);

it('each of the 101 départements has a name and one of the thirty académies', () => {
  expect(departements).toHaveLength(101);
  expect(new Set(departements.map(academieOf)).size).toBe(30);
  for (const one of departements) {
    expect(academieOf(one)).not.toBe(ELSEWHERE);
    expect(departementName(one)).not.toBe(one);
  }
});

it('what is elsewhere keeps its code', () => {
  expect([academieOf('988'), departementName('988')]).toEqual([ELSEWHERE, '988']);
});

// The rectorates' own pages: Lyon has three départements, Versailles is not Paris, the Vendée is of Nantes.
it.each([
  ['69', 'Lyon'],
  ['92', 'Versailles'],
  ['85', 'Nantes'],
  ['2B', 'Corse'],
])('%s is in the académie of %s', (departement, academie) => {
  expect(academieOf(departement)).toBe(academie);
});
