import { expect, it } from 'vitest';
import { checkDocuments, checkNamedFiles } from './check-documents.ts';

it('every link of the documents leads somewhere, and every file that a route names is there', () => {
  expect(checkDocuments()).toEqual([]);
  expect(checkNamedFiles()).toEqual([]);
});

it('a file that moved is named with its line, and a file that the reader makes is not', () => {
  const page =
    '`scripts/check.ts`\n`scripts/gone.ts` `scripts/made.ts` (new) `apps/platform/src/store/NAME/store.ts`\n';
  expect(checkNamedFiles(new Map([['a.md', page]]))).toEqual(['a.md:2: there is no scripts/gone.ts']);
});
