import { expect, it } from 'vitest';
import {
  checkDocuments,
  checkNamedFiles,
  checkNpmCommands,
  checkReached,
  unmergedIn,
} from './check-documents.ts';

it('every link of the documents leads somewhere, and every file and command that they name is there', () => {
  expect(checkDocuments()).toEqual([]);
  expect(checkNamedFiles()).toEqual([]);
  expect(checkNpmCommands()).toEqual([]);
  expect(checkReached()).toEqual([]);
});

it('a file that moved is named with its line, and a file that the reader makes is not', () => {
  const page =
    '`scripts/check.ts`\n`scripts/gone.ts` `scripts/made.ts` (new) `apps/platform/src/store/NAME/store.ts`\n';
  expect(checkNamedFiles(new Map([['a.md', page]]))).toEqual(['a.md:2: there is no scripts/gone.ts']);
});

it('a merge that was left half done is named with its line', () => {
  const page = 'one\n<<<<<<< HEAD\nmine\n=======\ntheirs\n>>>>>>> abc\n';
  expect(unmergedIn('a.md', page)).toEqual([2, 6].map((line) => `a.md:${line}: a merge was left half done`));
});

it('a command that npm does not have is named with its line', () => {
  const page = 'Type `npm run check`, or `npm run chekc`.\nnpm run demo -- --once\nnpm run gone\n';
  expect(checkNpmCommands(new Map([['a.md', page]]))).toEqual([
    'a.md:1: npm has no command chekc',
    'a.md:3: npm has no command gone',
  ]);
});

it('a page that no link leads to is named, one behind another page or in a folder that is linked is not', () => {
  const pages = new Map([
    ['README.md', '[a](docs/a.md#x) [why](docs/why)'],
    ['docs/a.md', '[b](../b.md)'],
    ['b.md', 'words'],
    ['docs/why/0001.md', 'words'],
    ['docs/lost.md', '[a](a.md)'],
  ]);
  expect(checkReached(pages)).toEqual(['docs/lost.md: no link leads here from README.md']);
});
