import { describe, expect, it } from 'vitest';
import { saysSomething } from './class-state-of.ts';

const pupil = (domains: Record<string, { score: number; group: 'needs' } | null>, items = {}) => ({
  orderNumber: '0000001',
  sequences: {},
  domains,
  items,
});

describe('A class report', () => {
  it('has nothing to read while nobody has a result', () => {
    expect(saysSomething({ pupils: [] })).toBe(false);
    expect(saysSomething({ pupils: [pupil({ lettres: null }), pupil({})] })).toBe(false);
  });

  it('is to be read from the first result on', () => {
    expect(
      saysSomething({ pupils: [pupil({ lettres: null }), pupil({ lettres: { score: 3, group: 'needs' } })] }),
    ).toBe(true);
  });
});
