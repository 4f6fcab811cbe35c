import { describe, expect, it } from 'vitest';
import { schoolTypeOf } from './school-type.ts';
import { fr } from './words.ts';

const at = (...levels: readonly string[]) => schoolTypeOf(levels.map((level) => ({ level })));

describe('A school', () => {
  it('is an école when all its classes are primary, whatever the case of their levels', () => {
    expect(at('cp', 'CE1', 'cm2')).toBe('ecole');
  });

  it('is an établissement from sixième on, and when nothing is known', () => {
    for (const level of ['6e', '4e', '2de', 'CAP']) expect(at(level)).toBe('etablissement');
    expect(at('cm2', '6e')).toBe('etablissement');
    expect(at()).toBe('etablissement');
  });

  it('has its own name on the screens', () => {
    expect(fr.head.results('ecole')).toBe('Résultats de l’école');
    expect(fr.head.results('etablissement')).toBe('Résultats de l’établissement');
  });
});
