/** The school report: pupils of each group by class and domain; no order number. */
import type { Localised, SchoolReport } from '@cloison/protocol';
import type { ClassView } from '../documents/class-view.ts';
import { domainResult } from '../score/domain-results.ts';

export function schoolReport(
  views: readonly ClassView[],
  notices: readonly Localised[],
  at: string,
): SchoolReport {
  return {
    v: 1,
    kind: 'school-report',
    at,
    notices: notices.map((notice) => ({ ...notice })),
    classes: views.map((view) => ({
      label: view.label,
      level: view.level,
      domains: Object.fromEntries(
        view.domains.map((domain) => {
          const counts = { needs: 0, fragile: 0, satisfactory: 0, noResult: 0 };
          for (const pupil of view.pupils) {
            const result = domainResult(domain, pupil.sittings.get(domain.sequence));
            counts[result?.group ?? 'noResult'] += 1;
          }
          return [domain.id, counts];
        }),
      ),
    })),
  };
}
