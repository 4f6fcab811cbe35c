import { alignedTable, apart, choice, code, file, flag, needs, optional, text } from '@cloison/command';
import { type Problem, renderProblems } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
import { readAnalysis } from '../../analysis/analysis-store.ts';
import { decimal, METHOD_WORDS, percent } from '../../analysis/report-words.ts';
import type { OpenCampaign } from '../../campaign/open-campaign.ts';
import { STANDARD_METHODS, type StandardMethod } from '../../campaign/spec.ts';
import {
  changesOf,
  checkReason,
  previewChanges,
  setStandards,
  undoable,
  undoStandards,
} from '../../standards/change-standards.ts';
import { refuseStandards } from '../../standards/refusals.ts';
import {
  domainsInForce,
  formThresholds,
  standardsOf,
  thresholdsText,
} from '../../standards/standards-in-force.ts';
import {
  type Wanted,
  wantedOfCampaign,
  wantedOfPoints,
  wantedOfTable,
} from '../../standards/wanted-standards.ts';
import { sayIso } from '../../time/format-time.ts';
import { campaignVerb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';
import { sayApplied, showChanges } from './show-standards.ts';

const POINTS = code(
  { fr: 'deux', en: 'two' },
  {
    fr: 'deux nombres séparés par une virgule, comme 4,7',
    en: 'two numbers separated by a comma, such as 4,7',
  },
  (given) => (/^\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?$/.test(given) ? given : null),
);
const applyOption = flag({ fr: 'le faire ; sinon, montrer seulement', en: 'do it; else only show' });
const reasonOption = optional(text(), {
  fr: 'pourquoi (journal ; ne nomme personne)',
  en: 'why (journal; names nobody)',
});

export const showVerb = campaignVerb({
  name: 'show',
  roles: ['statistician'],
  summary: {
    fr: 'montre les seuils en vigueur, ce que la commission propose, et ce qui a changé',
    en: 'shows thresholds in force, what the panel proposes, and what has changed',
  },
  examples: ['cloison standards show', 'cloison standards show --json'],
  run: async (session) => {
    const campaign = await session.campaign();
    const analysis = new Map(readAnalysis(campaign).map((one) => [one.domain, one]));
    const { lang } = session;
    const fr = lang === 'fr';
    const domains = domainsInForce(campaign).map((domain) => {
      const { id, thresholds } = domain;
      const found = analysis.get(id);
      const own = campaign.spec.domains.find((one) => one.id === id) ?? domain;
      const forms = formThresholds(domain);
      return {
        domain: id,
        thresholds,
        ofCampaign: own.thresholds,
        ...(forms === undefined ? {} : { forms, formsOfCampaign: formThresholds(own) }),
        accuracy: found?.thresholds?.accuracy ?? null,
        consistency: found?.thresholds?.consistency ?? null,
        proposed: found?.standard ?? null,
      };
    });
    session.print(
      alignedTable(
        lang,
        fr
          ? [
              'domaine',
              'en vigueur',
              'de la campagne',
              'exactitude',
              'constance',
              'commission',
              'échelle',
              'juges',
            ]
          : ['domain', 'in force', 'campaign’s own', 'accuracy', 'consistency', 'panel', 'scale', 'judges'],
        domains.map((one) => [
          one.domain,
          thresholdsText(one.thresholds, one.forms, ' / ', lang),
          thresholdsText(one.ofCampaign, one.formsOfCampaign, ' / ', lang),
          percent(one.accuracy, lang),
          percent(one.consistency, lang),
          one.proposed === null
            ? '–'
            : thresholdsText(one.proposed.thresholds, one.proposed.forms, ' / ', lang),
          one.proposed?.cuts
            .map(({ scale }) => (scale === null ? '–' : decimal(scale, lang, 1)))
            .join(' / ') ?? '–',
          one.proposed?.judges ?? null,
        ]),
      ),
    );
    const history = standardsOf(campaign);
    for (const one of history)
      session.print(
        `${one.number}. ${sayIso(one.at)[lang]} · ${one.who} · ${one.domains
          .map(
            ({ domain, method, before, formsBefore, thresholds, forms }) =>
              `${domain} ${thresholdsText(before, formsBefore, '/', lang)} → ${thresholdsText(thresholds, forms, '/', lang)} (${METHOD_WORDS[method]?.[lang] ?? method})`,
          )
          .join(' ; ')} · ${one.reason} · ${
          one.issuedAt === null
            ? fr
              ? 'pas encore restitué'
              : 'not in reports yet'
            : `${fr ? 'restitué depuis le' : 'in reports since'} ${sayIso(one.issuedAt)[lang]}`
        }`,
      );
    return { campaign: campaign.name, domains, history };
  },
});

export const setVerb = campaignVerb({
  name: 'set',
  roles: ['statistician'],
  summary: {
    fr: 'fixe les seuils d’après une commission ; montre d’abord ; les restitutions sont rééditées',
    en: 'sets thresholds from a panel; shows first; reports are issued again',
  },
  options: {
    domain: optional(text(), {
      fr: 'un domaine (défaut : ceux qui ont une table)',
      en: 'one domain (default: those with a table)',
    }),
    method: optional(choice(STANDARD_METHODS), { fr: 'méthode de la table', en: 'method of the table' }),
    table: optional(file({ mostMegabytes: 16 }), {
      fr: 'table des juges (CSV)',
      en: 'the judges’ table (CSV)',
    }),
    points: optional(POINTS, {
      fr: 'deux seuils en points, sans table : 4,7',
      en: 'two thresholds in points, without a table: 4,7',
    }),
    apply: applyOption,
    reason: reasonOption,
  },
  rules: [
    apart('points', 'method'),
    apart('points', 'table'),
    needs('method', 'table'),
    needs('table', 'method'),
    needs('method', 'domain'),
    needs('points', 'domain'),
    needs('domain', 'table', 'points'),
    needs('apply', 'reason'),
  ],
  examples: [
    'cloison standards set',
    'cloison standards set --domain lire --method bookmark --table signets.csv',
    'cloison standards set --apply --reason "commission du 12 octobre"',
  ],
  run: async (session, options) => {
    const applies = options.apply;
    const { reason = '' } = options;
    if (applies) checkReason(reason);
    const campaign = await session.campaign();
    const wanted = wantedOf(session, campaign, options);
    const bar = session.progress(session.say({ fr: 'lecture', en: 'reading' }), 0);
    let read = 0;
    const changes = previewChanges(campaign, changesOf(campaign, wanted), {
      signal: session.signal,
      onRow: () => bar.update(++read),
    });
    bar.stop();
    showChanges(session, changes, applies);
    const applied = applies ? setStandards(campaign, wanted, reason) : null;
    if (applies || changes.length === 0) sayApplied(session, applied);
    return { campaign: campaign.name, changes, applied };
  },
});

interface WantedOptions {
  readonly domain?: string | undefined;
  readonly method?: StandardMethod | undefined;
  readonly table?: string | undefined;
  readonly points?: string | undefined;
}

function wantedOf(
  session: Session,
  campaign: OpenCampaign,
  { domain, method, table, points }: WantedOptions,
): readonly Wanted[] {
  if (domain === undefined) return wantedOfCampaign(campaign);
  if (points !== undefined) return [wantedOfPoints(campaign, domain, points)];
  if (method === undefined || table === undefined) throw refuseStandards('standards-how');
  try {
    return [wantedOfTable(campaign, { domain, method, path: table })];
  } catch (error) {
    if (error instanceof Refusal && error.code === 'standards-table')
      session.note(renderProblems((error.data.list ?? []) as readonly Problem[], session.lang));
    throw error;
  }
}

export const undoVerb = campaignVerb({
  name: 'undo',
  roles: ['statistician'],
  summary: {
    fr: 'annule le dernier changement de seuils, tant qu’aucune restitution n’a été faite avec lui',
    en: 'takes back the last change of thresholds, as long as no report was made with it',
  },
  options: { apply: applyOption, reason: reasonOption },
  rules: [needs('apply', 'reason')],
  examples: ['cloison standards undo', 'cloison standards undo --apply --reason "erreur de table"'],
  run: async (session, options) => {
    const applies = options.apply;
    const { reason = '' } = options;
    if (applies) checkReason(reason);
    const campaign = await session.campaign();
    const last = undoable(campaign);
    if (applies) undoStandards(campaign, reason);
    const said = last.domains
      .map(
        ({ domain, before, formsBefore, thresholds, forms }) =>
          `${domain} ${thresholdsText(thresholds, forms, '/', session.lang)} → ${thresholdsText(before, formsBefore, '/', session.lang)}`,
      )
      .join(' ; ');
    session.print(
      session.say(
        applies
          ? { fr: 'Annulé : {said}', en: 'Taken back: {said}' }
          : {
              fr: 'Serait annulé : {said}. Rien n’a changé ; pour le faire : --apply --reason "…".',
              en: 'Would be taken back: {said}. Nothing has changed; to do it: --apply --reason "…".',
            },
        { said },
      ),
    );
    return { campaign: campaign.name, undone: applies ? last : null, last };
  },
});
