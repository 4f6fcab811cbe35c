import { describe, expect, it } from 'vitest';
import type { RosterPupil } from './pupil-reading.ts';
import { RosterRemarks } from './roster-remarks.ts';

const pupil = (label: string, lastName: string, birthDate = '2015-03-04', uai = '0750001U'): RosterPupil => ({
  uai,
  label,
  level: '6e',
  facts: { ine: '', lastName, firstName: 'Zoé', birthDate, sex: 'F', accommodations: [] },
});

function remarksOn(...pupils: readonly RosterPupil[]) {
  const remarks = new RosterRemarks();
  for (const one of pupils) remarks.add(one);
  return remarks.list();
}

describe('remarks on a roster', () => {
  it('name two classes that differ only in capitals, spaces or accents', () => {
    const found = remarksOn(pupil('5e A', 'Aubrac'), pupil('5E A', 'Ozanne'), pupil('5eA', 'Béranger'));
    expect(found).toEqual([{ kind: 'classes-alike', count: 2, uai: '0750001U', one: '5e A', other: '5E A' }]);
    expect(remarksOn(pupil('5e A', 'Aubrac'), pupil('5E A', 'Ozanne', '2015-03-04', '0770002V'))).toEqual([]);
  });

  it('count homonyms of the same day in a class, and show no name', () => {
    const found = remarksOn(pupil('5e A', 'Šimić'), pupil('5e A', 'SIMIC'), pupil('5e A', 'Simić'));
    expect(found).toEqual([{ kind: 'homonyms', count: 2, uai: '0750001U', label: '5e A' }]);
    const others = [pupil('5e A', 'Aubrac', '2015-03-05'), pupil('5e B', 'Aubrac'), pupil('5e A', 'Ozanne')];
    expect(remarksOn(pupil('5e A', 'Aubrac'), ...others)).toEqual([]);
  });

  it('count schools of the file that have no pupil: they get no code and no letter', () => {
    const remarks = new RosterRemarks();
    remarks.add(pupil('5e A', 'Aubrac'));
    expect(remarks.list(['0770002V', '0750001U', '0770003W'])).toEqual([
      { kind: 'schools-empty', count: 2, uai: '0770002V' },
    ]);
    expect(remarks.list(['0750001U'])).toEqual([]);
  });
});
