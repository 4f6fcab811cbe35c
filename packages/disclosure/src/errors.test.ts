import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DISCLOSURE_ERRORS, DisclosureError } from './errors.ts';

describe('errors', () => {
  it('have stable codes, each in the README with its text', () => {
    const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
    for (const [code, text] of Object.entries(DISCLOSURE_ERRORS))
      expect(readme).toContain(`| \`${code}\` | ${text} |`);
    const error = new DisclosureError('column-unknown', { variable: 'age' });
    expect(error).toMatchObject({
      name: 'DisclosureError',
      code: 'column-unknown',
      data: { variable: 'age' },
    });
    expect(error.message).toContain('variable: "age"');
  });
});
