import { choice, count, flag, folderToWrite, needs, optional, required, withDefault } from '@cloison/command';
import { chooseCampaign } from '../../campaign/campaign-row.ts';
import { anonymise } from '../../research/anonymise.ts';
import { RELEASED_ITEMS } from '../../research/anonymise-rows.ts';
import { destroyResearch } from '../../research/destroy-research.ts';
import { exportResearch } from '../../research/export-research.ts';
import { refuseResearch } from '../../research/refusals.ts';
import { campaignVerb } from '../frame/authority-frame.ts';

export const anonymiseVerb = campaignVerb({
  name: 'anonymise',
  roles: ['statistician'],
  summary: {
    fr: 'fait le fichier de recherche : identités absentes, contexte élargi, textes rares supprimés',
    en: 'makes the research file: no identities, coarser background, rare texts suppressed',
  },
  options: {
    min: optional(count({ min: 2 }), {
      fr: 'élèves qui partagent chaque combinaison (défaut : celui de la campagne)',
      en: 'pupils who share each combination (default: the campaign’s)',
    }),
    items: withDefault(choice(RELEASED_ITEMS), 'responses', {
      fr: 'ce qui est diffusé de chaque item : réponses et points, points seuls, ou rien',
      en: 'what leaves of each item: responses and points, points alone, or nothing',
    }),
    withoutSeconds: flag({ fr: 'ne pas diffuser les temps passés', en: 'leave out the times spent' }),
  },
  examples: [
    'cloison campaign anonymise',
    'cloison campaign anonymise --min 10 --items scores --without-seconds',
  ],
  run: async (session, options) => {
    const name = chooseCampaign(session.vault(), session.campaignName);
    const k = options.min === undefined ? {} : { k: options.min };
    const released = { items: options.items, seconds: !options.withoutSeconds };
    const done = await anonymise(session.vault(), session.keys(), session.actor, name, { ...k, released });
    const cells = Object.values(done.suppressed).reduce((sum, count) => sum + count, 0);
    session.print(
      session.say(
        {
          fr: '{rows} ligne(s) anonymisée(s) (au moins {k} élève(s) par combinaison) ; {cells} cellule(s) élargie(s) ou retirée(s), {texts} texte(s) supprimé(s), {dropped} ligne(s) écartée(s).',
          en: '{rows} row(s) anonymised (at least {k} pupil(s) a combination); {cells} cell(s) coarsened or removed, {texts} text(s) suppressed, {dropped} row(s) dropped.',
        },
        { rows: done.rows, k: done.k, cells, texts: done.suppressedTexts, dropped: done.droppedRows },
      ),
    );
    for (const { level, rows, background, answers } of done.risk ?? [])
      session.print(
        session.say(
          {
            fr: '{level} : chaque ligne convient à au moins {persons} élève(s) par son contexte ; {unique} sur {rows} {unique|est seule|sont seules} par {unique|ses|leurs} réponses, {both} par {both|ses|leurs} réponses et {both|son|leur} contexte.',
            en: '{level}: each row fits at least {persons} pupil(s) by its background; {unique} of {rows} {unique|is|are} alone by {unique|its|their} answers, {both} by answers and background.',
          },
          {
            level,
            rows,
            persons: background.after.fewestPersons,
            unique: answers.unique,
            both: answers.uniqueWithBackground,
          },
        ),
      );
    return { campaign: name, ...done };
  },
});

export const exportVerb = campaignVerb({
  name: 'export',
  roles: ['statistician'],
  summary: {
    fr: 'écrit le fichier de recherche (CSV et Parquet), son dictionnaire des variables (HTML, JSON, DDI) et un script pour R',
    en: 'writes the research file (CSV and Parquet), its codebook (HTML, JSON, DDI) and a script for R',
  },
  options: {
    out: required(folderToWrite(), { fr: 'dossier de l’export', en: 'folder of the export' }),
  },
  examples: ['cloison campaign export --out recherche'],
  run: async (session, options) => {
    const name = chooseCampaign(session.vault(), session.campaignName);
    const announce = () =>
      session.note(
        session.say(
          {
            fr: 'Les données anonymisées de {name} vont être écrites hors du coffre, dans {out} ; le journal le dit.',
            en: 'The anonymised data of {name} will be written outside the vault, in {out}; the journal says so.',
          },
          { name, out: options.out },
        ),
      );
    const { actor } = session;
    const done = await exportResearch(session.vault(), session.keys(), actor, name, options.out, announce);
    session.print(
      session.say(
        {
          fr: '{rows} ligne(s) écrite(s) dans {folder} : {files}',
          en: '{rows} row(s) written to {folder}: {files}',
        },
        { rows: done.rows, folder: done.folder, files: done.files.join(', ') },
      ),
    );
    return { campaign: name, ...done };
  },
});

export const destroyResearchVerb = campaignVerb({
  name: 'destroy-research',
  roles: ['statistician', 'custodian'],
  twoPersons: 'destroy-research',
  summary: {
    fr: 'après l’export, détruit la clé de recherche, ses copies et les lignes pseudonymes',
    en: 'after the export, destroys the research key, its copies and the pseudonymous rows',
  },
  options: {
    yes: flag({ fr: 'ne pas demander de confirmation', en: 'do not ask for confirmation' }),
    leaveCopies: flag({
      fr: 'continuer sans les copies de la clé hors d’atteinte',
      en: 'go on without copies of the key that are out of reach',
    }),
  },
  rules: [needs('yes', 'campaign')],
  examples: ['cloison campaign destroy-research --campaign 2026-6e --yes'],
  run: async (session, { yes, leaveCopies }) => {
    const vault = session.vault();
    const name = chooseCampaign(vault, session.campaignName);
    if (!yes) throw refuseResearch('research-unconfirmed', { campaign: name });
    const done = destroyResearch(vault, session.keys(), session.actor, name, { leaveCopies });
    session.print(
      session.say(
        {
          fr: '{rows} ligne(s) de recherche de {name} détruite(s), et {copies} copie(s) de leur clé. Ce qui a été exporté reste où il est.',
          en: '{rows} research row(s) of {name} destroyed, and {copies} {copies|copy|copies} of their key. What was exported stays where it is.',
        },
        {
          name,
          rows: done.rows,
          copies: done.copies.filter(({ outcome }) => outcome === 'destroyed').length,
        },
      ),
    );
    return { campaign: name, ...done };
  },
});
