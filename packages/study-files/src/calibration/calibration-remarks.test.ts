import type { CalibrationRemark } from '@cloison/measurement';
import { describe, expect, it } from 'vitest';
import { sayCalibrationRemark } from './calibration-remarks.ts';

describe('remarks on a calibration', () => {
  it('are said in French with commas, in English with points', () => {
    const remark: CalibrationRemark = { kind: 'low-reliability', reliability: 0.4512 };
    expect(sayCalibrationRemark(remark, 'fr')).toContain('Fidélité de 0,45 :');
    expect(sayCalibrationRemark(remark, 'en')).toContain('Reliability of 0.45:');
  });

  it('name a dozen items and count the others', () => {
    const items = Array.from({ length: 30 }, (_, k) => ({ id: `I${k + 1}`, persons: 3 }));
    const said = sayCalibrationRemark({ kind: 'few-persons', model: '2pl', wanted: 500, items }, 'en');
    expect(said).toBe(
      `Few persons: the 2PL model asks for 500 an item; ${items
        .slice(0, 12)
        .map(({ id }) => `${id} (3)`)
        .join(', ')}, … (30).`,
    );
  });

  it.each([
    [{ kind: 'rare-scores', items: [{ id: 'A', score: 2, persons: 4 }] }, 'A = 2 (4)'],
    [{ kind: 'imprecise-items', ids: ['B'] }, ': B.'],
    [{ kind: 'negative-slopes', ids: ['C', 'D'] }, ': C, D.'],
    [{ kind: 'no-errors' }, 'information matrix'],
    [{ kind: 'coarse-nodes' }, 'nodes'],
  ] as readonly (readonly [CalibrationRemark, string])[])('say %j', (remark, words) => {
    expect(sayCalibrationRemark(remark, 'en')).toContain(words);
    expect(sayCalibrationRemark(remark, 'fr')).not.toContain('{');
  });
});
