/**
 * What a reader of a calibration should know before using it. A program estimates a model from three persons as readily as
 * from three million, and gives estimates either way.
 */
import type { CalibratedItem, Calibration, ModelName } from './calibration.ts';

export type CalibrationRemark =
  /** Items that fewer persons answered than the model asks for. */
  | {
      readonly kind: 'few-persons';
      readonly model: ModelName;
      readonly wanted: number;
      readonly items: readonly { readonly id: string; readonly persons: number }[];
    }
  /** Scores that fewer than ten persons got: their parameters rest on these alone. */
  | {
      readonly kind: 'rare-scores';
      readonly items: readonly { readonly id: string; readonly score: number; readonly persons: number }[];
    }
  /** Difficulties whose standard error is above half of a standard deviation, of the first group or of their dimension. */
  | { readonly kind: 'imprecise-items'; readonly ids: readonly string[] }
  /** Slopes below zero: the more able, the less often solved. A wrong key, as a rule. */
  | { readonly kind: 'negative-slopes'; readonly ids: readonly string[] }
  /** `dimension`: where there are several. */
  | { readonly kind: 'low-reliability'; readonly reliability: number; readonly dimension?: string }
  /** The information matrix is not positive definite: there are no standard errors. */
  | { readonly kind: 'no-errors' }
  /** More nodes would change what is reported. */
  | { readonly kind: 'coarse-nodes' };

/**
 * Persons an item should have, by model: Linacre (1994) for half a logit around a Rasch difficulty; Reise & Yu (1990) for
 * slopes; Lord (1968) for guessing; Waller & Feuerstahler (2017) for an upper asymptote.
 */
export const PERSONS_WANTED: Readonly<Record<ModelName, number>> = {
  rasch: 100,
  pcm: 100,
  '2pl': 500,
  gpcm: 500,
  grm: 500,
  '3pl': 1000,
  '4pl': 5000,
};
const RARE = 10;
const IMPRECISE = 0.5;
/** Nunnally (1978, p. 245): the least that will do in research on groups; decisions about persons ask for 0.9. */
export const LOW_RELIABILITY = 0.7;

type RemarkedItem = Pick<CalibratedItem, 'id' | 'parameters' | 'difficultyErrors' | 'persons'>;

/** None for a calibration that needs no caution. Anchored items are not looked at: their parameters are not estimated. */
export function calibrationRemarks(calibration: Calibration): readonly CalibrationRemark[] {
  const estimated = calibration.items.filter(({ anchored }) => !anchored);
  const remarks = [...remarkFewPersons(estimated, calibration.model)];
  const { expected, itemIds } = calibration.scoring;
  const rare = estimated.flatMap(({ id, parameters }) => {
    const counts = expected.counts.items[itemIds.indexOf(id)]!;
    const nodes = counts.length / parameters.scores.length;
    return parameters.scores.flatMap((score, c) => {
      const persons = counts.subarray(c * nodes, (c + 1) * nodes).reduce((sum, one) => sum + one, 0);
      return persons < RARE - 1e-6 ? [{ id, score, persons: Math.round(persons) }] : [];
    });
  });
  if (rare.length > 0) remarks.push({ kind: 'rare-scores', items: rare });
  remarks.push(...remarkParameters(estimated, () => calibration.groups[0]!.sd));
  const { reliability } = calibration;
  if (reliability !== null && reliability < LOW_RELIABILITY)
    remarks.push({ kind: 'low-reliability', reliability });
  remarks.push(...remarkEstimation(calibration));
  return remarks;
}

export function remarkFewPersons(
  items: readonly RemarkedItem[],
  model: Calibration['model'],
): readonly CalibrationRemark[] {
  const modelOf = (id: string) => (typeof model === 'string' ? model : model.get(id)!);
  const few = Map.groupBy(
    items.filter(({ id, persons }) => persons < PERSONS_WANTED[modelOf(id)]),
    ({ id }) => modelOf(id),
  );
  return [...few].map(([own, those]) => ({
    kind: 'few-persons',
    model: own,
    wanted: PERSONS_WANTED[own],
    items: those.map(({ id, persons }) => ({ id, persons })),
  }));
}

/** Imprecise difficulties, and slopes below zero. */
export function remarkParameters<Item extends RemarkedItem>(
  items: readonly Item[],
  sdOf: (item: Item) => number,
): readonly CalibrationRemark[] {
  const remarks: CalibrationRemark[] = [];
  const idsOf = (those: readonly Item[]) => those.map(({ id }) => id);
  const imprecise = items.filter((item) =>
    item.difficultyErrors.some((error) => error !== null && error > IMPRECISE * sdOf(item)),
  );
  if (imprecise.length > 0) remarks.push({ kind: 'imprecise-items', ids: idsOf(imprecise) });
  const negative = items.filter(({ parameters }) => parameters.slope < 0);
  if (negative.length > 0) remarks.push({ kind: 'negative-slopes', ids: idsOf(negative) });
  return remarks;
}

export function remarkEstimation({
  information,
  check,
}: Pick<Calibration, 'information' | 'check'>): readonly CalibrationRemark[] {
  return [
    ...(information === 'not positive definite' ? [{ kind: 'no-errors' } as const] : []),
    ...(check.enough ? [] : [{ kind: 'coarse-nodes' } as const]),
  ];
}
