/** Pages draw départements by the theme's list of names, the office by its own: browsers cannot import the office's. */
import { DEPARTEMENT_NAMES } from '@cloison/theme/departements';
import { expect, it } from 'vitest';
import { departementName } from '../../apps/authority/src/geography/academies.ts';

it('départements have the same names at the office and on every page', () => {
  expect(Object.keys(DEPARTEMENT_NAMES)).toHaveLength(101);
  for (const [departement, name] of Object.entries(DEPARTEMENT_NAMES))
    expect([departement, departementName(departement)]).toEqual([departement, name]);
});
