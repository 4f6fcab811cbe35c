/** The page on verifying a certificate without this project, run as it is written. */

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import { signStatement } from '@cloison/protocol/public';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fingerprintOf } from '../../apps/authority/src/keys/key-store.ts';

const page = readFileSync(join(import.meta.dirname, '../../docs/fr/verifier-sans-cloison.md'), 'utf8');
const script = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block).join('\n');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'openssl-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function signer() {
  const { privateKey, publicKey } = await newStatementKey();
  return { publicKey, sign: (value: unknown) => signStatement(value, privateKey, publicKey) };
}

/** In the order of `certificateOf`, with the same nesting, long enough for many lines of base64. */
async function writeCertificate() {
  const [authority, platform] = [await signer(), await signer()];
  const purge = await platform.sign({ v: 1, kind: 'purge', campaign: '2026-6e', notErased: 'Ça « reste ».' });
  const signed = await authority.sign({
    v: 1,
    kind: 'closing',
    title: { fr: 'Évaluation {de} sixième' },
    counts: Array.from({ length: 300 }, (_, i) => ({ sequence: `s${i}`, expected: i })),
    purge,
    places: [{ kind: 'relay', label: 'portable 3', purge: null }],
    journal: { lines: 1, head: 'b'.repeat(64) },
  });
  writeFileSync(join(folder, 'certificat.json'), `${JSON.stringify(signed, null, 2)}\n`);
  return { authority, platform, signed };
}

const run = () => spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });

test('OpenSSL alone verifies a certificate and the platform’s statement, by the page’s own lines', async () => {
  expect(execFileSync('openssl', ['version'], { encoding: 'utf8' })).toMatch(/^OpenSSL/);
  const { authority, platform } = await writeCertificate();
  const line = JSON.stringify({ n: 1 });
  writeFileSync(join(folder, 'journal.jsonl'), `${line}\n`);
  const { stdout } = run();
  expect(stdout.match(/Signature Verified Successfully/g)).toHaveLength(2);
  for (const { publicKey } of [authority, platform]) {
    expect(stdout).toContain(fingerprintOf(publicKey).replaceAll(' ', '').toLowerCase());
  }
  expect(stdout).toContain(createHash('sha256').update(line).digest('hex'));
  expect(JSON.parse(readFileSync(join(folder, 'declaration.json'), 'utf8'))).toMatchObject({
    kind: 'closing',
  });
});

test('one altered byte, or another signer, does not pass', async () => {
  const { signed } = await writeCertificate();
  const bytes = Buffer.from(signed.statement, 'base64url');
  bytes[bytes.length - 3]! ^= 1;
  const altered = { ...signed, statement: bytes.toString('base64url') };
  writeFileSync(join(folder, 'certificat.json'), JSON.stringify(altered, null, 2));
  expect(run().stdout).toContain('Signature Verification Failure');
  const other = await signer();
  const forged = { ...signed, publicKey: Buffer.from(other.publicKey).toString('base64url') };
  writeFileSync(join(folder, 'certificat.json'), JSON.stringify(forged, null, 2));
  expect(run().stdout).toContain('Signature Verification Failure');
});
