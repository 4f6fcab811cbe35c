/**
 * What a closing would find and destroy, shown before anything is asked. It needs no key: counts of participation come
 * from the last pass of `serve`.
 */
import type { Words } from '@cloison/command/refusal';
import { calendarsOf, campaignRow } from '../campaign/campaign-row.ts';
import { hostsOf } from '../hosts/hosts.ts';
import { type JournalLine, journalLines } from '../journal/journal.ts';
import { type CopyPlace, keyCopies, lookAtCopy, unregisteredOwn } from '../keys/copies.ts';
import { participationTotals } from '../report/participation-totals.ts';
import type { Vault } from '../vault/vault.ts';
import { type ClosingCohort, closingCohort } from './closing-cohort.ts';
import { type ClosingRoom, closingRoom } from './closing-room.ts';
import { refuseClose } from './refusals.ts';

export interface OpenWindow {
  readonly sequence: string;
  /** Title of the area, in French. */
  readonly area: string;
  readonly areaTitle: Words;
  /** IANA name. */
  readonly zone: string;
  /** When it closes, ISO 8601 UTC. */
  readonly until: string;
}

export interface ClosingPreview {
  readonly campaign: string;
  readonly sequences: readonly {
    readonly sequence: string;
    readonly expected: number;
    readonly final: number;
    readonly unfinished: number;
    readonly neverBegun: number;
    readonly absent: number;
  }[];
  /** Not yet closed, of areas that have schools, the last one first. */
  readonly openWindows: readonly OpenWindow[];
  /** YYYY-MM-DD in UTC of the end of the last window; null when all have ended. */
  readonly openUntil: string | null;
  /** When `serve` last collected something, ISO 8601 UTC; null: never, by the journal. */
  readonly lastCollection: string | null;
  /** Copies of the identity key that die, and where each is. */
  readonly copies: readonly { readonly path: string; readonly place: CopyPlace }[];
  /** Laptops of schools that have brought nothing back. */
  readonly laptopsOut: readonly string[];
  /** Null: the campaign follows none. */
  readonly cohort: ClosingCohort | null;
  /** Of the vault's disk, for a while. */
  readonly room: ClosingRoom;
}

/** `keysFolder`: the key store at hand. */
export function closingPreview(vault: Vault, name: string, now: Date, keysFolder: string): ClosingPreview {
  const calendars = calendarsOf(campaignRow(vault, name));
  const schools = vault.all<{ area: number }>(
    'SELECT DISTINCT area FROM school_view WHERE campaign = ?',
    name,
  );
  const areas = new Set(schools.map(({ area }) => area));
  const openWindows = calendars.calendars
    .filter(({ area }) => areas.has(area))
    .flatMap(({ area, sequences }) =>
      Object.entries(sequences).map(([sequence, { closes }]) => ({
        sequence,
        area: calendars.areas[area]?.title.fr ?? '',
        areaTitle: calendars.areas[area]?.title ?? { fr: '', en: '' },
        zone: calendars.areas[area]?.zone ?? 'Etc/UTC',
        until: closes,
      })),
    )
    .filter(({ until }) => new Date(until) > now)
    .sort((a, b) => b.until.localeCompare(a.until));
  return {
    campaign: name,
    sequences: participationTotals({ vault, name }).sequences.map((one) => ({
      sequence: one.sequence,
      expected: one.expected,
      final: one.complete,
      unfinished: one.begun,
      neverBegun: one.notBegun,
      absent: one.absent,
    })),
    openWindows,
    openUntil: openWindows[0]?.until.slice(0, 10) ?? null,
    lastCollection: lastCollection(vault, name),
    copies: copiesThatDie(vault, name, keysFolder),
    laptopsOut: hostsOf(vault, name)
      .filter(({ kind, taken_at, statement }) => kind === 'relay' && taken_at === null && statement === null)
      .map(({ label }) => label),
    cohort: closingCohort(vault, name, now),
    room: closingRoom(vault, name),
  };
}

function copiesThatDie(vault: Vault, name: string, keysFolder: string): ClosingPreview['copies'] {
  const registered = keyCopies(vault, name)
    .filter(({ purpose, destroyed_at }) => purpose === 'identity' && destroyed_at === null)
    .map((copy) => ({ path: copy.path, place: lookAtCopy(copy) }));
  const own = unregisteredOwn(vault, keysFolder, 'identity', name);
  return own === null ? registered : [...registered, { path: own.path, place: 'present' }];
}

function lastCollection(vault: Vault, name: string): string | null {
  let last: string | null = null;
  for (const text of journalLines(vault)) {
    const { what, campaign, at } = JSON.parse(text) as JournalLine;
    if (what.startsWith('campaign.serve') && campaign === name) last = at;
  }
  return last;
}

/**
 * Throws `closing-windows` while a window is open, unless `named` is the day on which the last one ends: who closes early
 * says that they know until when pupils could still answer.
 */
export function requireWindowsOver(
  { campaign, openWindows, openUntil }: ClosingPreview,
  named: string | undefined,
): void {
  if (openUntil === null || named === openUntil) return;
  throw refuseClose('closing-windows', { campaign, count: openWindows.length, until: openUntil });
}
