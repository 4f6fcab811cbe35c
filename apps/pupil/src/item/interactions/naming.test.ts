import { describe, expect, it } from 'vitest';
import { choiceLabel, classNumber } from './naming.ts';

describe("QTI's vocabulary of classes", () => {
  it('numbers and letters choices as the item asks', () => {
    expect(choiceLabel([], 0)).toBeNull();
    expect(choiceLabel(['qti-labels-decimal'], 1)).toBe('2');
    expect(choiceLabel(['qti-labels-upper-alpha', 'qti-labels-suffix-period'], 0)).toBe('A.');
    expect(choiceLabel(['qti-labels-lower-alpha', 'qti-labels-suffix-parenthesis'], 2)).toBe('c)');
    expect(choiceLabel(['qti-labels-lower-alpha'], 30)).toBeNull();
    const ideographs = [0, 9, 10, 19, 20].map((index) => choiceLabel(['qti-labels-cjk-ideographic'], index));
    expect(ideographs).toEqual(['一', '十', '十一', '二十', '二十一']);
  });
  it('reads a number at the end of a class, and nothing else', () => {
    expect(classNumber(['a', 'qti-choices-stacking-3'], 'qti-choices-stacking-')).toBe(3);
    expect(classNumber(['qti-choices-stacking-x'], 'qti-choices-stacking-')).toBeNull();
  });
});
