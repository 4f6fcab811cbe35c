/** The school report: pupils of each group by class and domain; no order number. */
import type { Comparison, Localised, SchoolProgress, SchoolReport } from '@cloison/protocol';
import type { ClassView } from '../documents/class-view.ts';

export function schoolReport(
  views: readonly ClassView[],
  notices: readonly Localised[],
  comparisons: readonly Comparison[],
  progress: SchoolProgress | null,
  at: string,
): SchoolReport {
  return {
    v: 1,
    kind: 'school-report',
    at,
    notices: notices.map((notice) => ({ ...notice })),
    ...(comparisons.length === 0 ? {} : { comparisons: [...comparisons] }),
    ...(progress === null ? {} : { progress }),
    classes: views.map((view) => ({
      label: view.label,
      level: view.level,
      domains: Object.fromEntries(
        view.domains.map(({ id }) => {
          const counts = { needs: 0, fragile: 0, satisfactory: 0, noResult: 0 };
          for (const { results } of view.pupils) counts[results.get(id)?.group ?? 'noResult'] += 1;
          return [id, counts];
        }),
      ),
    })),
  };
}
