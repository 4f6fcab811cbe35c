/**
 * From this year's θ to that of a reference year: constants, what they rest on, which common items moved, how large the
 * linking error is. The reference's reporting scale goes on.
 */

import {
  type CalibratedItem,
  type CommonItem,
  calibrate,
  createScale,
  type DriftItem,
  type ItemParameters,
  type LinkConstants,
  type LinkMethod,
  link,
  linkWithoutDrift,
  MeasurementError,
  NOT_ADMINISTERED,
  type ResponseMatrix,
  type Scale,
  toScale,
} from '@cloison/measurement';
import type { CalibrationFile } from '@cloison/study-files';
import type { LinkStudy } from '../analysis/studies.ts';
import type { ReferenceSpec } from '../campaign/spec.ts';
import { type AddRemark, type FitRequest, type Fitted, fitModel, MOST_STEPS, modelOf } from './fit-model.ts';

export interface ReferenceYear {
  readonly spec: ReferenceSpec;
  readonly calibration: CalibrationFile;
  /** Of the reference year, for concurrent calibration. */
  readonly responses: ResponseMatrix | null;
}

export interface Linked {
  readonly fitted: Fitted;
  readonly constants: LinkConstants;
  readonly scale: Scale;
  readonly study: LinkStudy;
  /** Errors of items that are held in `fitted` and were estimated elsewhere, by identifier. */
  readonly estimated: ReadonlyMap<string, CalibratedItem>;
}

const SAME: LinkConstants = { slope: 1, shift: 0 };

/** Null when there is no way to the reference; a remark says why. `own` is this year's calibration by itself. */
export async function linkToReference(
  request: FitRequest,
  own: Fitted,
  { spec, calibration: file, responses }: ReferenceYear,
  scale: { readonly mean: number; readonly sd: number },
  addRemark: AddRemark,
): Promise<Linked | null> {
  const target = new Map(file.items.map(({ id, parameters }) => [id, parameters]));
  const common = spec.items.flatMap((id): CommonItem[] => {
    const source = own.calibration.items.find((item) => item.id === id)?.parameters;
    const wanted = target.get(id);
    return source === undefined || wanted === undefined ? [] : [{ id, source, target: wanted }];
  });
  const comparable = common.filter(({ source, target: other }) => isAlike(source, other));
  const left = spec.items.filter((id) => !comparable.some((item) => item.id === id));
  if (left.length > 0) addRemark('anchors-unlike', { items: left.join(', ') });
  const before = mixture(file.groups.map((group) => ({ ...group, share: group.persons ?? 1 })));
  const reporting = file.scale ?? createScale(before, scale);
  const population = {
    mean: toScale(reporting, before.mean),
    sd: (reporting.sd * before.sd) / reporting.referenceSd,
  };
  try {
    const method: LinkMethod =
      spec.method === 'concurrent' || spec.method === 'fixed' ? 'stocking-lord' : spec.method;
    const found = spec.drift
      ? linkWithoutDrift(comparable, method)
      : { link: link(comparable, method), items: [] as readonly DriftItem[] };
    const moved = found.items.filter(({ dropped }) => dropped).map(({ id }) => id);
    if (moved.length > 0) addRemark('anchors-moved', { items: moved.join(', ') });
    const kept = comparable.filter(({ id }) => !moved.includes(id));
    const study: LinkStudy = {
      method: spec.method,
      file: spec.file,
      slope: found.link.slope,
      shift: found.link.shift,
      slopeError: found.link.slopeError,
      shiftError: found.link.shiftError,
      linkingError:
        found.link.linkingError === null
          ? null
          : (found.link.linkingError * reporting.sd) / reporting.referenceSd,
      anchors: found.items,
      before: population,
    };
    const none = new Map<string, CalibratedItem>();
    if (spec.method === 'fixed') {
      const fitted = await fitModel(request, addRemark, new Map(kept.map((item) => [item.id, item.target])));
      return (
        fitted && { fitted, constants: SAME, scale: reporting, study: { ...study, ...SAME }, estimated: none }
      );
    }
    if (spec.method === 'concurrent') {
      if (responses === null) throw new Error('concurrent calibration without answers of the reference year');
      return await concurrent(request, own, target, kept, responses, population, study, addRemark);
    }
    return { fitted: own, constants: found.link, scale: reporting, study, estimated: none };
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    addRemark('no-link', { code: error.code });
    return null;
  }
}

/**
 * Both years at once: items that are common and did not move have one set of parameters, all others their own; the reference
 * year is the first group, so that θ has mean 0 there. Then this year alone, its items held at what was found.
 */
async function concurrent(
  request: FitRequest,
  own: Fitted,
  target: ReadonlyMap<string, ItemParameters>,
  kept: readonly CommonItem[],
  responses: ResponseMatrix,
  population: { readonly mean: number; readonly sd: number },
  study: LinkStudy,
  addRemark: AddRemark,
): Promise<Linked | null> {
  const common = new Set(kept.map(({ id }) => id));
  const nameOf = (id: string) => (common.has(id) ? id : `${id}${BEFORE}`);
  const here = request.matrix;
  const earlier = responses.itemIds.map(nameOf);
  const itemIds = [...here.itemIds, ...earlier.filter((id) => !here.itemIds.includes(id))];
  const persons = responses.persons + here.persons;
  const scores = new Uint8Array(new SharedArrayBuffer(persons * itemIds.length)).fill(NOT_ADMINISTERED);
  const copy = (from: ResponseMatrix, names: readonly string[], firstRow: number) => {
    const place = names.map((id) => itemIds.indexOf(id));
    for (let i = 0; i < from.persons; i++)
      place.forEach((column, j) => {
        const score = from.scores[i * names.length + j] ?? NOT_ADMINISTERED;
        scores[(firstRow + i) * itemIds.length + column] = score;
      });
  };
  copy(responses, earlier, 0);
  copy(here, here.itemIds, responses.persons);
  const models = new Map(own.request.model as ReadonlyMap<string, never>);
  for (const [k, id] of earlier.entries())
    if (!models.has(id))
      models.set(id, modelOfReference(own, target.get(responses.itemIds[k] ?? '')) as never);
  const groups = own.request.groups;
  const of = new Uint16Array(persons);
  for (let i = 0; i < here.persons; i++) of[responses.persons + i] = 1 + (groups?.of[i] ?? 0);
  const weights = own.request.weights;
  let both: Float64Array | undefined;
  if (weights !== undefined) {
    both = new Float64Array(persons).fill(1);
    // The reference year counts as many pupils as it has answers; this year's weights are made to do the same.
    const total = weights.reduce((sum, one) => sum + one, 0);
    weights.forEach((one, i) => {
      if (both !== undefined) both[responses.persons + i] = (one * here.persons) / total;
    });
  }
  const all = await calibrate(
    {
      matrix: { persons, itemIds, scores },
      model: models,
      maxSteps: MOST_STEPS,
      groups: { labels: ['before', ...(groups?.labels ?? ['now'])], of },
      ...(both === undefined ? {} : { weights: both }),
      ...(own.request.guessing === undefined ? {} : { guessing: own.request.guessing }),
    },
    { pool: request.pool },
  );
  const mine = all.items.filter(({ id }) => here.itemIds.includes(id));
  const fitted = await fitModel(
    request,
    addRemark,
    new Map(mine.map(({ id, parameters }) => [id, parameters])),
  );
  const [first] = all.groups;
  if (fitted === null || first === undefined) return null;
  return {
    fitted,
    constants: SAME,
    scale: createScale(first, population),
    study: { ...study, ...SAME },
    estimated: new Map(mine.map((item) => [item.id, item])),
  };
}

const BEFORE = '@before';

function modelOfReference(own: Fitted, item: ItemParameters | undefined): string {
  const model = modelOf(item);
  if (own.slopes === 'free') return model;
  return model === '2pl' || model === '3pl' || model === '4pl' ? 'rasch' : 'pcm';
}

function isAlike(a: ItemParameters, b: ItemParameters): boolean {
  return a.kind === b.kind && a.scores.join() === b.scores.join() && a.slope > 0 && b.slope > 0;
}

/** Mean and standard deviation of several normal populations together. */
export function mixture(
  groups: readonly { readonly mean: number; readonly sd: number; readonly share: number }[],
): { readonly mean: number; readonly sd: number } {
  const total = groups.reduce((sum, { share }) => sum + share, 0);
  const mean = groups.reduce((sum, one) => sum + one.share * one.mean, 0) / total;
  const square = groups.reduce((sum, one) => sum + one.share * (one.sd ** 2 + one.mean ** 2), 0) / total;
  return { mean, sd: Math.sqrt(Math.max(0, square - mean * mean)) };
}
