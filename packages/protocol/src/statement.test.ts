import { describe, expect, it } from 'vitest';
import { toBase64Url, utf8 } from './primitives/bytes.ts';
import { signStatement, verifyStatement } from './statement.ts';

const { privateKey, publicKey } = (await crypto.subtle.generateKey('Ed25519', true, [
  'sign',
  'verify',
])) as CryptoKeyPair;
const key = new Uint8Array(await crypto.subtle.exportKey('raw', publicKey));

/** Rightly signed, whatever the text. */
async function signed(text: string) {
  const bytes = utf8(text);
  const signature = new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, bytes));
  return { statement: toBase64Url(bytes), publicKey: toBase64Url(key), signature: toBase64Url(signature) };
}

describe('a signed statement', () => {
  it('is read as it was signed, marks and accents included', async () => {
    const value = {
      v: 1,
      words: 'é \u2028 "guillemets" \\ \ud83d\ude00',
      list: [1.5, -2, 0, 1e21, null, true],
    };
    expect(await verifyStatement(await signStatement(value, privateKey, key), key)).toEqual(value);
  });

  it.each([
    ['that names a key twice', '{"erased":0,"erased":12}'],
    ['that names a key twice further in', '{"a":{"n":0,"n":12}}'],
    ['with spaces', '{"erased": 12}'],
    ['with a number in another form', '{"erased":12.0}'],
    ['with a letter in another form', '{"er\\u0061sed":12}'],
    ['that is no JSON', '{"erased"'],
    ['that is nested deeper than it can be written again', '['.repeat(300_000) + ']'.repeat(300_000)],
  ])('%s says one thing to this reader and may say another to others: refused', async (_, text) => {
    await expect(verifyStatement(await signed(text), key)).rejects.toMatchObject({ code: 'message-invalid' });
  });
});
