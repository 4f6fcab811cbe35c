import { ELSEWHERE } from '@cloison/disclosure/departements';
import { expect, test } from 'vitest';
import { locationOf } from './departement.ts';

test.each([
  ['0750001A', '75', 'Île-de-France'],
  ['0010001A', '01', 'Auvergne-Rhône-Alpes'],
  ['6200001A', '2A', 'Corse'],
  ['7200001A', '2B', 'Corse'],
  ['9740001A', '974', 'La Réunion'],
  ['9880001A', '988', ELSEWHERE],
])('%s is in %s, %s', (uai, departement, region) => {
  expect(locationOf(uai)).toEqual({ departement, region });
});

test('each of the 101 départements has one region', () => {
  const metropolitan = Array.from({ length: 95 }, (_, i) => String(i + 1).padStart(2, '0')).filter(
    (d) => d !== '20',
  );
  const prefixes = [...metropolitan.map((d) => `0${d}`), '620', '720', '971', '972', '973', '974', '976'];
  expect(prefixes).toHaveLength(101);
  for (const prefix of prefixes) expect(locationOf(`${prefix}0001A`).region).not.toBe(ELSEWHERE);
});
