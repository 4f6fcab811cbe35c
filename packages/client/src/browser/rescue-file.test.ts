import { describe, expect, it } from 'vitest';
import { readRescueFile, rescueFileText } from './rescue-file.ts';

describe('A rescue file', () => {
  const envelopes = [Uint8Array.of(1, 2, 3), Uint8Array.of(4)];

  it('gives its envelopes back', () => {
    expect(readRescueFile(rescueFileText('2026-6e', envelopes), '2026-6e')).toEqual({
      kind: 'envelopes',
      envelopes,
    });
  });

  it('holds an envelope once, however often it was given', () => {
    const [first, second] = envelopes;
    const text = rescueFileText('2026-6e', [first!, second!, first!]);
    expect(readRescueFile(text, '2026-6e')).toEqual({ kind: 'envelopes', envelopes });
  });

  it('is refused when it is of another campaign, empty, or something else', () => {
    expect(readRescueFile(rescueFileText('2026-6e', envelopes), '2026-cp').kind).toBe('wrongCampaign');
    for (const text of [
      '',
      '[]',
      '{}',
      'null',
      rescueFileText('2026-6e', []),
      '{"v":1,"campaign":"2026-6e","envelopes":[3]}',
    ])
      expect(readRescueFile(text, '2026-6e').kind).toBe('wrong');
  });
});
