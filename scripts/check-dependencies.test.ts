import { describe, expect, it } from 'vitest';
import { checkDependencies } from './check-dependencies.ts';

const page = '| `known` | x | y | MIT |';
const root = { '': { dependencies: { known: '1.0.0' } } };

describe('dependencies', () => {
  it('are exact, listed and free of the GPL family alone, as the tree is', () => {
    expect(checkDependencies()).toEqual([]);
  });

  it.each([
    ['a range', { '': { dependencies: { known: '^1.0.0' } } }, page],
    ['one without a line', { '': { dependencies: { known: '1.0.0', other: '2.0.0' } } }, page],
    ['a line without one', root, `${page}\n| \`gone\` | x | y | MIT |`],
    [
      'a licence of the GPL family alone',
      { ...root, 'node_modules/known': { license: 'GPL-3.0-only' } },
      page,
    ],
    ['a download address', { ...root, 'node_modules/known': { resolved: 'https://host/known.tgz' } }, page],
  ])('refuse %s', (_, lock, text) => {
    expect(checkDependencies(lock, text)).toHaveLength(1);
  });

  it('accept a choice of licences', () => {
    expect(
      checkDependencies({ ...root, 'node_modules/known': { license: '(MIT OR GPL-3.0-or-later)' } }, page),
    ).toEqual([]);
  });
});
