/** What docs/operations.md says of codes, held against the codes. */
import { readFileSync } from 'node:fs';
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import { expect, it } from 'vitest';
import { SETUP_REASONS } from './setup-error.ts';

const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');

it('each code of a command is on the operator’s page, beside every exit code that it comes with', () => {
  const said = [...page.matchAll(/^\| (\d+) \| [^|]* \| ([^|]*) \|$/gm)].flatMap(([, exit, codes]) =>
    [...codes!.matchAll(/`([a-z-]+)`/g)].map(([, code]) => `${exit} ${code}`),
  );
  const wanted = new Set(Object.values(SETUP_REASONS).map(({ exit, code }) => `${exit} ${code}`));
  // The words of the frame, which every command has: `packages/command`.
  const ofTheFrame = [
    '2 option-bad',
    '2 option-unknown',
    '2 option-missing',
    '2 options-together',
    '130 interrupted',
  ];
  expect(said.toSorted()).toEqual([...wanted, ...ofTheFrame].toSorted());
});

it('what the operator’s page says to do about an answer stands beside the status of that answer', () => {
  const said = [...page.matchAll(/^\| (\d{3}), (`[^|]*) \|/gm)].flatMap(([, status, codes]) =>
    [...codes!.matchAll(/`([a-z-]+)`/g)].map(([, code]) => [code!, Number(status)] as const),
  );
  // Not an answer to a request: what `/readyz` says.
  const answers = said.filter(([code]) => code !== 'store-refuses');
  expect(answers).not.toEqual([]);
  for (const [code, status] of answers)
    expect([code, PLATFORM_ERRORS[code as keyof typeof PLATFORM_ERRORS]]).toEqual([code, status]);
});
