import { addVerb, type Register, type Session } from '../cli/verb.ts';
import { withThreads } from '../measurement/command-options.ts';
import { alignedTable } from '../measurement/text-table.ts';
import { type AnalyseOptions, analyseCampaign } from './analyse-campaign.ts';
import {
  ANALYSIS_MODELS,
  type AnalysisModel,
  type DomainStatistics,
  LEAST_FOR_SLOPES,
  LEAST_TO_CALIBRATE,
} from './analyse-domain.ts';
import { modelWords } from './analysis-report.ts';
import { sayRemark } from './remarks.ts';
import { prepareAnalysisFolder, writeAnalysis } from './write-analysis.ts';

const ABOUT = {
  fr: `Pour chaque domaine : statistiques classiques, calibration, ajustement, échelle, estimation de chaque élève avec son
erreur type, exactitude et constance des groupes aux deux seuils. Gardé scellé dans le coffre ; relancer remplace.
Modèle par défaut : pentes libres (2PL, GPCM pour plus de deux scores) à partir de ${LEAST_FOR_SLOPES} élèves, pentes égales (Rasch, PCM)
au-dessous, aucune calibration au-dessous de ${LEAST_TO_CALIBRATE} élèves. Avec --model, 2pl et gpcm demandent des pentes libres, rasch et pcm des
pentes égales ; le nombre de scores d’un item décide du reste.
Les restitutions aux écoles ne changent pas : les groupes y restent ceux des scores et des seuils de la campagne.
Le fichier de recherche reçoit à la fermeture l’échelle et son erreur type. Relancer avant « cloison campaign close » si des
réponses sont arrivées depuis : un élève dont les réponses ont changé après l’analyse n’y aurait pas d’estimation.`,
  en: `For each domain: classical statistics, calibration, fit, scale, an estimate for each pupil with its standard error,
accuracy and consistency of the groups at the two thresholds. Kept sealed in the vault; running it again replaces it.
Default model: free slopes (2PL, GPCM for more than two scores) from ${LEAST_FOR_SLOPES} pupils on, equal slopes (Rasch, PCM) below, no
calibration below ${LEAST_TO_CALIBRATE} pupils. With --model, 2pl and gpcm ask for free slopes, rasch and pcm for equal ones; an item’s number of
scores decides the rest.
Reports to schools do not change: their groups stay those of scores and of the campaign’s thresholds.
The research file gets scale scores and their standard errors at closing. Run it again before “cloison campaign close” if
responses have come since: a pupil whose answers changed after the analysis would have no estimate there.`,
} as const;

export const registerAnalyse: Register = (room, context) => {
  const command = addVerb(room, context, {
    name: 'analyse',
    summary: {
      fr: 'analyse les réponses : items, calibration, échelle, seuils ; les restitutions ne changent pas',
      en: 'analyses responses: items, calibration, scale, thresholds; reports to schools do not change',
    },
    options: [
      {
        flags: '--model <model>',
        words: {
          fr: 'modèle de réponse (défaut : selon le nombre d’élèves)',
          en: 'response model (default: by the number of pupils)',
        },
        choices: ANALYSIS_MODELS,
      },
      {
        flags: '--weights <which>',
        words: {
          fr: 'pondération : tous les élèves comptent autant',
          en: 'weights: all pupils count the same',
        },
        choices: ['none'],
        fallback: 'none',
      },
      {
        flags: '--out <folder>',
        words: {
          fr: 'écrire un rapport HTML par niveau et une calibration JSON par domaine (sans personne)',
          en: 'write an HTML report for each level and a JSON calibration for each domain (no person in them)',
        },
      },
      {
        flags: '--threads <number>',
        words: { fr: 'fils de calcul (défaut : tous)', en: 'threads (default: all)' },
      },
    ],
    examples: [
      'cloison campaign analyse',
      'cloison campaign analyse --out analyse',
      'cloison campaign analyse --model rasch --json',
    ],
    run: (session, options) =>
      withThreads(session, options, async (pool) => {
        const folder = typeof options.out === 'string' ? options.out : null;
        const campaign = await session.campaign();
        if (folder !== null) prepareAnalysisFolder(folder);
        const bars = progress(session);
        const model = ANALYSIS_MODELS.find((one) => one === options.model);
        const { domains } = await analyseCampaign(campaign, {
          model: model satisfies AnalysisModel | undefined,
          pool,
          signal: session.signal,
          onProgress: bars.update,
        }).finally(bars.stop);
        const statistics = domains.map((one) => one.statistics);
        print(session, statistics);
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
          files = writeAnalysis(campaign, domains, folder, session.lang);
          session.print(
            session.say(
              { fr: 'Écrit dans {folder} : {files}', en: 'Written to {folder}: {files}' },
              { folder, files: files.join(', ') },
            ),
          );
        }
        return {
          campaign: campaign.name,
          weights: 'none',
          domains: statistics.map(({ v: _v, remarks, ...one }) => ({
            ...one,
            remarks: remarks.map((remark) => ({ ...remark, message: sayRemark(remark, session.lang) })),
          })),
          out: folder,
          files,
        };
      }),
  });
  command.addHelpText('after', `\n${ABOUT[context.lang]}`);
};

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
        ? ['domaine', 'élèves', 'items', 'modèle', 'alpha', 'fidélité', 'exactitude', 'constance']
        : ['domain', 'pupils', 'items', 'model', 'alpha', 'reliability', 'accuracy', 'consistency'],
      statistics.map((one) => [
        one.domain,
        one.pupils,
        one.items.length,
        modelWords(one, lang),
        one.alpha,
        one.reliability,
        one.thresholds?.accuracy ?? null,
        one.thresholds?.consistency ?? null,
      ]),
    ),
  );
  for (const { domain, remarks } of statistics)
    for (const remark of remarks) session.print(`${domain}${fr ? ' :' : ':'} ${sayRemark(remark, lang)}`);
}
