/**
 * From a panel's table to thresholds in points: each judge's cut on θ, the median of the panel, then the lowest sum of points
 * that a pupil at the cut is expected to reach (test characteristic curve). Groups stay those of points, so that a result
 * that comes later is grouped as the others are, and a family can read why.
 */
import {
  angoffCuts,
  bookmarkCuts,
  type CutScore,
  expectedSum,
  type ItemParameters,
  MeasurementError,
  type OrderedItem,
  orderedItems,
  RESPONSE_PROBABILITY,
  type Scale,
  toScale,
} from '@cloison/measurement';
import type { StandardRemark } from './standard-remarks.ts';
import type { Mark, StandardMethod, StandardTable } from './standard-table.ts';

export interface StandardProposal {
  readonly method: StandardMethod;
  readonly judges: number;
  readonly cuts: readonly [StandardCut, StandardCut];
  /** In points, as campaign.yaml's `thresholds`; with forms, those of the first. */
  readonly thresholds: readonly [number, number];
  /** Where pupils sit different items: in points of each form. */
  readonly forms?: Readonly<Record<string, readonly [number, number]>>;
}

/** What some pupils sit of a domain's items. */
export interface StandardForm {
  readonly id: string;
  /** Each set of items that its pupils sit: several where ways through modules lead to the same last one. */
  readonly sets: readonly (readonly string[])[];
  readonly maxScore: number;
}

export interface StandardCut {
  readonly theta: number;
  /** Between judges; null for one judge. */
  readonly standardError: number | null;
  readonly scale: number | null;
  readonly scaleError: number | null;
  /** Expected sum of a pupil at the cut, in points. */
  readonly expected: number;
  readonly points: number;
}

/** What is known of a domain's items, on the θ that is reported. */
export interface StandardBasis {
  readonly items: readonly { readonly id: string; readonly parameters: ItemParameters }[];
  readonly setAside: readonly { readonly id: string; readonly score: number | null }[];
  readonly unfit: readonly string[];
  /** Points of one step. */
  readonly unit: number;
  readonly maxScore: number;
  readonly scale: Scale | null;
}

export interface BookletPage extends OrderedItem {
  readonly page: number;
  /** Of the score reached, in points. */
  readonly points: number;
}

/** The ordered item booklet that bookmarks are put in: easiest first, at a probability of two thirds. */
export function bookletOf({ items, unit }: StandardBasis): BookletPage[] {
  return orderedItems(items, RESPONSE_PROBABILITY).map((item, k) => ({
    ...item,
    page: k + 1,
    points: item.score * unit,
  }));
}

/**
 * Null when the table says nothing of these items; `remarks` has why. With `forms`, the panel judges all items of the domain
 * on one scale, and the cuts on θ become points of each form by the form's own items.
 */
export function proposeStandard(
  basis: StandardBasis,
  table: StandardTable,
  remarks: { push(remark: StandardRemark): unknown },
  forms: readonly StandardForm[] | null = null,
): StandardProposal | null {
  const remark = (code: StandardRemark['code'], values: StandardRemark['values'] = {}) => {
    remarks.push({ code, values });
    return null;
  };
  if (basis.unfit.length > 0 || basis.setAside.some(({ score }) => score === null))
    return remark('thresholds-unscored');
  const falling = basis.items.filter(({ parameters }) => !(parameters.slope > 0)).map(({ id }) => id);
  if (falling.length > 0) return remark('thresholds-not-rising', { items: falling.join(', ') });
  let found: readonly CutScore[] | null;
  try {
    found =
      table.method === 'bookmark' ? fromBookmarks(basis, table.judges, remark) : fromRatings(basis, table);
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    return remark('standard-invalid', { method: table.method });
  }
  const [one, two] = found ?? [];
  if (one === undefined || two === undefined) return null;
  if (!(two.theta > one.theta)) return remark('standard-order');
  const cuts = [cutOf(basis, one), cutOf(basis, two)] as const;
  const about = { method: table.method, judges: table.judges.length, cuts };
  const isWithin = ([first, second]: readonly [number, number], most: number) =>
    first > 0 && first <= second && second <= most + 1e-9;
  if (forms === null) {
    const thresholds = [cuts[0].points, cuts[1].points] as const;
    if (!isWithin(thresholds, basis.maxScore))
      return remark('standard-out-of-reach', { first: thresholds[0], second: thresholds[1] });
    return { ...about, thresholds };
  }
  const pairs = forms.map((form) => [form, pointsOfForm(basis, form, [one, two])] as const);
  for (const [{ id, maxScore }, [first, second]] of pairs)
    if (!isWithin([first, second], maxScore))
      return remark('standard-form-out-of-reach', { form: id, first, second });
  const [[, thresholds] = [null, null]] = pairs;
  if (thresholds === null) return remark('standard-no-form');
  return { ...about, thresholds, forms: Object.fromEntries(pairs.map(([{ id }, pair]) => [id, pair])) };
}

/** The lowest sums that pupils at the cuts are expected to reach; over several sets of items, by the mean of what they expect. */
function pointsOfForm(
  basis: StandardBasis,
  { sets }: StandardForm,
  [one, two]: readonly [CutScore, CutScore],
): readonly [number, number] {
  const parts = sets.map((set): StandardBasis => {
    const isIn = ({ id }: { readonly id: string }) => set.includes(id);
    return { ...basis, items: basis.items.filter(isIn), setAside: basis.setAside.filter(isIn) };
  });
  const pointsAt = (theta: number) =>
    pointsFor(parts.reduce((sum, part) => sum + expectedSteps(part, theta), 0) / parts.length, basis.unit);
  return [pointsAt(one.theta), pointsAt(two.theta)];
}

function cutOf({ items, setAside, unit, scale }: StandardBasis, cut: CutScore): StandardCut {
  const expected = expectedSteps({ items, setAside }, cut.theta);
  const { theta, standardError } = cut;
  return {
    theta,
    standardError,
    scale: scale === null ? null : toScale(scale, theta),
    scaleError:
      scale === null || standardError === null ? null : (standardError * scale.sd) / scale.referenceSd,
    expected: expected * unit,
    points: pointsFor(expected, unit),
  };
}

/** Items set aside have the one score that everybody got. */
function expectedSteps(
  { items, setAside }: Pick<StandardBasis, 'items' | 'setAside'>,
  theta: number,
): number {
  const given = setAside.reduce((sum, { score }) => sum + (score ?? 0), 0);
  return (
    expectedSum(
      items.map(({ parameters }) => parameters),
      theta,
    ) + given
  );
}

/** The lowest sum of points at or above what is expected, in steps. */
function pointsFor(expected: number, unit: number): number {
  return roundedPoints(Math.max(1, Math.ceil(expected - 1e-9)) * unit);
}

/** Multiples of a unit that is no binary fraction (a third, a tenth) without the last digits' noise. */
function roundedPoints(points: number): number {
  return Math.round(points * 1e9) / 1e9;
}

function fromBookmarks(
  basis: StandardBasis,
  judges: readonly (readonly [Mark, Mark])[],
  remark: (code: StandardRemark['code'], values?: StandardRemark['values']) => null,
): readonly CutScore[] | null {
  const booklet = bookletOf(basis);
  const absent = new Set<string>();
  const placeOf = (mark: Mark): number => {
    if (mark.kind === 'end') return booklet.length + 1;
    if (mark.kind === 'page') return mark.page;
    const place = booklet.findIndex(
      ({ id, points }) => id === mark.item && (mark.score === null || Math.abs(points - mark.score) < 1e-6),
    );
    if (place === -1) absent.add(mark.item);
    return place + 1;
  };
  const places = judges.map((marks) => marks.map(placeOf));
  if (absent.size > 0) return remark('standard-mark', { items: [...absent].join(', ') });
  const beyond = places.flat().filter((place) => place > booklet.length + 1);
  if (beyond.length > 0) return remark('standard-page', { page: Math.max(...beyond), pages: booklet.length });
  const turned = places.filter(([one = 0, two = 0]) => two <= one).length;
  if (turned > 0) return remark('standard-turned', { judges: turned });
  return bookmarkCuts(booklet, places);
}

function fromRatings(
  { items, unit }: StandardBasis,
  table: Extract<StandardTable, { method: 'angoff' }>,
): readonly CutScore[] {
  const columns = items.map(({ id }) => table.items.indexOf(id));
  const inSteps = (ratings: readonly number[]) =>
    columns.map((column, k) => {
      const scores = items[k]?.parameters.scores ?? [0, 1];
      const rating = (ratings[column] ?? 0) / unit;
      // A score that nobody has is no part of the model.
      return Math.min(scores.at(-1) ?? 1, Math.max(scores[0] ?? 0, rating));
    });
  return angoffCuts(
    items.map(({ parameters }) => parameters),
    table.judges.map((both) => both.map(inSteps)),
  );
}
