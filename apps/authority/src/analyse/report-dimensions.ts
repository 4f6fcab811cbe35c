/** Domains calibrated together, in the page of a level. */
import type { Lang } from '@cloison/command/refusal';
import type { Section } from '@cloison/study-files';
import { sayRemark } from '../analysis/remarks.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import type { CampaignSpec } from '../campaign/spec.ts';

export function dimensionsSection(
  spec: Pick<CampaignSpec, 'domains'>,
  { domains, pupils, correlations, reliabilities, remark }: DimensionsStudy,
  lang: Lang,
): Section {
  const fr = lang === 'fr';
  const title = (id: string) => spec.domains.find((one) => one.id === id)?.title[lang] ?? id;
  return {
    title: `${fr ? 'Ensemble :' : 'Together:'} ${domains.map(title).join(', ')}`,
    text: [
      fr
        ? `Domaines calibrés ensemble, chacun une dimension, sur ${pupils} élèves. Les corrélations sont celles de ce qui est mesuré, sans l’erreur de mesure ; la fidélité est celle de scores qui s’aident des autres domaines.`
        : `Domains calibrated together, each a dimension, on ${pupils} pupils. Correlations are those of what is measured, without the error of measurement; reliability is that of scores that borrow from the other domains.`,
      ...(remark === null ? [] : [sayRemark(remark, lang)]),
    ],
    tables:
      correlations.length === 0
        ? []
        : [
            {
              caption: fr ? 'Corrélations' : 'Correlations',
              head: fr ? ['domaines', 'corrélation', 'erreur'] : ['domains', 'correlation', 'error'],
              rows: correlations.map(({ between, correlation, standardError }) => [
                between.map(title).join(' × '),
                correlation,
                standardError,
              ]),
            },
            {
              caption: fr ? 'Fidélités' : 'Reliabilities',
              head: fr ? ['domaine', 'fidélité'] : ['domain', 'reliability'],
              rows: reliabilities.map(({ domain, reliability }) => [title(domain), reliability]),
            },
          ],
  };
}
