import { describe, expect, it } from 'vitest';
import { CALIBRATION_FORMAT, parseCalibration } from './calibration-file.ts';

const item = (id: string, more: object = {}) => ({
  id,
  parameters: { kind: 'partialCredit', slope: 1, scores: [0, 1], intercepts: [0, -0.5], ...more },
});
const all = { label: 'all', mean: 0, sd: 1 };
const parsed = (items: readonly object[], group: object = all) =>
  parseCalibration(
    new TextEncoder().encode(JSON.stringify({ format: CALIBRATION_FORMAT, items, groups: [group] })),
  );

describe('a calibration that was edited', () => {
  it('is read while it says one thing of each item', () => {
    expect(parsed([item('I1'), item('I2')]).detail).toBe('');
  });

  it('is refused when two items have one name: answers were scored by whichever came last', () => {
    expect(parsed([item('I1'), item('I2'), item('I1', { slope: 2 })])).toEqual({
      calibration: null,
      detail: 'I1: id',
    });
  });

  it.each([
    ['a slope', [item('I1', { slope: 1e308 })], all, 'items.0.parameters.slope'],
    ['an intercept', [item('I1', { intercepts: [0, -1e308] })], all, 'items.0.parameters.intercepts.1'],
    ['the mean of a group', [item('I1')], { ...all, mean: 1e300 }, 'groups.0.mean'],
    ['the spread of a group', [item('I1')], { ...all, sd: 1e300 }, 'groups.0.sd'],
  ])(
    'is refused with %s at which nobody has an estimate: the scores were empty, or ended as an unforeseen error',
    (_, items, group, detail) => {
      expect(parsed(items, group)).toEqual({ calibration: null, detail });
    },
  );
});
