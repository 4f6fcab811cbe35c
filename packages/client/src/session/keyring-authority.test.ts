import { toBase64Url } from '@cloison/protocol/public';
import { describe, expect, it } from 'vitest';
import { KeyringAuthority, type ReadKeyring } from './keyring-authority.ts';

const keyOf = (byte: number) => toBase64Url(new Uint8Array(32).fill(byte));

describe('The key of the newest keyring', () => {
  it.each<readonly [string, ReadKeyring | null]>([
    ['no answer', null],
    ['a keyring without a key', { version: 9 }],
    ['the keyring of before', { version: 3, authority: keyOf(2) }],
    ['an older keyring, which a host has kept', { version: 2, authority: keyOf(2) }],
    ['the same key in a newer keyring', { version: 4, authority: keyOf(1) }],
  ])('stays with %s', async (_, answer) => {
    const authority = new KeyringAuthority(keyOf(1), 3, async () => answer);
    expect(await authority.renew()).toBe(false);
    expect(toBase64Url(authority.key)).toBe(keyOf(1));
  });

  it('is another with a newer keyring that has another, and never goes back', async () => {
    const answers = [
      { version: 4, authority: keyOf(2) },
      { version: 3, authority: keyOf(1) },
    ];
    const authority = new KeyringAuthority(keyOf(1), 3, async () => answers.shift() ?? null);
    expect(await authority.renew()).toBe(true);
    expect(await authority.renew()).toBe(false);
    expect(toBase64Url(authority.key)).toBe(keyOf(2));
  });

  it('is asked for once by whoever needs it at the same time', async () => {
    let asked = 0;
    const authority = new KeyringAuthority(keyOf(1), 3, async () => {
      asked += 1;
      return { version: 4, authority: keyOf(2) };
    });
    expect(await Promise.all([authority.renew(), authority.renew()])).toEqual([true, true]);
    expect(asked).toBe(1);
  });
});
