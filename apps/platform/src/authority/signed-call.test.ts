import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { authorityKeyOf, verifySignedCall } from './signed-call.ts';

const NOW_MS = Date.parse('2026-09-10T12:00:00Z');

it('A signature is of one text alone: no symbol stands for another that has its last eight bits', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const authority = authorityKeyOf(Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url'));
  const names = ['@method', '@path', '@query', 'content-digest', 'cloison-sequence'];
  const params = `(${names.map((name) => `"${name}"`).join(' ')});created=${NOW_MS / 1000};nonce="12345678";keyid="a"`;
  const headers: Readonly<Record<string, string>> = {
    'content-digest': `sha-256=:${createHash('sha256').digest('base64')}:`,
    'cloison-sequence': '1',
  };
  const target = '/authority/1/essai-A/campaign';
  const values = ['PUT', target, '?', headers['content-digest'], headers['cloison-sequence']];
  const lines = names.map((name, i) => `"${name}": ${values[i]}`);
  const base = [...lines, `"@signature-params": ${params}`].join('\n');
  const signature = `a=:${sign(null, Buffer.from(base, 'latin1'), privateKey).toString('base64')}:`;
  const call = (path: string) => ({
    method: 'PUT',
    target: path,
    header: (name: string) =>
      ({ ...headers, 'signature-input': `a=${params}`, signature })[name] as string | undefined,
  });
  expect(verifySignedCall(call(target), authority, NOW_MS)).toMatchObject({ sequence: 1 });
  // U+0141 has the last eight bits of A.
  expect(() => verifySignedCall(call(target.replace('A', '\u0141')), authority, NOW_MS)).toThrow(
    'bad-signature',
  );
});
