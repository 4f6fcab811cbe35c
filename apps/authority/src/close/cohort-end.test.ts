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

test.each([
  [
    'absent',
    'Clé 1, dont un fichier au moins n’est pas détruit ou dont le sort n’est pas connu ; dit par « dora » le',
  ],
  [
    'unknown',
    'Clé 1, dont un fichier au moins n’est pas détruit ou dont le sort n’est pas connu ; dit par « dora » le',
  ],
  ['destroyed', 'Clé 1, détruite par « dora » le'],
] as const)('a key is called destroyed only where each of its files is: %s', (outcome, words) => {
  // “Key 1, destroyed by dora” stood above a table that said it had not been there.
  const at = '2030-08-31T08:00:00.000Z';
  const files = [
    { path: '/a', outcome: 'destroyed' as const },
    { path: '/b', outcome },
  ];
  const end: CohortEnd = {
    ...{ v: 1, kind: 'cohort-end', cohort: 'panel', until: '2030-08-31', at, authorityKey: '' },
    keys: [
      { part: '1', fingerprint: 'ab12', by: 'dora', at, files },
      { part: '2', fingerprint: null, by: 'sami', at, files: [] },
    ],
    marks: { copies: [], rows: 12, campaigns: [] },
    notDestroyed: [],
    journal: { lines: 40, head: '' },
  };
  const seen = cohortEndPage({ end, key: '' }, 'Europe/Paris');
  expect(seen).toContain(words);
  expect(seen).toContain('Clé 2, jamais faite ; dit par « sami » le');
});
