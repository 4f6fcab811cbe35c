import { describe, expect, test } from 'vitest';
import type { Background } from './research-record.ts';
import { answerVector, type RiskRow, researchRisk, secondsVector } from './research-risk.ts';

const known: Background = {
  sex: 'F',
  birthYear: 2015,
  birthQuarter: 1,
  sector: 'PU',
  priority: 'HEP',
  departement: '75',
  region: 'x',
};

describe('the risk of a research file', () => {
  test('counts who is alone by answers, by answers and background, by answers and seconds, level by level', () => {
    const row = (level: string, answers: string, seconds: string, after: Partial<Background>): RiskRow => ({
      level,
      before: known,
      after: { ...known, ...after },
      answers,
      seconds,
    });
    const rows = [
      row('cp', 'AB', '1', {}),
      row('cp', 'AB', '1', {}),
      row('cp', 'AB', '2', { sex: null }),
      row('cp', 'AC', '1', {}),
      row('ce1', 'AB', '1', {}),
    ];
    const [ce1, cp] = researchRisk(rows, 5);
    expect(ce1).toMatchObject({ level: 'ce1', rows: 1, answers: { vectors: 1, unique: 1 } });
    expect(cp!.answers).toEqual({ vectors: 2, unique: 1, uniqueWithBackground: 2, uniqueWithSeconds: 2 });
    // Hidden or not, every row fits the four who are alike.
    expect(cp!.background.before).toEqual({
      classes: 1,
      smallestClass: 4,
      uniques: 0,
      fewestPersons: 4,
      uniqueLinks: 0,
    });
    expect(cp!.background.after).toEqual({
      classes: 2,
      smallestClass: 1,
      uniques: 1,
      fewestPersons: 4,
      uniqueLinks: 0,
    });
  });

  test('takes answers in one order, and seconds without their fractions', () => {
    const item = (ms: number) => ({
      state: 'answered' as const,
      responses: { r: 'A' },
      score: 1,
      maxScore: 1,
      ms,
    });
    const one = { items: { a: item(1200), b: item(2000) } };
    const other = { items: { b: item(1900), a: item(900) } };
    expect(answerVector(one)).toBe(answerVector(other));
    expect(secondsVector(one)).toBe(secondsVector(other));
  });
});
