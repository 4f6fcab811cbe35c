import { describe, expect, it } from 'vitest';
import { choiceLabel, classNumber, saysCount } from './naming.ts';

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

describe('a question', () => {
  const prompt = (text: string) => [{ kind: 'text', text } as const];
  it('that says how many to choose needs no hint beside it', () => {
    expect(saysCount(prompt('Coche deux réponses.'), 2)).toBe(true);
    expect(saysCount(prompt('Choisis les 3 plus grands nombres.'), 3)).toBe(true);
  });
  it('that says another number, or none, keeps its hint', () => {
    expect(saysCount(prompt('Coche deux réponses.'), 3)).toBe(false);
    expect(saysCount(prompt('Choisis les multiples de 6.'), 2)).toBe(false);
    expect(saysCount(prompt('Léa a deux frères. Qui est l’aîné ?'), 2)).toBe(false);
  });
});
