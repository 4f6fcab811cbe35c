/** Domains calibrated together, as the console shows them when an analysis ends: they are not kept in the vault. */
import type { DimensionsShown } from '@cloison/console-messages';
import { sayRemark } from '../analysis/remarks.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import type { CampaignSpec } from '../campaign/spec.ts';

export function dimensionsShown(
  spec: Pick<CampaignSpec, 'domains'>,
  { domains, pupils, correlations, reliabilities, remark }: DimensionsStudy,
): DimensionsShown {
  const title = (id: string) => spec.domains.find((one) => one.id === id)?.title ?? { fr: id, en: id };
  return {
    domains: domains.map(title),
    pupils,
    correlations: correlations.map(({ between: [first, second], ...figures }) => ({
      between: [title(first), title(second)],
      ...figures,
    })),
    reliabilities: reliabilities.map(({ domain, reliability }) => ({ domain: title(domain), reliability })),
    remark: remark === null ? null : { fr: sayRemark(remark, 'fr'), en: sayRemark(remark, 'en') },
  };
}
