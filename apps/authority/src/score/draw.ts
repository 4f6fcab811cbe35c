/**
 * What chance decides for a pupil in a sequence: the booklet, the variant of an item, or which of parallel first modules. A keyed hash of the vault's row,
 * so that it is the same at each publication and with every code that the pupil is given, and nobody else can tell it.
 */
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { BookletSpec } from '../campaign/spec.ts';
import type { ScorableAdaptive, ScorableSequence } from './sequence-scoring.ts';

type Subject = Pick<OpenCampaign, 'sealer'>;

/** Null: the sequence has no booklets, and everybody has all items. */
export function drawnBooklet(
  campaign: Subject,
  pupil: number,
  sequence: ScorableSequence,
): BookletSpec | null {
  const { booklets } = sequence;
  if (booklets === null) return null;
  const drawn = booklets[drawn32(campaign, pupil, sequence.id) % booklets.length];
  if (drawn === undefined) throw new Error(`sequence ${sequence.id} has no booklet`);
  return drawn;
}

/** Which variant of an item, from 1; null: the item has none. */
export function drawnVariant(
  { sealer }: Subject,
  pupil: number,
  sequence: ScorableSequence,
  item: string,
): number | null {
  const { variants } = sequence.items.get(item) ?? {};
  if (variants === undefined) return null;
  const drawn = Buffer.from(sealer.lookup('variant', String(pupil), sequence.id, item)).readUInt32BE(0);
  return (drawn % variants.length) + 1;
}

/** The module of the first stage. */
export function drawnModule(
  campaign: Subject,
  pupil: number,
  sequence: ScorableSequence,
  { first }: ScorableAdaptive,
): string {
  const drawn = first[drawn32(campaign, pupil, sequence.id) % first.length];
  if (drawn === undefined) throw new Error(`sequence ${sequence.id} has no first module`);
  return drawn;
}

/** 32 bits: a share of 2⁻²⁵ between the commonest and the rarest of a hundred. */
function drawn32({ sealer }: Subject, pupil: number, sequence: string): number {
  return Buffer.from(sealer.lookup('draw', String(pupil), sequence)).readUInt32BE(0);
}
