import { sampleIne } from '@cloison/dev-env/authority/sample-roster.ts';
import { describe, expect, it } from 'vitest';
import { Sealer } from '../vault/sealer.ts';
import type { RosterPupil } from './pupil-reading.ts';
import { PupilSpool } from './pupil-spool.ts';

const sealer = new Sealer('essai', new Uint8Array(32).fill(7));

function pupil(number: number, label = `6e ${number % 3}`, since?: string): RosterPupil {
  const facts = {
    ...{ ine: sampleIne(number), lastName: `Nom ${number}`, firstName: 'Zoé', birthDate: '2015-03-04' },
    ...{ sex: 'F' as const, accommodations: [] },
  };
  return { uai: '0750001U', label, level: '6e', facts, ...(since === undefined ? {} : { since }) };
}

function spoolOf(pupils: readonly RosterPupil[]): PupilSpool {
  const spool = new PupilSpool(sealer);
  for (const one of pupils) spool.add(one);
  return spool;
}

function factsIn(spool: PupilSpool): RosterPupil['facts'][] {
  return [...spool.sorted()].map(({ json }) => JSON.parse(Buffer.from(json).toString('utf8')));
}

describe('pupils packed until all files are read', () => {
  it.each([0, 1, 2, 5_000, 20_000])(
    'are all there once, with their class, in the order of their look-ups: %i',
    (count) => {
      const pupils = Array.from({ length: count }, (_, i) => pupil(i));
      const spool = spoolOf(pupils);
      expect(spool.size).toBe(count);
      const out = [...spool.sorted()].map(({ ine, facts, place, json }) => ({
        ine: Buffer.from(ine).toString('hex'),
        facts: Buffer.from(facts).toString('hex'),
        label: spool.places[place]!.label,
        json: Buffer.from(json).toString('utf8'),
      }));
      const expected = pupils.map(({ facts, label }) => ({
        ine: Buffer.from(sealer.lookup('ine', facts.ine)).toString('hex'),
        facts: Buffer.from(sealer.lookup('facts', JSON.stringify(facts))).toString('hex'),
        label,
        json: JSON.stringify(facts),
      }));
      expect(out).toEqual(expected.toSorted((a, b) => (a.ine < b.ine ? -1 : 1)));
    },
  );

  it('show nothing of the order of the file: of neighbours the later one is as likely to come first', () => {
    const spool = spoolOf(Array.from({ length: 20_000 }, (_, i) => pupil(i)));
    const places = new Map(factsIn(spool).map(({ ine }, i) => [ine, i]));
    let inOrder = 0;
    for (let i = 0; i < 19_999; i++)
      if (places.get(sampleIne(i))! < places.get(sampleIne(i + 1))!) inOrder += 1;
    // 19,999 coins, which depend on each other but hardly: six standard deviations are 0.0213.
    expect(Math.abs(inOrder / 19_999 - 0.5)).toBeLessThan(0.022);
  });

  it('can be taken out whole, and put back elsewhere', () => {
    const spool = spoolOf([pupil(1), pupil(2, '6e B', '2026-09-01'), pupil(3)]);
    const taken = spool.take([sampleIne(2), sampleIne(9)]);
    expect([...taken]).toEqual([[sampleIne(2), pupil(2, '6e B', '2026-09-01')]]);
    expect(spool.size).toBe(2);
    expect(factsIn(spool)).toHaveLength(2);
    spool.add(pupil(2, '6e C'));
    const back = [...spool.sorted()].find(({ place }) => spool.places[place]!.label === '6e C');
    expect(back).toBeDefined();
    expect(spool.size).toBe(3);
  });

  it('take more room than a block where one needs it', () => {
    const large = pupil(1);
    const facts = { ...large.facts, lastName: 'é'.repeat(1_500_000) };
    expect(factsIn(spoolOf([pupil(0), { ...large, facts }, pupil(2)]))).toContainEqual(facts);
  });
});
