/**
 * Domains as correlated dimensions: how far what two domains measure goes together, free of the error of measurement, and how
 * sure each is when it borrows from the others (Adams, Wilson & Wang 1997). Of pupils with an answer in any of them.
 */
import {
  applyMissingRule,
  CALIBRATION_MISSING,
  calibrateDimensions,
  createResponseMatrix,
  guessingPriorFor,
  type LanePool,
  MeasurementError,
  NOT_ADMINISTERED,
  type ResponseMatrix,
  SCORE_MISSING,
} from '@cloison/measurement';
import type { Remark } from '../analysis/remarks.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import type { AnalysisSpec } from '../campaign/spec.ts';
import { LEAST_FOR_SLOPES, LEAST_TO_CALIBRATE, MOST_STEPS, modelFor } from './fit-model.ts';

export interface DimensionsRequest {
  /** Two to four domains of one level. */
  readonly domains: readonly DomainPart[];
  readonly settings: AnalysisSpec;
  /** Choices of each item that is one choice among several, by item. */
  readonly options: ReadonlyMap<string, number>;
  readonly leastPupils: number;
  readonly pool: LanePool;
}

export interface DomainPart {
  readonly domain: string;
  /** Rising. */
  readonly pupils: readonly number[];
  /** Null: nothing of the domain can be calibrated. */
  readonly matrix: ResponseMatrix | null;
}

/** Total: what cannot be computed is left out, and a remark says why. */
export async function studyDimensions(request: DimensionsRequest): Promise<DimensionsStudy> {
  const { domains, settings, options, pool } = request;
  const joined = joinDomains(domains);
  const nothing = {
    domains: domains.map(({ domain }) => domain),
    pupils: joined.persons,
    correlations: [],
    reliabilities: [],
  };
  const why = (remark: Remark): DimensionsStudy => ({ ...nothing, remark });
  const least = Math.max(request.leastPupils, LEAST_TO_CALIBRATE);
  if (joined.persons < least)
    return why({ code: 'too-few-to-calibrate', values: { pupils: joined.persons, least } });
  const rule = settings.notReached === 'ignored' ? CALIBRATION_MISSING : SCORE_MISSING;
  const matrix = applyMissingRule(joined, rule);
  const equal =
    settings.model === 'auto' && joined.persons < LEAST_FOR_SLOPES ? ('rasch' as const) : settings.model;
  const choices = matrix.itemIds.flatMap((id) => options.get(itemOf(id)) ?? []);
  try {
    const found = await calibrateDimensions(
      {
        matrix,
        dimensions: domains.map(({ domain, matrix: own }) => ({
          label: domain,
          items: (own?.itemIds ?? []).map((id) => named(domain, id)),
        })),
        model: new Map(
          matrix.itemIds.map((id, j) => [id, modelFor(equal, isSeveral(matrix, j), options.has(itemOf(id)))]),
        ),
        maxSteps: MOST_STEPS,
        ...(choices.length === 0
          ? {}
          : {
              guessing: guessingPriorFor(
                Math.round(choices.reduce((sum, one) => sum + one, 0) / choices.length),
              ),
            }),
      },
      { pool },
    );
    return {
      ...nothing,
      correlations: found.correlations.map(({ between, correlation, standardError }) => ({
        between: [between[0], between[1]],
        correlation,
        standardError,
      })),
      reliabilities: found.dimensions.map(({ label, reliability }) => ({ domain: label, reliability })),
      remark: found.check.enough ? null : { code: 'nodes-not-enough', values: {} },
    };
  } catch (error) {
    if (!(error instanceof MeasurementError)) throw error;
    return why({ code: 'no-dimensions', values: { code: error.code } });
  }
}

/** Pupils of any of the domains, and all their items; an item of a domain in which a pupil has no answer was not administered. */
export function joinDomains(domains: readonly DomainPart[]): ResponseMatrix {
  const rows = [...new Set(domains.flatMap(({ pupils }) => pupils))].sort((a, b) => a - b);
  const place = new Map(rows.map((pupil, row) => [pupil, row]));
  const ids = domains.flatMap(({ domain, matrix }) => (matrix?.itemIds ?? []).map((id) => named(domain, id)));
  const scores = new Uint8Array(new SharedArrayBuffer(rows.length * ids.length)).fill(NOT_ADMINISTERED);
  let first = 0;
  for (const { pupils, matrix } of domains) {
    if (matrix === null) continue;
    const width = matrix.itemIds.length;
    pupils.forEach((pupil, i) => {
      const row = place.get(pupil) ?? 0;
      scores.set(matrix.scores.subarray(i * width, (i + 1) * width), row * ids.length + first);
    });
    first += width;
  }
  return createResponseMatrix(ids, scores);
}

const named = (domain: string, item: string) => `${domain}/${item}`;
const itemOf = (id: string) => id.slice(id.indexOf('/') + 1);

function isSeveral({ scores, persons, itemIds }: ResponseMatrix, column: number): boolean {
  for (let i = 0, at = column; i < persons; i++, at += itemIds.length) {
    const score = scores[at] ?? NOT_ADMINISTERED;
    if (score > 1 && score !== NOT_ADMINISTERED) return true;
  }
  return false;
}
