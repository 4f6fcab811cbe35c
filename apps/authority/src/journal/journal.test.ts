import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@cloison/dev-env/authority/sample-office.ts';
import { toHex } from '@cloison/protocol/public';
import { expect, it } from 'vitest';
import { createVault } from '../vault/vault.ts';
import {
  appendJournal,
  appendPrepared,
  FIRST_PREVIOUS,
  type JournalLine,
  journalAheadOf,
  journalHash,
  journalHead,
  journalLines,
  prepareLine,
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

it('gives a clock that was set back a line of its own, once, before the act', () => {
  // A year that a clock set back has written passed unremarked.
  const folder = temporaryFolder();
  {
    using vault = createVault(join(folder, 'vault'));
    const at = (now: string) => ({ who: 'agent', now: () => new Date(now) });
    appendJournal(vault, at('2026-09-01T00:10:00Z'), 'a', null);
    appendJournal(vault, at('2026-09-01T00:09:30Z'), 'b', null);
    expect(journalAheadOf(vault, new Date('2025-09-01T00:00:00Z'))).toBe('2026-09-01T00:09:30.000Z');
    appendJournal(vault, at('2025-09-01T00:00:00Z'), 'c', null);
    appendJournal(vault, at('2025-09-01T00:00:01Z'), 'd', null);
    const lines = [...journalLines(vault)].map((text) => JSON.parse(text) as JournalLine);
    expect(lines.map(({ what }) => what)).toEqual(['a', 'b', 'clock.set-back', 'c', 'd']);
    expect(lines[2]!.detail).toEqual({ last: '2026-09-01T00:09:30.000Z' });
    // A line that a certificate states before it is written, too.
    const prepared = prepareLine(vault, at('2024-09-01T00:00:00Z'), 'e', null);
    expect(appendPrepared(vault, prepared)).toBe(true);
    const last = [...journalLines(vault)].slice(-2).map((text) => (JSON.parse(text) as JournalLine).what);
    expect(last).toEqual(['clock.set-back', 'e']);
    expect(journalAheadOf(vault, new Date('2026-09-02T00:00:00Z'))).toBeNull();
  }
  rmSync(folder, { recursive: true });
});
