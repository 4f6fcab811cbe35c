import { describe, expect, it } from 'vitest';
import { fitsMask, typedResponse } from './typed-text.ts';

describe('typed text', () => {
  it('is no response while it is blank', () => {
    expect(typedResponse('', 10)).toBeNull();
    expect(typedResponse('  \n', 10)).toBeNull();
  });
  it('keeps what was typed, the French comma included, cut at the limit of item and protocol', () => {
    expect(typedResponse('3,5', 10)).toBe('3,5');
    expect(typedResponse('abcdef', 3)).toBe('abc');
    expect(typedResponse('x'.repeat(20_000), 20_000)).toHaveLength(8_000);
  });
  it('hints at a mask that does not fit, and at nothing when the mask cannot be read', () => {
    expect(fitsMask('12', '[0-9]+')).toBe(true);
    expect(fitsMask('12a', '[0-9]+')).toBe(false);
    expect(fitsMask('', '[0-9]+')).toBe(true);
    expect(fitsMask('12a', '(((')).toBe(true);
  });
});
