/** Booklets that were keyed twice: how many cells were compared and how many differed, as desks reported. Counts of nobody's answers. */
import { type DeskBody, type DeskEntry, drawKeyedTwice } from '@cloison/protocol';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { numberedPupils, pupilOfOrder } from '../roster/pupils.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { HolderRow } from '../vault/rows.ts';

type DoubleEntry = Extract<DeskEntry, { readonly kind: 'double-entry' }>;

/** Of a sequence, in a class or in the country. */
export interface EntryAgreement {
  readonly level: string;
  readonly sequence: string;
  readonly booklets: number;
  readonly cells: number;
  readonly differing: number;
  /** Share of the cells on which both keyings agree; null: no cell. */
  readonly agreement: number | null;
}

export interface ClassAgreement extends EntryAgreement {
  readonly classLevel: number;
  readonly uai: string;
}

/** By sequence, the order numbers of the class's booklets that the office draws itself, of the sequences that the desk tells of. */
export async function keyedTwiceOf(
  campaign: OpenCampaign,
  holder: HolderRow,
  body: DeskBody,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const rule = campaign.spec.doubleEntry;
  const sequences = Object.values(body.entries).flatMap((entry) =>
    entry.kind === 'double-entry' ? [entry.sequence] : [],
  );
  const drawn = new Map<string, ReadonlySet<string>>();
  if (rule === undefined || holder.class_level === null || sequences.length === 0) return drawn;
  const orders = numberedPupils(campaign, holder.class_level, 'present').map((pupil) => pupil.orderNumber);
  const known = scoringModel(campaign);
  for (const sequence of new Set(sequences)) {
    if (!known.has(sequence)) continue;
    drawn.set(sequence, new Set(await drawKeyedTwice(rule, campaign.name, sequence, orders)));
  }
  return drawn;
}

/**
 * Keeps what a class's desk reported of one booklet. False: it is not of this class, was not drawn, says more than there can be, or
 * says nothing new. A booklet that was kept stays, though a pupil who arrives changes the draw. Of several comparisons the one
 * with the most differences counts, in whatever order they come: a page that signs in under a new root has no comparison, and
 * compares again what the first one has led to correct. In the caller's transaction.
 */
export function keepDoubleEntry(
  campaign: OpenCampaign,
  holder: HolderRow,
  entry: DoubleEntry,
  drawn: ReadonlyMap<string, ReadonlySet<string>>,
): boolean {
  const { vault, spec } = campaign;
  const pupil = pupilOfOrder(campaign, entry.orderNumber);
  const sequence = scoringModel(campaign).get(entry.sequence);
  if (spec.doubleEntry === undefined || pupil === null || sequence?.mode !== 'entry') return false;
  if (holder.class_level === null || pupil.class_level !== holder.class_level) return false;
  if (sequence.level !== pupil.level) return false;
  const isDrawn = drawn.get(entry.sequence)?.has(entry.orderNumber) === true;
  if (!isDrawn && !secondKeyingsOf(campaign, pupil.id).has(entry.sequence)) return false;
  const items = new Set(entry.differing.map(({ item }) => item));
  const isPossible =
    entry.cells <= sequence.items.size &&
    items.size === entry.differing.length &&
    items.size <= entry.cells &&
    [...items].every((item) => sequence.items.has(item));
  if (!isPossible) return false;
  return (
    vault.run(
      `INSERT INTO double_entry VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET cells = ?3, differing = ?4
       WHERE differing < ?4 OR (differing = ?4 AND cells < ?3)`,
      pupil.id,
      entry.sequence,
      entry.cells,
      items.size,
    ) > 0
  );
}

export interface SecondKeying {
  /** Compared in both keyings. */
  readonly cells: number;
  readonly differing: number;
}

/** Of one pupil, by sequence. */
export function secondKeyingsOf(
  { vault }: Pick<OpenCampaign, 'vault'>,
  pupil: number,
): ReadonlyMap<string, SecondKeying> {
  const rows = vault.all<SecondKeying & { readonly sequence: string }>(
    'SELECT sequence, cells, differing FROM double_entry WHERE pupil = ?',
    pupil,
  );
  return new Map(rows.map(({ sequence, cells, differing }) => [sequence, { cells, differing }]));
}

const SUMS = 'count(*) AS booklets, sum(d.cells) AS cells, sum(d.differing) AS differing';
type Sums = Omit<EntryAgreement, 'agreement'>;

function withAgreement<T extends Sums>(row: T): T & Pick<EntryAgreement, 'agreement'> {
  return { ...row, agreement: row.cells === 0 ? null : 1 - row.differing / row.cells };
}

/** Of the country, by level and sequence. */
export function nationalAgreement({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): EntryAgreement[] {
  return vault
    .all<Sums>(
      `SELECT p.level, d.sequence, ${SUMS} FROM double_entry d JOIN pupil_view p ON p.id = d.pupil
       WHERE p.campaign = ? GROUP BY p.level, d.sequence ORDER BY p.level, d.sequence`,
      name,
    )
    .map(withAgreement);
}

/** Of each class, by school. */
export function classAgreements({ vault, name }: Pick<OpenCampaign, 'vault' | 'name'>): ClassAgreement[] {
  return vault
    .all<Sums & Pick<ClassAgreement, 'classLevel' | 'uai'>>(
      `SELECT p.uai, p.class_level AS classLevel, p.level, d.sequence, ${SUMS}
       FROM double_entry d JOIN pupil_view p ON p.id = d.pupil
       WHERE p.campaign = ? GROUP BY p.class_level, d.sequence ORDER BY p.uai, p.class_level, d.sequence`,
      name,
    )
    .map(withAgreement);
}

/** Where the vault keeps the country's figures for the codebook, once the classes are erased. */
export function agreementMeta(campaign: string): string {
  return `double-entry:${campaign}`;
}
