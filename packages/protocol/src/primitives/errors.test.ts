import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLATFORM_ERRORS } from '../platform-errors.ts';
import { PROTOCOL_ERRORS } from './errors.ts';

const page = readFileSync(new URL('../../../../docs/protocol.md', import.meta.url), 'utf8');
const [own, platform] = page.slice(page.indexOf('## Errors')).split('Codes of the platform');

describe('error codes', () => {
  it('are those of docs/protocol.md, no more and no fewer', () => {
    const listed = [...own!.matchAll(/^\| `([a-z-]+)` \|/gm)].map((match) => match[1]);
    expect(listed.toSorted()).toEqual(Object.keys(PROTOCOL_ERRORS).toSorted());
  });

  it('of the platform are those of docs/protocol.md, each with its status', () => {
    const listed = [...platform!.matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)].map((match) => [
      match[1],
      Number(match[2]),
    ]);
    expect(Object.fromEntries(listed)).toEqual(PLATFORM_ERRORS);
  });
});
