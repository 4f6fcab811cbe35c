import { TabulationSchema } from '@cloison/disclosure/tables';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { readYaml } from './yaml-text.ts';

const schema = v.strictObject({
  method: v.picklist(['recode', 'suppress']),
  k: v.pipe(v.string(), v.transform(Number), v.number(), v.minValue(2)),
  names: v.array(v.string()),
});

const said = (text: string) => {
  const read = readYaml(text, schema);
  return read.ok ? [] : read.problems.map(({ line, column, key, fr, en }) => [line, column, key, fr, en]);
};

describe('faults of a specification', () => {
  it('are said as people say them, in both languages, with their place', () => {
    expect(said('method: supress\nk: 1\nnames: { a: b }\nother: x\n')).toEqual([
      [
        1,
        9,
        'method',
        'attendu : recode ou suppress, trouvé : supress',
        'expected recode or suppress, found supress',
      ],
      [2, 4, 'k', 'attendu : au moins 2, trouvé : 1', 'expected at least 2, found 1'],
      [
        3,
        1,
        'names',
        'attendu : une liste, trouvé : un groupe de clés',
        'expected a list, found a group of keys',
      ],
      [4, 8, 'other', 'clé inconnue', 'unknown key'],
    ]);
  });

  it('name the alias without an anchor, or the first of too many, and a number that is not whole', () => {
    const place = (text: string) => said(text).map(([line, column]) => [line, column]);
    expect(place('method: recode\nk: 3\nnames: [a, *nobody]\n')).toEqual([[3, 12]]);
    const levels = Array.from({ length: 9 }, (_, n) => {
      const one = n === 0 ? 'x' : `*l${n - 1}`;
      return `l${n}: &l${n} [${Array.from({ length: 9 }, () => one).join(', ')}]`;
    });
    expect(place(`${levels.join('\n')}\n`)).toEqual([[2, 10]]);
    const whole = v.pipe(v.string(), v.transform(Number), v.number(), v.integer());
    const read = readYaml('k: 2.5\n', v.strictObject({ k: whole }));
    expect(read.ok || read.problems).toMatchObject([
      { fr: 'attendu : un nombre entier, trouvé : 2,5', en: 'expected a whole number, found 2.5' },
    ]);
  });

  it('of a tabulation are in both languages, with the names that the file has', () => {
    const read = readYaml(
      'name: t\nvariables: { area: {} }\ntables: [{ name: t, by: [sex] }]\nrules: {}\n',
      TabulationSchema,
    );
    expect(read.ok || read.problems).toMatchObject([
      { key: 'tables.0.by.0', fr: 'sex n’est pas une des variables', en: 'sex is not one of the variables' },
      { key: 'rules', fr: 'une règle au moins doit dire quelles cases sont sensibles' },
    ]);
  });

  it('that are no YAML have no words of the library', () => {
    for (const text of ['a: {', 'a: 1\na: 2', 'a: "b', '\ta: 1', 'a: *b', 'a: b: c', '- a\nb: c', '%x']) {
      const problems = said(text);
      expect(problems.length).toBeGreaterThan(0);
      expect(JSON.stringify(problems)).not.toMatch(
        /Flow|indented|collection|Unresolved|Implicit|Map keys|node/,
      );
    }
  });
});
