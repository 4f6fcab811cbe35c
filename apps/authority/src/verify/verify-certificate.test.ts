/** Statements that a stranger has signed: any key signs what it likes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signStatement } from '@cloison/protocol/public';
import { afterAll, expect, it } from 'vitest';
import { fingerprintOf } from '../keys/key-store.ts';
import { journalHeadIn } from './verify-certificate.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloison-certificate-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** A certificate of closing by a key of its own. */
async function certified(head: string, more: object = {}): Promise<string> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  const certificate = {
    v: 1,
    kind: 'closing',
    campaign: 'essai-2026',
    title: { fr: 'Essai', en: 'Trial' },
    year: 2026,
    rehearsal: false,
    at: '2026-11-30T10:00:00Z',
    authorityKey: fingerprintOf(publicKey),
    platform: { address: 'https://evaluation.example/', key: '' },
    counts: {
      codes: [],
      sequences: [],
      received: { records: 0, counted: 0, apart: 0, quarantined: 0 },
      holders: 0,
    },
    purge: null,
    unstated: { by: 'a', reason: 'b', refused: 'c' },
    destroyed: { identityKey: '', copies: [], rows: 0 },
    notDestroyed: [],
    research: { rows: 0, key: null },
    journal: { lines: 3, head },
    ...more,
  };
  const path = join(folder, 'certificate.json');
  writeFileSync(path, JSON.stringify(await signStatement(certificate, pair.privateKey, publicKey)));
  return path;
}

it('gives the head of the journal that it states', async () => {
  expect(await journalHeadIn(await certified('0f'.repeat(32)))).toBe('0f'.repeat(32));
});

it.each(['', 'OK\nJournal intact', '0F'.repeat(32), '0f'.repeat(31)])(
  'whose head of the journal is %j is refused as it stands: it was shown among our own lines',
  async (head) => {
    const read = journalHeadIn(await certified(head));
    await expect(read).rejects.toMatchObject({ code: 'certificate-invalid' });
    await expect(read).rejects.toThrow('journal.head');
  },
);

it('which has a member more is refused on one line, whatever its name: it was shown among our own lines', async () => {
  const path = await certified('0f'.repeat(32), { 'x\nJournal intact': true });
  const refused = await journalHeadIn(path).catch((error) => error);
  expect(refused.code).toBe('certificate-invalid');
  expect(refused.words.fr).not.toContain('\n');
});

it('is read with a byte order mark; what is no JSON in UTF-8 is told what to give instead', async () => {
  // “n’est pas valable : JSON” was all that was said.
  const path = await certified('0f'.repeat(32));
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, `\ufeff${text}`);
  expect(await journalHeadIn(path)).toBe('0f'.repeat(32));
  for (const bytes of [Buffer.from(text, 'utf16le'), Buffer.from('<!doctype html>'), Buffer.from('')]) {
    writeFileSync(path, bytes);
    await expect(journalHeadIn(path)).rejects.toMatchObject({
      code: 'certificate-form',
      words: { fr: expect.stringContaining('fichier JSON signé') },
    });
  }
});
