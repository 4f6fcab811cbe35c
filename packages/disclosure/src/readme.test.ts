import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as disclosure from './index.ts';

const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

describe('the README', () => {
  it('has an example that runs and says what comes out', async () => {
    const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
    const body = code!.replace(/^import \{(.*)\} from .*$/m, 'const {$1} = disclosure;');
    const run = new Function('disclosure', `return (async () => { ${body}; return release; })();`);
    const { columns, report } = await run(disclosure);
    expect(columns.map(({ name }: { name: string }) => name)).toEqual(['sex', 'place']);
    expect(report.suppression).toMatchObject({ cells: 6, failingRows: 6 });
    expect(report.attackAfter.fewestPersons).toBe(3);
  });

  it('names only functions that are exported', () => {
    const table = readme.slice(readme.indexOf('| you want to'), readme.indexOf('The code below'));
    const named = [...table.matchAll(/`([A-Za-z0-9_]+)`/g)].map(([, name]) => name!);
    expect(named.length).toBeGreaterThan(25);
    for (const name of named) expect(disclosure).toHaveProperty(name);
  });
});
