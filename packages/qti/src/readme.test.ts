import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as delivery from './delivery.ts';
import * as qti from './index.ts';

// The formatter pads the columns of tables.
const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replace(/ {2,}\|/g, ' |');

describe('the README', () => {
  const examples = [...readme.matchAll(/```js\n(.*?)```/gs)].map((found) => found[1] ?? '');

  it.each(examples.map((code, i) => [i + 1, code] as const))(
    'has an example %i that does what it says',
    (_, code) => {
      let checks = 0;
      const check = (actual: unknown, expected: unknown): void => {
        checks += 1;
        expect(actual).toEqual(expected);
      };
      const body = code
        .replace(/^import (\{.*?\}) from '@cloison\/qti';$/gm, 'const $1 = qti;')
        .replace(/^import (\{.*?\}) from '@cloison\/qti\/delivery';$/gm, 'const $1 = delivery;')
        .replace(/^(.*?);? \/\/ → (.*)$/gm, ';check($1, $2);');
      expect(body).not.toContain('import ');
      new Function('qti', 'delivery', 'check', `'use strict';\n${body}`)(qti, delivery, check);
      expect(checks).toBeGreaterThan(0);
    },
  );

  it('has the examples', () => {
    expect(examples).toHaveLength(4);
  });

  it('names functions that exist', () => {
    const table = readme.split('## Examples')[0] ?? '';
    for (const [, from, names] of table.matchAll(/^\|[^|]*\| `(@cloison\/qti[^`]*)` \| (.*) \|$/gm)) {
      const module: object = from === '@cloison/qti' ? qti : delivery;
      for (const [, name] of names?.matchAll(/`(\w+)`/g) ?? []) expect(Object.keys(module)).toContain(name);
    }
  });
});
