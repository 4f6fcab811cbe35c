/**
 * Checks the chain of a journal (`journal/journal.ts`), in the vault or as exported JSON lines: the first line that was
 * edited, removed or moved is named. Known limit: lines cut off the end, and a journal that was
 * written anew, show only against a hash kept elsewhere: the one in the certificate, in a card, or on paper. That hash answers
 * for its own line and all before it: of lines after it any number may be cut off, and nothing shows it.
 */

import type { Refusal } from '@cloison/command/refusal';
import { toHex } from '@cloison/protocol/public';
import * as v from 'valibot';
import { FIRST_PREVIOUS, type JournalLine, journalHash, journalRows } from '../journal/journal.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseVerify } from './refusals.ts';

const lineSchema = v.strictObject({
  n: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  at: v.pipe(v.string(), v.isoTimestamp()),
  who: v.string(),
  what: v.string(),
  campaign: v.nullable(v.string()),
  detail: v.record(v.string(), v.union([v.string(), v.number(), v.boolean()])),
  previous: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});

export interface VerifiedJournal {
  readonly lines: number;
  /** Hash of the last line, hexadecimal; null when there is no line. */
  readonly head: string | null;
  readonly first: string | null;
  readonly last: string | null;
  /** Lines after the one with the expected hash, for whose end nothing answers; null when none was expected. */
  readonly after: number | null;
}

export interface JournalExpectation {
  /** A hash that must be among the lines: cut-off lines show against it. */
  readonly hash: string;
}

/** Throws `journal-broken` with the number of the first line concerned and why. */
export function verifyJournalLines(
  lines: Iterable<string>,
  expected: JournalExpectation | null = null,
): VerifiedJournal {
  let previous = FIRST_PREVIOUS;
  let count = 0;
  let first: string | null = null;
  let last: string | null = null;
  let expectedAt: number | null = null;
  for (const text of lines) {
    count += 1;
    const line = parseLine(text, count);
    if (line.n !== count || line.previous !== previous)
      throw brokenJournal(
        line.n === count ? brokenAt(Math.max(1, count - 1), 'edited') : brokenAt(count, 'missing'),
      );
    previous = toHex(journalHash(text));
    first ??= line.at;
    last = line.at;
    if (previous === expected?.hash) expectedAt = count;
  }
  if (expected !== null && expectedAt === null) {
    throw refuseVerify('journal-cut', { lines: count, hash: expected?.hash ?? '' }, { line: count + 1 });
  }
  const after = expectedAt === null ? null : count - expectedAt;
  return { lines: count, head: count === 0 ? null : previous, first, last, after };
}

/** The journal of a vault, whose stored hashes are checked too. */
export function verifyJournal(vault: Vault, expected: JournalExpectation | null = null): VerifiedJournal {
  const lines = function* () {
    for (const row of journalRows(vault)) {
      if (Buffer.compare(row.hash, journalHash(row.line)) !== 0) {
        throw brokenJournal(brokenAt(row.number, 'edited'));
      }
      yield row.line;
    }
  };
  return verifyJournalLines(lines(), expected);
}

function parseLine(text: string, at: number): JournalLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw brokenJournal(brokenAt(at, 'edited'));
  }
  const parsed = v.safeParse(lineSchema, json);
  if (!parsed.success) throw brokenJournal(brokenAt(at, 'edited'));
  return parsed.output;
}

/** The number says whether a line is missing from its place; when it is right, the line before was edited. */
function brokenJournal(at: ReturnType<typeof brokenAt>): Refusal {
  return refuseVerify('journal-broken', at, { line: at.line });
}

const REASONS = {
  edited: { fr: 'elle a été modifiée', en: 'it was edited' },
  missing: {
    fr: 'elle n’est plus à sa place : enlevée, déplacée ou répétée',
    en: 'it is not in its place: removed, moved or repeated',
  },
} as const;

function brokenAt(line: number, reason: keyof typeof REASONS) {
  return { line, whyFr: REASONS[reason].fr, whyEn: REASONS[reason].en };
}
