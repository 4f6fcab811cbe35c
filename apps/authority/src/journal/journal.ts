/**
 * The journal: who did what, when, on how many; never a person's name. Append-only, one line an event, chained by hash.
 *
 *     line = JSON { "n": 1, "at": ISO 8601 UTC, "who": login of the agent, "what": "codes.assign",
 *                   "campaign": name or null, "detail": { counts, hashes, reasons }, "previous": hex of the line before }
 *     hash = SHA-256 of the UTF-8 bytes of the line; `previous` of line 1 is 64 zeros
 *
 * An edited, removed or reordered line breaks the chain at the first line concerned. Known limit: lines cut off the end
 * and a journal written anew as a whole show only against a hash kept elsewhere: the card that each publication puts on the
 * platform and the certificate carry one, and the commands that publish and close print it. The certificate's is that of the
 * closing line itself.
 * An export is these lines in order, each followed by a line feed: the chain is checked without the vault.
 */
import { createHash } from 'node:crypto';
import { toHex } from '@cloison/protocol/public';
import type { JournalRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

/** Who acts, and the clock. `who` is an agent's login, never a pupil's or a teacher's name. */
export interface Actor {
  readonly who: string;
  readonly now: () => Date;
}

export type JournalDetail = Readonly<Record<string, string | number | boolean>>;

export interface JournalLine {
  readonly n: number;
  readonly at: string;
  readonly who: string;
  readonly what: string;
  readonly campaign: string | null;
  readonly detail: JournalDetail;
  readonly previous: string;
}

export const FIRST_PREVIOUS = '0'.repeat(64);

export function journalHash(line: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash('sha256').update(line, 'utf8').digest());
}

/** A clock that is put right by less than this is no event. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * Appends in the current transaction, so that an act and its line are saved together or not at all. A clock that stands
 * before the last line's time gets a line of its own first, `clock.set-back`.
 */
export function appendJournal(
  vault: Vault,
  actor: Actor,
  what: string,
  campaign: string | null,
  detail: JournalDetail = {},
): void {
  vault.transaction(() => {
    const last = vault.get<JournalRow>('SELECT * FROM journal ORDER BY number DESC LIMIT 1');
    const behind = what === CLOCK_SET_BACK ? null : clockBehind(last, actor.now());
    if (behind !== null) {
      appendJournal(vault, actor, CLOCK_SET_BACK, null, { last: behind });
      return appendJournal(vault, actor, what, campaign, detail);
    }
    insert(vault, lineAfter(last, actor, what, campaign, detail));
  });
}

/** A line that is not in the journal yet: its number, text and hash are known before it is written. */
export interface PreparedLine {
  readonly n: number;
  readonly text: string;
  /** Hexadecimal. */
  readonly hash: string;
}

function lineAfter(
  last: JournalRow | undefined,
  actor: Actor,
  what: string,
  campaign: string | null,
  detail: JournalDetail,
): PreparedLine {
  const line: JournalLine = {
    n: (last?.number ?? 0) + 1,
    at: actor.now().toISOString(),
    who: actor.who,
    what,
    campaign,
    detail,
    previous: last === undefined ? FIRST_PREVIOUS : toHex(last.hash),
  };
  const text = JSON.stringify(line);
  return { n: line.n, text, hash: toHex(journalHash(text)) };
}

function insert(vault: Vault, { n, text }: PreparedLine): void {
  vault.run('INSERT INTO journal VALUES (?, ?, ?)', n, text, journalHash(text));
}

/**
 * The next line as it will be, for a certificate that states the journal's head after it. A clock that was set back gets its
 * line at once.
 */
export function prepareLine(
  vault: Vault,
  actor: Actor,
  what: string,
  campaign: string | null,
  detail: JournalDetail = {},
): PreparedLine {
  return vault.transaction(() => {
    const last = () => vault.get<JournalRow>('SELECT * FROM journal ORDER BY number DESC LIMIT 1');
    const behind = clockBehind(last(), actor.now());
    if (behind !== null) appendJournal(vault, actor, CLOCK_SET_BACK, null, { last: behind });
    return lineAfter(last(), actor, what, campaign, detail);
  });
}

/** In the caller's transaction. False, and nothing is written, when another line came meanwhile. */
export function appendPrepared(vault: Vault, line: PreparedLine): boolean {
  if ((journalHead(vault)?.n ?? 0) !== line.n - 1) return false;
  insert(vault, line);
  return true;
}

const CLOCK_SET_BACK = 'clock.set-back';

/** The time of the last line, ISO 8601, when the clock stands more than a minute before it; else null. */
function clockBehind(last: JournalRow | undefined, now: Date): string | null {
  if (last === undefined) return null;
  const { at, what } = JSON.parse(last.line) as JournalLine;
  if (what === CLOCK_SET_BACK) return null;
  return new Date(at).getTime() - now.getTime() > CLOCK_TOLERANCE_MS ? at : null;
}

/** As `clockBehind`, of the journal as it is: for a remark before anything is done. */
export function journalAheadOf(vault: Vault, now: Date): string | null {
  return clockBehind(vault.get<JournalRow>('SELECT * FROM journal ORDER BY number DESC LIMIT 1'), now);
}

/** Number and hash (hexadecimal) of the last line, or null when there is none. */
export function journalHead(vault: Vault): { readonly n: number; readonly hash: string } | null {
  const last = vault.get<JournalRow>('SELECT * FROM journal ORDER BY number DESC LIMIT 1');
  return last === undefined ? null : { n: last.number, hash: toHex(last.hash) };
}

/** In order, each with the hash that is stored with it. */
export function journalRows(vault: Vault): Iterable<JournalRow> {
  return vault.iterate<JournalRow>('SELECT * FROM journal ORDER BY number');
}

/** The lines of one kind of act, in order. */
export function journalLinesOf(vault: Vault, what: string): JournalLine[] {
  const rows = vault.all<Pick<JournalRow, 'line'>>(
    `SELECT line FROM journal WHERE json_extract(line, '$.what') = ? ORDER BY number`,
    what,
  );
  return rows.map(({ line }) => JSON.parse(line) as JournalLine);
}

/** The lines in order, as they are exported. */
export function* journalLines(vault: Vault): Generator<string> {
  for (const { line } of journalRows(vault)) yield line;
}
