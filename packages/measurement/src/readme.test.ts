import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as measurement from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

describe('the README', () => {
  it('has an example that runs and says what comes out', async () => {
    const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
    const body = code!.replace(/^import \{(.*)\} from .*$/m, 'const {$1} = measurement;');
    const run = new Function(
      'measurement',
      `return (async () => { ${body}; return { calibration, wle }; })();`,
    );
    const { calibration, wle } = await run(measurement);
    expect(calibration.items[0].parameters).toMatchObject({
      kind: 'partialCredit',
      slope: 1,
      scores: [0, 1],
    });
    expect(calibration.check.enough).toBe(true);
    expect(wle.statusOf(0)).toBe('estimated');
  });

  it('names only functions that are exported', () => {
    const table = readme.slice(readme.indexOf('| you want to'), readme.indexOf('The code below'));
    const named = [...table.matchAll(/`([A-Za-z0-9]+)`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(30);
    for (const name of named) expect(measurement).toHaveProperty(name);
  });
});
