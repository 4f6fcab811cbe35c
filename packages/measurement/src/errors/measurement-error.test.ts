import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MEASUREMENT_ERRORS, MeasurementError } from './measurement-error.ts';

describe('errors', () => {
  it('have stable codes, each in the README with its text', () => {
    const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
    for (const [code, text] of Object.entries(MEASUREMENT_ERRORS))
      expect(readme).toContain(`| \`${code}\` | ${text} |`);
    const error = new MeasurementError('linking-too-few', { common: 1 });
    expect(error).toMatchObject({ name: 'MeasurementError', code: 'linking-too-few', data: { common: 1 } });
    expect(error.message).toContain('common: 1');
  });
});
