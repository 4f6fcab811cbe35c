/** What an analysis kept of a domain's items, as proposing thresholds needs it. */

import type { StandardBasis } from '@cloison/study-files';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import type { DomainSpec } from '../campaign/spec.ts';

/** Null when the domain was not calibrated. */
export function basisOf(statistics: DomainStatistics, domain: DomainSpec): StandardBasis | null {
  const { calibration, unfit, unit, scale } = statistics;
  if (calibration === null) return null;
  return {
    items: calibration.items.map(({ id, parameters }) => ({ id, parameters })),
    setAside: calibration.setAside,
    unfit,
    unit,
    maxScore: domain.maxScore,
    scale,
  };
}
