import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawingText, MAX_LENGTH, type Stroke, simplified, strokesOf } from './drawing.ts';

const canvas = { width: 400, height: 300 };
const point = fc.record({ x: fc.integer({ min: 0, max: 400 }), y: fc.integer({ min: 0, max: 300 }) });
const stroke: fc.Arbitrary<Stroke> = fc.record({
  colour: fc.constantFrom('black' as const, 'blue' as const, 'red' as const),
  points: fc.array(point, { minLength: 2, maxLength: 12 }),
});

describe('a drawing', () => {
  it('is drawn again exactly from its response', () => {
    fc.assert(
      fc.property(fc.array(stroke, { minLength: 1, maxLength: 10 }), (strokes) => {
        expect(strokesOf(drawingText(strokes, canvas))).toEqual(strokes);
      }),
    );
  });

  it('without strokes is no response, and what is no drawing has no strokes', () => {
    expect(drawingText([], canvas)).toBeNull();
    expect(strokesOf(null)).toEqual([]);
    expect(strokesOf('data:image/svg+xml;base64,%%%')).toEqual([]);
    expect(strokesOf(`data:image/svg+xml;base64,${btoa('<svg><script>alert(1)</script></svg>')}`)).toEqual(
      [],
    );
  });

  it('that would not fit a record says so', () => {
    const points = Array.from({ length: 300 }, (_, i) => ({ x: (i * 37) % 400, y: (i * 91) % 300 }));
    const long = { colour: 'red', points } as const;
    expect(drawingText([long], canvas)?.length).toBeLessThan(MAX_LENGTH);
    expect(drawingText([long, long, long, long, long], canvas)).toBe('full');
  });

  it('keeps the corners of a line and drops what lies between', () => {
    const line = Array.from({ length: 50 }, (_, i) =>
      i < 25 ? { x: i * 4, y: 10 } : { x: 96, y: 10 + (i - 24) * 4 },
    );
    expect(simplified(line)).toEqual([
      { x: 0, y: 10 },
      { x: 96, y: 10 },
      { x: 96, y: 110 },
    ]);
    expect(simplified([{ x: 5.2, y: 7.4 }])).toEqual([
      { x: 5, y: 7 },
      { x: 6, y: 7 },
    ]);
  });
});
