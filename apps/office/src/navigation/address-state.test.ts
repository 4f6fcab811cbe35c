import { expect, it } from 'vitest';
import { readAddress, withValue } from './address-state.ts';
import { formatRoute, parseRoute } from './routes.ts';

it('keeps what narrows a page behind its address, and the page stays the same', () => {
  const address = formatRoute({ campaign: 'essai 2026', page: 'schools' });
  const narrowed = withValue(withValue(address, 'etat', ''), 'q', 'Saint-Aubin & Fils');
  expect(parseRoute(narrowed)).toEqual({ campaign: 'essai 2026', page: 'schools' });
  expect(readAddress(narrowed).get('q')).toBe('Saint-Aubin & Fils');
  expect(readAddress(narrowed).get('etat')).toBe('');
  expect(withValue(withValue(narrowed, 'q', null), 'etat', null)).toBe(address);
});
