import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { appendJournal, journalHash, journalHead, journalLines } from '../journal/journal.ts';
import { createVault, type Vault } from '../vault/vault.ts';
import { verifyJournal, verifyJournalLines } from './verify-journal.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function journal(): { readonly vault: Vault; readonly lines: string[] } {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-journal-'));
  folders.push(folder);
  const vault = createVault(folder);
  const actor = { who: 'agente', now: () => new Date('2026-09-01T08:00:00Z') };
  for (let count = 1; count <= 5; count++) appendJournal(vault, actor, 'codes.mint', '2026-6e', { count });
  return { vault, lines: [...journalLines(vault)] };
}

const lineOf = (verify: () => unknown): unknown => {
  try {
    verify();
  } catch (error) {
    return (error as { data: { line: number } }).data.line;
  }
  return null;
};

describe('exported lines', () => {
  test('that are whole verify, up to their head', () => {
    const { vault, lines } = journal();
    expect(verifyJournalLines(lines)).toMatchObject({ lines: 5, head: journalHead(vault)?.hash });
    vault.close();
  });

  test.each([1, 2, 3, 4])('with line %d edited are refused at that line', (n) => {
    const { vault, lines } = journal();
    lines[n - 1] = lines[n - 1]!.replace(`"count":${n}`, '"count":99');
    expect(lineOf(() => verifyJournalLines(lines))).toBe(n);
    vault.close();
  });

  test.each([1, 2, 4])('with line %d removed are refused there', (n) => {
    const { vault, lines } = journal();
    lines.splice(n - 1, 1);
    expect(lineOf(() => verifyJournalLines(lines))).toBe(n);
    vault.close();
  });

  test('out of order, repeated or unreadable are refused at the first line concerned', () => {
    const { vault, lines } = journal();
    const [a, b, c, d, e] = lines as [string, string, string, string, string];
    expect(lineOf(() => verifyJournalLines([a, c, b, d, e]))).toBe(2);
    expect(lineOf(() => verifyJournalLines([a, b, b, c, d, e]))).toBe(3);
    expect(lineOf(() => verifyJournalLines([a, b, '{', d, e]))).toBe(3);
    vault.close();
  });

  test('cut off at the end, or edited in the last line, show against a hash kept elsewhere', () => {
    const { vault, lines } = journal();
    const head = journalHead(vault)?.hash ?? '';
    expect(verifyJournalLines(lines.slice(0, 4)).lines).toBe(4);
    expect(lineOf(() => verifyJournalLines(lines.slice(0, 4), { hash: head }))).toBe(5);
    const edited = [...lines.slice(0, 4), lines[4]!.replace('"count":5', '"count":6')];
    expect(lineOf(() => verifyJournalLines(edited, { hash: head }))).toBe(6);
    vault.close();
  });
});

describe('the journal of a vault', () => {
  test('that was edited is refused at the line, with or without its hash', () => {
    const { vault } = journal();
    const { line } = vault.get<{ line: string }>('SELECT line FROM journal WHERE number = 3')!;
    const edited = line.replace('"count":3', '"count":4');
    vault.run('UPDATE journal SET line = ? WHERE number = 3', edited);
    expect(lineOf(() => verifyJournal(vault))).toBe(3);
    vault.run('UPDATE journal SET hash = ? WHERE number = 3', journalHash(edited));
    expect(lineOf(() => verifyJournal(vault))).toBe(3);
    vault.close();
  });

  test('whose stored hash is another is refused at the line: publications and the certificate state that hash', () => {
    const { vault } = journal();
    verifyJournal(vault);
    vault.run('UPDATE journal SET hash = ? WHERE number = 5', journalHash('another line'));
    expect(journalHead(vault)?.n).toBe(5);
    expect(lineOf(() => verifyJournal(vault))).toBe(5);
    vault.close();
  });
});
