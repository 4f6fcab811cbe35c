/** Combining estimates over plausible values (Rubin 1987; degrees of freedom of Barnard & Rubin 1999 when the complete data's are known). */
import { MeasurementError } from '../errors/measurement-error.ts';
import { studentQuantile } from '../numeric/distributions.ts';

export interface CombinedEstimate {
  readonly estimate: number;
  readonly within: number;
  readonly between: number;
  /** within + (1 + 1/M)·between. */
  readonly variance: number;
  readonly standardError: number;
  /** Infinite when the imputations agree. */
  readonly df: number;
  /** Share of the variance that is due to not having seen θ. */
  readonly missingInformation: number;
  readonly interval: readonly [number, number];
}

export function combineImputations(
  estimates: readonly number[],
  variances: readonly number[],
  { completeDf = Number.POSITIVE_INFINITY, coverage = 0.95 } = {},
): CombinedEstimate {
  const m = estimates.length;
  if (
    m < 2 ||
    variances.length !== m ||
    ![...estimates, ...variances].every(Number.isFinite) ||
    variances.some((one) => one < 0)
  )
    throw new MeasurementError('imputations-invalid', { estimates: m, variances: variances.length });
  const estimate = estimates.reduce((sum, one) => sum + one, 0) / m;
  const within = variances.reduce((sum, one) => sum + one, 0) / m;
  const between = estimates.reduce((sum, one) => sum + (one - estimate) ** 2, 0) / (m - 1);
  const added = (1 + 1 / m) * between;
  const variance = within + added;
  const share = variance > 0 ? added / variance : 0;
  const classical = share > 0 ? (m - 1) / (share * share) : Number.POSITIVE_INFINITY;
  const observed = Number.isFinite(completeDf)
    ? ((completeDf + 1) / (completeDf + 3)) * completeDf * (1 - share)
    : Number.POSITIVE_INFINITY;
  const df = Number.isFinite(observed)
    ? Number.isFinite(classical)
      ? (classical * observed) / (classical + observed)
      : observed
    : classical;
  const standardError = Math.sqrt(variance);
  const reach = studentQuantile(coverage, df) * standardError;
  return {
    estimate,
    within,
    between,
    variance,
    standardError,
    df,
    missingInformation: share,
    interval: [estimate - reach, estimate + reach],
  };
}
