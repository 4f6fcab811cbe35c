import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { toHex } from '@cloison/protocol/public';
import { expect, it } from 'vitest';
import { createVault } from '../vault/vault.ts';
import {
  appendJournal,
  FIRST_PREVIOUS,
  type JournalLine,
  journalHash,
  journalHead,
  journalLines,
} from './journal.ts';

it('chains each line to the one before, and is kept with the act or not at all', () => {
  const folder = temporaryFolder();
  {
    using vault = createVault(join(folder, 'vault'));
    const actor = { who: 'agent', now: () => new Date('2026-09-01T00:00:00Z') };
    appendJournal(vault, actor, 'a', null);
    expect(() =>
      vault.transaction(() => {
        appendJournal(vault, actor, 'lost', null);
        throw new Error('no');
      }),
    ).toThrow('no');
    appendJournal(vault, actor, 'b', 'essai', { count: 3 });
    const texts = [...journalLines(vault)];
    const lines = texts.map((text) => JSON.parse(text) as JournalLine);
    expect(lines.map(({ n, what }) => [n, what])).toEqual([
      [1, 'a'],
      [2, 'b'],
    ]);
    expect(lines[0]!.previous).toBe(FIRST_PREVIOUS);
    expect(lines[1]!.previous).toBe(toHex(journalHash(texts[0]!)));
    expect(journalHead(vault)).toEqual({ n: 2, hash: toHex(journalHash(texts[1]!)) });
  }
  rmSync(folder, { recursive: true });
});
