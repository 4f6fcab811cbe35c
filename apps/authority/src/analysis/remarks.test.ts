import { expect, it } from 'vitest';
import { sayRemark } from './remarks.ts';

it('says decimals as the language writes them, those of older analyses too, and causes in words', () => {
  for (const sd of [0.0123, '0.012']) {
    const remark = { code: 'no-spread', values: { sd } } as const;
    expect(sayRemark(remark, 'fr')).toContain('(écart-type 0,012)');
    expect(sayRemark(remark, 'en')).toContain('(standard deviation 0.012)');
  }
  expect(sayRemark({ code: 'dif-small', values: { column: 'c', labels: 'a', least: 200 } }, 'fr')).toContain(
    '200 élèves',
  );
  const same = { code: 'no-dimensions', values: { code: 'dimensions-same' } } as const;
  expect(sayRemark(same, 'fr')).toContain('(deux dimensions ne se distinguent pas :');
  expect(sayRemark(same, 'en')).toContain('(two dimensions cannot be told apart:');
  expect(sayRemark({ code: 'no-m2', values: { code: 'groups' } }, 'fr')).toContain('(plusieurs groupes)');
});
