import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as delivery from './delivery.ts';
import * as qti from './index.ts';
import { operatorElements } from './read/expressions.ts';

// The formatter pads the columns of tables.
const readme = readFileSync(resolve(import.meta.dirname, '../README.md'), 'utf8').replace(/ {2,}\|/g, ' |');
const sections = new Map(
  readme.split(/^#{2,3} /m).map((section) => [section.split('\n')[0] ?? '', section] as const),
);

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

  it('lists every code with its meaning, and no other', () => {
    const tables = [
      qti.qtiProblemCodes,
      qti.qtiLintCodes,
      qti.responseErrorCodes,
      delivery.deliveryErrorCodes,
    ];
    const expected = tables.flatMap((table) =>
      Object.entries(table).map(([code, meaning]) => `| \`${code}\` | ${meaning} |`),
    );
    expect(sections.get('Codes')?.match(/^\| `QTI_.*$/gm)).toEqual(expected);
    const known = new Set(tables.flatMap((table) => Object.keys(table)));
    for (const [code] of readme.matchAll(/QTI_[A-Z_]+/g)) expect(known).toContain(code);
  });

  it('lists every element of the body, and no other', () => {
    const named = [
      ...(sections
        .get('Body')
        ?.split('Attributes of all')[0]
        ?.matchAll(/`([a-z0-9]+)`/g) ?? []),
    ].map((m) => m[1] ?? '');
    expect(named.length).toBeGreaterThan(90);
    for (const name of named)
      expect([name, delivery.isHtmlElementName(name) || delivery.isMathElementName(name)]).toEqual([
        name,
        true,
      ]);
    expect(named).toEqual([...delivery.allowedElements]);
  });

  it('lists every operator, and no other', () => {
    const text = sections.get('Response processing')?.split('Expressions:')[1] ?? '';
    const named = [...text.matchAll(/`(qti-[a-z-]+)`/g)].map((found) => found[1] ?? '');
    const others = [
      'base-value',
      'variable',
      'correct',
      'default',
      'map-response',
      'null',
      'math-constant',
    ].map((n) => `qti-${n}`);
    expect(named.toSorted()).toEqual([...operatorElements, ...others].toSorted());
  });

  it('names functions that exist', () => {
    const table = readme.split('## Examples')[0] ?? '';
    for (const [, from, names] of table.matchAll(/^\|[^|]*\| `(@cloison\/qti[^`]*)` \| (.*) \|$/gm)) {
      const module: object = from === '@cloison/qti' ? qti : delivery;
      for (const [, name] of names?.matchAll(/`(\w+)`/g) ?? []) expect(Object.keys(module)).toContain(name);
    }
  });
});
