import { file, flag, folder, optional, required } from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import { refuseCampaign } from '../../campaign/refusals.ts';
import { createCampaign } from '../../specify/create-campaign.ts';
import { type ValidateOptions, type Validation, validateCampaign } from '../../specify/validate-campaign.ts';
import { verb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

const calendarOption = optional(file(), {
  fr: 'un autre calendrier que celui du dossier',
  en: 'another calendar than the folder’s',
});
const folderArgument = {
  folder: required(folder(), { fr: 'dossier de la campagne', en: 'folder of the campaign' }),
} as const;

function optionsOf({
  calendar,
  rehearsal,
}: {
  readonly calendar?: string | undefined;
  readonly rehearsal?: boolean;
}): ValidateOptions {
  return {
    ...(calendar === undefined ? {} : { calendar }),
    ...(rehearsal === true ? { rehearsal } : {}),
  };
}

function showWarnings(session: Session, warnings: readonly Problem[]): void {
  if (warnings.length === 0) return;
  session.note(
    session.say({ fr: '{count} remarque(s) :', en: '{count} remark(s):' }, { count: warnings.length }),
  );
  session.note(renderProblems(warnings, session.lang));
}

/** Shows what is wrong and throws `campaign-invalid`. */
function requireValid(session: Session, validation: Validation): void {
  showWarnings(session, validation.warnings);
  if (validation.campaign !== null) return;
  session.note(renderProblems(validation.problems, session.lang));
  const problems = problemsAsData(validation.problems, session.lang);
  throw refuseCampaign('campaign-invalid', { count: validation.problemCount }, { problems });
}

export const validateVerb = verb({
  name: 'validate',
  roles: null,
  summary: {
    fr: 'vérifie le dossier d’une campagne : tous les problèmes, avec leur ligne',
    en: 'checks a campaign folder: all problems, with their line',
  },
  arguments: folderArgument,
  options: { calendar: calendarOption },
  examples: ['cloison campaign validate examples/6e', 'cloison campaign validate examples/6e --json'],
  run: async (session, { folder: path, ...options }) => {
    const validation = validateCampaign(path, optionsOf(options));
    requireValid(session, validation);
    const { spec } = validation.campaign!;
    const items = spec.sequences.reduce((sum, sequence) => sum + sequence.items.length, 0);
    session.print(
      session.say(
        {
          fr: 'Campagne {name} valable : {levels} niveau(x), {sequences} séquence(s), {items} item(s), {domains} domaine(s).',
          en: 'Campaign {name} is valid: {levels} level(s), {sequences} sequence(s), {items} item(s), {domains} domain(s).',
        },
        {
          name: spec.name,
          levels: spec.levels.length,
          sequences: spec.sequences.length,
          items,
          domains: spec.domains.length,
        },
      ),
    );
    return {
      campaign: spec.name,
      levels: spec.levels.length,
      sequences: spec.sequences.length,
      items,
      domains: spec.domains.length,
      warnings: problemsAsData(validation.warnings, session.lang),
    };
  },
});

export const createVerb = verb({
  name: 'create',
  roles: ['agent'],
  summary: {
    fr: 'prend une campagne dans le coffre, et crée sa clé',
    en: 'takes a campaign into the vault, and makes its key',
  },
  arguments: folderArgument,
  options: {
    calendar: calendarOption,
    rehearsal: flag({
      fr: 'campagne blanche : tout le dit, rien n’est gardé ; son nom finit par -blanche, à côté de la vraie campagne',
      en: 'rehearsal: everything says so, nothing is kept; its name ends with -blanche, beside the real campaign',
    }),
  },
  examples: [
    'cloison campaign create examples/6e',
    'cloison campaign create examples/6e --calendar calendrier-test.yaml --rehearsal',
  ],
  run: async (session, { folder: path, ...options }) => {
    requireValid(session, validateCampaign(path, optionsOf(options)));
    const done = await createCampaign(
      session.vault(),
      session.keys(),
      session.actor,
      path,
      optionsOf(options),
    );
    session.print(
      session.say(
        done.created
          ? {
              fr: 'Campagne {name} créée : {files} fichier(s) à publier ({kib} Kio).',
              en: 'Campaign {name} created: {files} file(s) to publish ({kib} KiB).',
            }
          : {
              fr: 'La campagne {name} était déjà là, la même.',
              en: 'Campaign {name} was there already, the same.',
            },
        { name: done.name, files: done.contentFiles, kib: Math.ceil(done.contentBytes / 1024) },
      ),
    );
    session.print(
      session.say(
        { fr: 'Empreinte du contenu : {hash}', en: 'Hash of the content: {hash}' },
        { hash: done.manifest },
      ),
    );
    return { ...done };
  },
});
