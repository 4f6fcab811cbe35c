import { expect, it } from 'vitest';
import { refuseSchool } from './refusals.ts';

it('of a school that is not there, a mistyped UAI is told with the letter that its digits have', () => {
  expect(refuseSchool('0682941X').words).toEqual({
    fr: 'L’école 0682941X n’est pas dans la campagne. Sa lettre de contrôle est fausse (ce serait C) : vérifiez ses chiffres.',
    en: 'School 0682941X is not in the campaign. Its control letter is wrong (it would be C): check its digits.',
  });
  expect(refuseSchool('0682941C').words.fr).toBe('L’école 0682941C n’est pas dans la campagne.');
});
