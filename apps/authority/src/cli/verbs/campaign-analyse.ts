import {
  alignedTable,
  choice,
  flag,
  folderToWrite,
  needs,
  optional,
  text,
  type VerbResult,
  whole,
} from '@cloison/command';
import type { LaneJob } from '@cloison/measurement';
import { withThreadPool } from '@cloison/threads';
import { type AnalyseOptions, analyseCampaign } from '../../analyse/analyse-campaign.ts';
import { sayValue } from '../../analyse/background.ts';
import { LEAST_FOR_SLOPES, LEAST_TO_CALIBRATE } from '../../analyse/fit-model.ts';
import { factorCaption } from '../../analyse/report-groups.ts';
import { prepareAnalysisFolder, writeAnalysis } from '../../analyse/write-analysis.ts';
import type { DomainStatistics } from '../../analysis/domain-statistics.ts';
import { sayRemark } from '../../analysis/remarks.ts';
import { modelWords } from '../../analysis/report-words.ts';
import type { DimensionsStudy } from '../../analysis/studies.ts';
import { ANALYSIS_MODELS } from '../../campaign/spec.ts';
import { changesOf, checkReason, previewChanges, setStandards } from '../../standards/change-standards.ts';
import { wantedOf } from '../../standards/wanted-standards.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';
import { sayApplied, showChanges } from './show-standards.ts';

const ABOUT = {
  fr: `Pour chaque domaine : statistiques classiques, calibration, ajustement, échelle, estimation de chaque élève avec son
erreur type, exactitude et constance des groupes aux deux seuils. Gardé scellé dans le coffre ; relancer remplace ; interrompue, la
commande reprend aux domaines qui restent. Ce qu’il faut de plus est dans campaign.yaml (docs/campaign-format.md) : groupes,
poids, grappes, valeurs plausibles, régression latente et items comparés entre groupes (« analysis ») ; liaison à une année de référence
(« domains[].reference ») ; table d’une commission (« domains[].standard »).
Modèle par défaut : pentes libres (2PL, GPCM pour plus de deux scores) à partir de ${LEAST_FOR_SLOPES} élèves, pentes égales (Rasch, PCM)
au-dessous, aucune calibration au-dessous de ${LEAST_TO_CALIBRATE} élèves. Le nombre de scores d’un item décide du reste : avec 3pl, les items à
choix à deux scores ont une pseudo-chance ; avec grm, les items à plus de deux scores sont gradués.
Les restitutions aux écoles ne changent pas, sauf avec --apply : les seuils des tables de la commission entrent alors en
vigueur, et « cloison campaign serve » réédite les restitutions. Sans --apply, les seuils proposés sont seulement montrés.
Le fichier de recherche reçoit à la fermeture l’échelle, son erreur type et les valeurs plausibles. Relancer avant « cloison
campaign close » si des réponses sont arrivées depuis : un élève dont les réponses ont changé après l’analyse n’y aurait pas
d’estimation.`,
  en: `For each domain: classical statistics, calibration, fit, scale, an estimate for each pupil with its standard error,
accuracy and consistency of the groups at the two thresholds. Kept sealed in the vault; running it again replaces it; cut short,
the command goes on with the domains that are left. What more is wanted is in campaign.yaml (docs/campaign-format.md): groups,
weights, clusters, plausible values, latent regression and items compared between groups (“analysis”); the link to a reference year
(“domains[].reference”); a panel’s table (“domains[].standard”).
Default model: free slopes (2PL, GPCM for more than two scores) from ${LEAST_FOR_SLOPES} pupils on, equal slopes (Rasch, PCM) below, no
calibration below ${LEAST_TO_CALIBRATE} pupils. An item’s number of scores decides the rest: with 3pl, choice items of two scores have a
guessing parameter; with grm, items of more than two scores are graded.
Reports to schools do not change, except with --apply: thresholds of the panel’s tables come into force then, and “cloison
campaign serve” issues the reports again. Without --apply, the proposed thresholds are only shown.
The research file gets scale scores, their standard errors and plausible values at closing. Run it again before “cloison campaign
close” if responses have come since: a pupil whose answers changed after the analysis would have no estimate there.`,
} as const;

export const analyseVerb = campaignVerb({
  name: 'analyse',
  roles: ['statistician'],
  summary: {
    fr: 'analyse les réponses : items, calibration, échelle, groupes, seuils',
    en: 'analyses responses: items, calibration, scale, groups, thresholds',
  },
  options: {
    model: optional(choice(ANALYSIS_MODELS), {
      fr: 'modèle de réponse (défaut : celui de la campagne, sinon selon le nombre d’élèves)',
      en: 'response model (default: the campaign’s, else by the number of pupils)',
    }),
    out: optional(folderToWrite(), {
      fr: 'écrire un rapport HTML par niveau, et par domaine une calibration JSON et le livret ordonné, en CSV et en page qui montre les items et leurs réponses attendues (sans personne)',
      en: 'write an HTML report for each level, and for each domain a JSON calibration and the ordered booklet, as CSV and as a page that shows the items and their expected responses (no person in them)',
    }),
    apply: flag({
      fr: 'mettre en vigueur les seuils des tables de la commission ; demande --reason',
      en: 'put the thresholds of the panel’s tables into force; wants --reason',
    }),
    reason: optional(text(), { fr: 'avec --apply : pourquoi', en: 'with --apply: why' }),
    threads: optional(whole({ min: 1, max: 256 }), {
      fr: 'fils de calcul (défaut : tous)',
      en: 'threads (default: all)',
    }),
  },
  rules: [needs('apply', 'reason')],
  about: ABOUT,
  examples: [
    'cloison campaign analyse',
    'cloison campaign analyse --out analyse',
    'cloison campaign analyse --model rasch --json',
    'cloison campaign analyse --apply --reason "commission du 12 octobre"',
  ],
  run: (session, options) =>
    withThreadPool<LaneJob, VerbResult>(LANE_WORKER, options.threads, session.signal, async (pool) => {
      const folder = options.out ?? null;
      const reason = options.reason ?? '';
      if (options.apply) checkReason(reason);
      const campaign = await session.campaign();
      if (folder !== null) prepareAnalysisFolder(folder);
      const bars = progress(session);
      const { domains, dimensions, again } = await analyseCampaign(campaign, {
        model: options.model,
        pool,
        signal: session.signal,
        onProgress: bars.update,
      }).finally(bars.stop);
      print(session, domains);
      for (const one of domains) printRegression(session, one);
      printDimensions(session, dimensions);
      const wanted = domains.flatMap(({ domain, standard }) =>
        standard === null ? [] : [wantedOf(domain, standard)],
      );
      const changes = previewChanges(campaign, changesOf(campaign, wanted), { signal: session.signal });
      showChanges(session, changes, options.apply);
      const applied = options.apply ? setStandards(campaign, wanted, reason) : null;
      if (options.apply) sayApplied(session, applied);
      let files: readonly string[] = [];
      if (folder !== null) {
        session.note(
          session.say(
            {
              fr: 'Les statistiques de {name} vont être écrites hors du coffre, dans {folder} ; le journal le dit.',
              en: 'The statistics of {name} will be written outside the vault, in {folder}; the journal says so.',
            },
            { name: campaign.name, folder },
          ),
        );
        files = writeAnalysis(campaign, domains, folder, session.lang, dimensions);
        session.print(
          session.say(
            { fr: 'Écrit dans {folder} : {files}', en: 'Written to {folder}: {files}' },
            { folder, files: files.join(', ') },
          ),
        );
      }
      return {
        campaign: campaign.name,
        weights: domains[0]?.settings.weight ?? 'none',
        domains: domains.map(({ v: _v, observed: _observed, remarks, ...one }) => ({
          ...one,
          remarks: remarks.map((remark) => ({ ...remark, message: sayRemark(remark, session.lang) })),
        })),
        dimensions,
        computedAgain: domains.length - again,
        changes,
        applied,
        out: folder,
        files,
      };
    }),
});

const LANE_WORKER = new URL('../../analyse/lane-worker.ts', import.meta.url);

function progress(session: Session) {
  let stage: string | null = null;
  let bar: ReturnType<Session['progress']> | null = null;
  const stop = () => bar?.stop();
  const update: NonNullable<AnalyseOptions['onProgress']> = (next, done, total) => {
    if (next !== stage) {
      stop();
      stage = next;
      const words = next === 'read' ? { fr: 'lecture', en: 'reading' } : { fr: 'domaines', en: 'domains' };
      bar = session.progress(session.say(words), total);
    }
    bar?.update(done);
  };
  return { update, stop };
}

function print(session: Session, statistics: readonly DomainStatistics[]): void {
  const { lang } = session;
  const fr = lang === 'fr';
  session.print(
    alignedTable(
      lang,
      fr
        ? [
            'domaine',
            'élèves',
            'items',
            'modèle',
            'alpha',
            'fidélité',
            'moyenne',
            'erreur',
            'évolution',
            'exactitude',
            'constance',
          ]
        : [
            'domain',
            'pupils',
            'items',
            'model',
            'alpha',
            'reliability',
            'mean',
            'error',
            'change',
            'accuracy',
            'consistency',
          ],
      statistics.map((one) => [
        one.domain,
        one.pupils,
        one.items.length,
        modelWords(one, lang),
        one.alpha,
        one.reliability,
        one.population?.mean ?? null,
        one.population?.standardError ?? null,
        one.population?.growth?.points ?? null,
        one.thresholds?.accuracy ?? null,
        one.thresholds?.consistency ?? null,
      ]),
    ),
  );
  for (const { domain, remarks } of statistics)
    for (const remark of remarks) session.print(`${domain}${fr ? ' :' : ':'} ${sayRemark(remark, lang)}`);
}

function printRegression(session: Session, { domain, regression }: DomainStatistics): void {
  const { lang } = session;
  const fr = lang === 'fr';
  for (const factor of regression?.factors ?? []) {
    const { column, reference, referencePupils, levels } = factor;
    session.print(
      alignedTable(
        lang,
        [
          `${domain}, ${factorCaption(factor, lang)}`,
          fr ? 'élèves' : 'pupils',
          fr ? 'écart' : 'difference',
          fr ? 'erreur' : 'error',
        ],
        [
          [
            `${sayValue(column, reference, lang)} (${fr ? 'référence' : 'reference'})`,
            referencePupils,
            0,
            null,
          ],
          ...levels.map(({ label, pupils, difference, standardError }) => [
            sayValue(column, label, lang),
            pupils,
            difference,
            standardError,
          ]),
        ],
      ),
    );
  }
}

function printDimensions(session: Session, studies: readonly DimensionsStudy[]): void {
  const { lang } = session;
  const fr = lang === 'fr';
  for (const { domains, correlations, reliabilities, remark } of studies) {
    if (remark !== null) session.print(`${domains.join(' + ')}${fr ? ' :' : ':'} ${sayRemark(remark, lang)}`);
    if (correlations.length === 0) continue;
    session.print(
      alignedTable(
        lang,
        fr ? ['domaines ensemble', 'corrélation', 'erreur'] : ['domains together', 'correlation', 'error'],
        correlations.map(({ between, correlation, standardError }) => [
          between.join(' × '),
          correlation,
          standardError,
        ]),
      ),
    );
    session.print(
      alignedTable(
        lang,
        fr ? ['domaine', 'fidélité avec les autres'] : ['domain', 'reliability with the others'],
        reliabilities.map(({ domain, reliability }) => [domain, reliability]),
      ),
    );
  }
}
