/**
 * When each code was last used to sign in. The page says so itself, sealed, in the record `desk` of the class (of a teacher's
 * code) or of the school (of the head's): the platform carries it and reads nothing (docs/decisions/0040).
 */
import { type CodeUse, DESK_RECORD, type DeskEntry, newestComputers } from '@cloison/protocol';
import type { Me } from '@cloison/protocol/public';
import type { DeskRecord } from './desk-record.ts';
import { windowView } from './windows.ts';

export interface SignedIn {
  /** Of the computer, in this record. */
  readonly device: string;
  /** By the platform's clock. */
  readonly atMs: number;
  /** Of this browser. */
  readonly here: boolean;
}

const DAY_MS = 86_400_000;
const FIRST_MS = Date.parse('2020-01-01T00:00:00Z');
const LAST_MS = Date.parse('2200-01-01T00:00:00Z');

/** The head's code: a school has one. */
export const HEAD_RANK = 1;

/** Name of the entry about a code. */
function codeUseId(rank: number): string {
  return `u-${rank}`;
}

/** The last sign-in with a code at each computer, the newest first; `computer` is this one. */
export function signInsOf(
  entries: Readonly<Record<string, DeskEntry>>,
  rank: number,
  computer: string,
): readonly SignedIn[] {
  return computersOf(entries, rank).map((one) => ({
    device: one.device,
    atMs: one.atMs,
    here: one.device === computer,
  }));
}

/** Ranks of the codes that have signed in. */
export function ranksUsed(entries: Readonly<Record<string, DeskEntry>>): readonly number[] {
  return Object.values(entries).flatMap((entry) => (entry.kind === 'code-use' ? [entry.rank] : []));
}

/** A sign-in that is due to be said: once, at the first answer of the platform. */
export class DueSignIn {
  /** Those before it with the same code, the newest first; null: not known yet. */
  before: readonly SignedIn[] | null = null;
  readonly #rank: number;
  #isDue = true;

  constructor(rank: number) {
    this.#rank = rank;
  }

  /**
   * In a record that was read, while its window is open; true: it was said now. Throws what `DeskRecord.put` throws, and is due
   * again.
   */
  async say(record: DeskRecord, { now, windows }: Me): Promise<boolean> {
    const nowMs = Date.parse(now);
    const window = windows[DESK_RECORD];
    // A host may say any time. One that no record can hold would make all of it unreadable.
    if (nowMs < FIRST_MS || nowMs > LAST_MS) return false;
    if (!record.isRead || !this.#isDue || window === undefined || windowView(window, nowMs).kind !== 'open')
      return false;
    this.#isDue = false;
    try {
      this.before = await addSignIn(record, this.#rank, nowMs);
      return true;
    } catch (error) {
      this.#isDue = true;
      throw error;
    }
  }
}

/** Adds a sign-in at this computer, and gives those before it. Resolves when it is sealed on this computer. */
async function addSignIn(record: DeskRecord, rank: number, nowMs: number): Promise<readonly SignedIn[]> {
  const { entries, computer } = record;
  const before = signInsOf(entries, rank, computer);
  const own = { device: computer, atMs: nowMs };
  // One of them was said to be a time that has not come.
  const past = computersOf(entries, rank).filter(({ atMs }) => atMs <= nowMs + DAY_MS);
  const computers = newestComputers([own, ...past]);
  await record.put({ [codeUseId(rank)]: { kind: 'code-use', rank, computers } });
  return before;
}

function computersOf(entries: Readonly<Record<string, DeskEntry>>, rank: number): CodeUse['computers'] {
  const id = codeUseId(rank);
  const entry = Object.hasOwn(entries, id) ? entries[id] : undefined;
  if (entry?.kind !== 'code-use') return [];
  // Whoever has the class's secret can seal any number: of one that is no time, no screen can say when it was.
  return newestComputers(entry.computers.filter(({ atMs }) => atMs >= FIRST_MS && atMs <= LAST_MS));
}
