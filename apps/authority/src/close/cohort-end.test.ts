import { execFileSync } from 'node:child_process';
import { signStatement } from '@cloison/protocol/public';
import { expect, test } from 'vitest';
import { type CohortEnd, leftByEnd, readCohortEnd } from '../cohort/end-statement.ts';
import { fingerprintOf } from '../keys/key-store.ts';
import { cohortEndPage } from './certificate-page.ts';
import { cohortEndPaper } from './certificate-paper.ts';

test('the statement of a cohort’s end is read as a page and on paper: both keys, who destroyed them, what is left', async () => {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const at = '2030-08-31T08:00:00.000Z';
  const file = (path: string) => ({ path, outcome: 'destroyed' as const });
  const end: CohortEnd = {
    v: 1,
    kind: 'cohort-end',
    cohort: 'panel-<2026>',
    until: '2030-08-31',
    at,
    authorityKey: fingerprintOf(publicKey),
    keys: [
      { part: '1', fingerprint: 'ab12', by: 'dora', at, files: [file('/coffre-1/part-1.json')] },
      { part: '2', fingerprint: null, by: 'sami', at, files: [] },
    ],
    marks: { copies: [], rows: 12, campaigns: [{ campaign: 'cp-2026', identifiers: 6 }] },
    notDestroyed: leftByEnd({
      away: ['/coffre-2/part-2.json'],
      absent: [],
      unknown: [],
      exports: [],
      open: [],
    }),
    journal: { lines: 40, head: 'c'.repeat(64) },
  };
  const signed = await signStatement(end, pair.privateKey, publicKey);
  const read = await readCohortEnd(signed, null);
  const page = cohortEndPage(read, 'Europe/Paris');
  expect(page).toContain('panel-&lt;2026&gt;');
  expect(page).not.toContain('panel-<2026>');
  const pdf = await cohortEndPaper(signed, read, 'Europe/Paris');
  expect(Buffer.from(pdf).equals(Buffer.from(await cohortEndPaper(signed, read, 'Europe/Paris')))).toBe(true);
  const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
  for (const words of [
    'Fin d’une cohorte',
    'dora',
    '/coffre-1/part-1.json',
    '12 row(s) erased',
    'part-2.json',
  ])
    expect(text).toContain(words);
});
