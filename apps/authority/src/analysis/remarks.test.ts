import { expect, it } from 'vitest';
import { sayRemark } from './remarks.ts';

it('says a decimal as the language writes it, those that older analyses kept as text too', () => {
  for (const sd of [0.0123, '0.012']) {
    const remark = { code: 'no-spread', values: { sd } } as const;
    expect(sayRemark(remark, 'fr')).toContain('(écart-type 0,012)');
    expect(sayRemark(remark, 'en')).toContain('(standard deviation 0.012)');
  }
  expect(sayRemark({ code: 'dif-small', values: { column: 'c', labels: 'a', least: 200 } }, 'fr')).toContain(
    '200 élèves',
  );
});
