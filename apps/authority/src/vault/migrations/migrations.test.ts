import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { MIGRATIONS } from './migrations.ts';

/** Of each step as it was released, without comments and line breaks: the first 16 digits of its SHA-256. */
const RELEASED: Readonly<Record<number, string>> = {
  2: '37ab1593a9d9048a',
  3: 'f9b62260c5e7f447',
  4: 'ee54d4dc737bb060',
  5: '669097bf0f549b7a',
  6: '500077bc2895c3dd',
  7: '9744d9372bc09a35',
  8: '1a6a6604d3083b2f',
  9: 'c584afa00d031f72',
  10: '9a86e792727d5826',
  11: 'ab77bfef1d61ce04',
  12: '1de9e2ba50d5fb8c',
  // No table changes.
  13: 'e3b0c44298fc1c14',
  14: '3fa59e0fe4232774',
  15: 'f1e905bed034ffbe',
  16: '5170775dd1cc0cea',
  17: '2ef89ac69350c856',
  18: 'c36489c2c1dd317d',
  19: 'eb03e7fbd9539fad',
};

it('A released step never changes: who changes a table copies its former text into the steps that name it', () => {
  const digest = (step: string) =>
    createHash('sha256').update(step.replace(/--.*$/gm, '').replace(/\s+/g, ' ').trim()).digest('hex');
  const now = Object.fromEntries(MIGRATIONS.map((step, at) => [at + 2, digest(step).slice(0, 16)]));
  expect(now).toEqual(RELEASED);
});
