/** Sittings of a campaign's pupils in the vault, each sealed for its row, and what a person has to look at in them. */
import type { SittingState } from '@cloison/protocol';
import { type Bytes, fromBase64Url, toHex } from '@cloison/protocol/public';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { HolderRow, ResultRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';
import type { Sitting } from './sitting.ts';

type Subject = Pick<OpenCampaign, 'vault' | 'name' | 'sealer'>;

/** Row id of a result for sealing: no result opens as another's. */
export function resultRowId(pupil: number, sequence: string): string {
  return `${pupil}/${sequence}`;
}

function openSitting({ sealer }: Pick<Subject, 'sealer'>, row: Omit<ResultRow, 'source'>): Sitting {
  return sealer.open<Sitting>('result', 'sealed', resultRowId(row.pupil, row.sequence), row.sealed);
}

export function readSittings(campaign: Subject, pupil: number): Sitting[] {
  return campaign.vault
    .all<ResultRow>('SELECT * FROM result WHERE pupil = ?', pupil)
    .map((row) => openSitting(campaign, row));
}

/** As `readSittings`, of those pupils who have any, by one reading. */
export function readSittingsOfPupils(
  campaign: Subject,
  pupils: readonly number[],
): ReadonlyMap<number, readonly Sitting[]> {
  const rows = campaign.vault.all<Omit<ResultRow, 'source'>>(
    'SELECT pupil, sequence, sealed FROM result WHERE pupil IN (SELECT value FROM json_each(?))',
    JSON.stringify(pupils),
  );
  const sittings = new Map<number, Sitting[]>();
  for (const row of rows) {
    const own = sittings.get(row.pupil) ?? [];
    own.push(openSitting(campaign, row));
    sittings.set(row.pupil, own);
  }
  return sittings;
}

export interface StateOfSitting {
  /** Row of the vault. */
  readonly pupil: number;
  readonly sequence: string;
  readonly state: SittingState;
}

/** How a sealed sitting begins: `Sitting` with its keys in their order. */
const BEGINNING = /^\{"sequence":"[^"\\]*","mode":"[a-z]+","state":"([A-Za-z]+)"/;
/** The longest beginning that is looked at. */
const BEGINNING_BYTES = 256;

/**
 * The state of every sitting of these pupils. Rows come as the file has them, so that a country's are read from end to end;
 * each is opened whole, and parsed no further than its state.
 */
export function* sittingStates(
  { vault, sealer }: Subject,
  isOf: (pupil: number) => boolean,
): Generator<StateOfSitting> {
  const rows = vault.iterate<Omit<ResultRow, 'source'>>('SELECT pupil, sequence, sealed FROM result');
  for (const { pupil, sequence, sealed } of rows) {
    if (!isOf(pupil)) continue;
    const json = sealer.openJson('result', 'sealed', resultRowId(pupil, sequence), sealed);
    const begins = BEGINNING.exec(json.toString('latin1', 0, BEGINNING_BYTES));
    const state = begins?.[1] ?? (JSON.parse(json.toString('utf8')) as Sitting).state;
    yield { pupil, sequence, state: state as SittingState };
  }
}

export interface PupilSitting {
  /** Row of the vault. */
  readonly pupil: number;
  readonly sitting: Sitting;
}

/** Sittings of one sequence, of pupils who have not left; pupils rise. One at a time in memory. */
export function* presentSittings(campaign: Subject, sequence: string): Generator<PupilSitting> {
  for (const row of campaign.vault.iterate<Omit<ResultRow, 'source'>>(
    `SELECT r.pupil, r.sequence, r.sealed FROM result r JOIN present_pupil_view p ON p.id = r.pupil
     WHERE p.campaign = ? AND r.sequence = ? ORDER BY r.pupil`,
    campaign.name,
    sequence,
  ))
    yield { pupil: row.pupil, sitting: openSitting(campaign, row) };
}

/** Number of sittings that `presentSittings` gives for all sequences. */
export function countPresentSittings({ vault, name }: Pick<Subject, 'vault' | 'name'>): number {
  return vault.count(
    'SELECT count(*) FROM result r JOIN present_pupil_view p ON p.id = r.pupil WHERE p.campaign = ?',
    name,
  );
}

/** Rows whose length is looked at. */
const SAMPLE = 1_000;

/** About how many bytes the sealed sittings take, of all campaigns: their number by the mean of the first. */
export function sittingsSize(vault: Vault): number {
  return (
    vault.count('SELECT count(*) FROM result') *
    vault.count(`SELECT coalesce(avg(length(sealed)), 0) FROM (SELECT sealed FROM result LIMIT ${SAMPLE})`)
  );
}

/** What counts of a pupil in a sequence, sealed for its row; `sealed` null: nothing does. */
export interface SealedSitting extends Omit<ResultRow, 'sealed'> {
  readonly sealed: Bytes | null;
  /** What a person has to look at. */
  readonly observations: readonly string[];
}

export function sealSitting(
  { sealer }: Pick<Subject, 'sealer'>,
  pupil: number,
  sequence: string,
  sitting: Sitting | null,
  observations: readonly string[],
): SealedSitting {
  const record = sitting?.records[0];
  const source = record === undefined ? null : fromBase64Url(record);
  const row = resultRowId(pupil, sequence);
  const sealed = sitting === null ? null : sealer.seal('result', 'sealed', row, sitting);
  return { pupil, sequence, source, sealed, observations };
}

/** In the caller's transaction. */
export function keepSitting(
  vault: Vault,
  { pupil, sequence, source, sealed, observations }: SealedSitting,
): void {
  if (sealed === null) {
    vault.run('DELETE FROM result WHERE pupil = ? AND sequence = ?', pupil, sequence);
  } else {
    vault.run('INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?)', pupil, sequence, source, sealed);
  }
  vault.run('DELETE FROM observation WHERE pupil = ? AND sequence = ?', pupil, sequence);
  for (const code of observations) {
    vault.run('INSERT INTO observation VALUES (?, ?, ?) ON CONFLICT DO NOTHING', pupil, sequence, code);
  }
}

/** Whether a person has this to look at already. */
export function isObserved(vault: Vault, pupil: number, sequence: string, code: string): boolean {
  const sql = 'SELECT count(*) FROM observation WHERE pupil = ? AND sequence = ? AND code = ?';
  return vault.count(sql, pupil, sequence, code) > 0;
}

/** A sitting of a misused code, sealed for its row. */
export interface SealedApart {
  readonly holder: HolderRow['holder_id'];
  readonly sequence: string;
  readonly sealed: Bytes;
}

export function sealApart(
  { sealer }: Pick<Subject, 'sealer'>,
  { holder_id }: HolderRow,
  sitting: Sitting,
): SealedApart {
  const row = `${toHex(holder_id)}/${sitting.sequence}`;
  const sealed = sealer.seal('apart', 'sealed', row, sitting);
  return { holder: holder_id, sequence: sitting.sequence, sealed };
}

/** Nameless, out of statistics. In the caller's transaction. */
export function keepApart(vault: Vault, { holder, sequence, sealed }: SealedApart): void {
  vault.run('INSERT OR REPLACE INTO apart VALUES (?, ?, ?)', holder, sequence, sealed);
}

export function countApart(vault: Vault, campaign: string): number {
  return vault.count(
    // From the few that were set apart, each with one look-up: a join would go through every holder.
    `SELECT count(*) FROM apart a
     WHERE EXISTS (SELECT 1 FROM holder_view h WHERE h.holder_id = a.holder AND h.campaign = ?)`,
    campaign,
  );
}

/** Sittings that a person may have to look at, by code. */
export function countObservations(vault: Vault, campaign: string): Readonly<Record<string, number>> {
  const rows = vault.all<{ code: string; count: number }>(
    `SELECT o.code, count(*) AS count FROM observation o
     WHERE EXISTS (SELECT 1 FROM pupil_view p WHERE p.id = o.pupil AND p.campaign = ?) GROUP BY o.code`,
    campaign,
  );
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}
