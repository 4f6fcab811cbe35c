import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { SERVICE_NODE_OPTIONS } from './node-options.ts';

it('operators start the service with the options that were measured', () => {
  const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
  const starts = page.split('\n').filter((line) => /^ExecStart=.* platform serve$/.test(line));
  expect(starts).not.toEqual([]);
  for (const line of starts) expect(line).toContain(` ${SERVICE_NODE_OPTIONS.join(' ')} bin/cloison.ts `);
  const run = readFileSync(new URL('../../../../scripts/run.mjs', import.meta.url), 'utf8');
  for (const option of SERVICE_NODE_OPTIONS) expect(run).toContain(`'${option}'`);
});
