import { code, file, fileOrFolder, flag, optional, repeated, required } from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
import type { RenameWish } from '../../roster/class-renames.ts';
import { importNotes } from '../../roster/import-notes.ts';
import { importRoster, type RosterImport } from '../../roster/import-roster.ts';
import { refuseRoster } from '../../roster/refusals.ts';
import { campaignVerb } from '../frame/authority-frame.ts';

export const importVerb = campaignVerb({
  name: 'import',
  roles: ['agent'],
  summary: {
    fr: 'importe ou met à jour les écoles et les élèves (CSV) : tout, ou rien s’il y a un problème',
    en: 'imports or updates schools and pupils (CSV): all, or nothing if there is a problem',
  },
  options: {
    schools: required(file(), { fr: 'uai,nom,commune,secteur,ep', en: 'uai,nom,commune,secteur,ep' }),
    pupils: required(fileOrFolder(), {
      fr: 'un fichier ou un dossier : uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements, ou exports ONDE (CSV), SIECLE (XML), OneRoster 1.2 (dossier)',
      en: 'a file or a folder: uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements, or exports of ONDE (CSV), SIECLE (XML), OneRoster 1.2 (folder)',
    }),
    accommodations: optional(file(), {
      fr: 'ine,amenagements : pour les exports, qui n’en ont pas',
      en: 'ine,amenagements: for exports, which have none',
    }),
    level: repeated(levelWord(), {
      fr: 'le niveau que désigne un mot ou un code d’un export, par exemple 164=6e ; plusieurs fois s’il le faut',
      en: 'the level that an export’s word or code stands for, such as 164=6e; more than once if need be',
    }),
    rename: repeated(classRename(), {
      fr: 'une classe qui a changé de nom, quand ses élèves ne suffisent pas à la reconnaître : ANCIEN=NOUVEAU, ou UAI:ANCIEN=NOUVEAU',
      en: 'a class that was renamed, where its pupils are not enough to know it: OLD=NEW, or UAI:OLD=NEW',
    }),
    noRenames: flag({
      fr: 'ne reconnaît aucune classe renommée à ses élèves : les élèves changent de classe',
      en: 'takes no class for renamed because of its pupils: they move to another class',
    }),
    dryRun: flag({ fr: 'vérifie et compte, sans rien changer', en: 'checks and counts, changes nothing' }),
    allowDepartures: flag({
      fr: 'accepte que plus de 20 % des élèves partent',
      en: 'accepts that more than 20 % of the pupils leave',
    }),
  },
  examples: [
    'cloison roster import --schools ecoles.csv --pupils eleves.csv --dry-run',
    'cloison roster import --schools ecoles.csv --pupils eleves.csv',
    'cloison roster import --schools ecoles.csv --pupils exports-onde --accommodations amenagements.csv',
    'cloison roster import --schools etablissements.csv --pupils exports-siecle --level 164=6e --dry-run',
  ],
  run: async (session, options) => {
    const campaign = await session.campaign();
    try {
      const done = await importRoster(campaign, {
        schools: options.schools,
        pupils: options.pupils,
        accommodations: options.accommodations,
        levelWords: new Map(options.level),
        renames: options.rename,
        noRenames: options.noRenames,
        dryRun: options.dryRun,
        allowDepartures: options.allowDepartures,
        progress: session.progress,
        labels: {
          check: session.say({ fr: 'Vérification', en: 'Checking' }),
          apply: session.say({ fr: 'Import', en: 'Importing' }),
        },
      });
      session.print(session.say(summary(done, options.dryRun), countsOf(done)));
      for (const note of importNotes(done)) session.print(`  ${session.say(note)}`);
      return { ...done };
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'roster-invalid') throw error;
      const list = error.data.list as readonly Problem[];
      session.note(renderProblems(list, session.lang));
      const count = error.data.count as number;
      throw refuseRoster('roster-invalid', { count }, { problems: problemsAsData(list, session.lang) });
    }
  },
});

/** `CP A=CP 1`, `0750001A:CP A=CP 1`. */
function classRename() {
  return code<RenameWish>(
    { fr: 'ancien=nouveau', en: 'old=new' },
    {
      fr: 'le nom d’avant, =, et le nom de maintenant ; devant, si besoin, l’UAI et deux-points',
      en: 'the former name, =, and the present one; before them, if need be, the UAI and a colon',
    },
    (given) => {
      const [, uai, from, to] = /^(?:(\d{7}[A-Z]):)?([^=]{1,100})=([^=]{1,100})$/.exec(given) ?? [];
      if (from === undefined || to === undefined) return null;
      return { uai: uai ?? null, from: from.trim(), to: to.trim() };
    },
  );
}

/** `164=6e`. */
function levelWord() {
  return code<readonly [string, string]>(
    { fr: 'code=niveau', en: 'code=level' },
    {
      fr: 'un mot ou un code, =, et un niveau de la campagne',
      en: 'a word or code, =, and a level of the campaign',
    },
    (given) => {
      const [, word, level] = /^([^=]{1,40})=([^=]{1,40})$/.exec(given) ?? [];
      return word === undefined || level === undefined ? null : [word.trim().toLowerCase(), level.trim()];
    },
  );
}

function countsOf({ schools, classes, pupils }: RosterImport) {
  return { ...pupils, schools: schools.total, newSchools: schools.added, newClasses: classes.added };
}

function summary(done: RosterImport, dryRun: boolean) {
  const counts = {
    fr: `{schools} école(s) (dont {newSchools} nouvelle(s)), {newClasses} classe(s) nouvelle(s), {total} élève(s) :
  arrivées {arrivals} · retours {returns} · départs {departures} · changements de classe {moves} · corrections {changed} · inchangés {unchanged}`,
    en: `{schools} school(s) ({newSchools} new), {newClasses} new class(es), {total} pupil(s):
  arrivals {arrivals} · returns {returns} · departures {departures} · moves {moves} · corrections {changed} · unchanged {unchanged}`,
  };
  if (dryRun)
    return { fr: `Essai, rien n’est changé. ${counts.fr}`, en: `Dry run, nothing is changed. ${counts.en}` };
  if (!done.applied) return { fr: `Rien de nouveau. ${counts.fr}`, en: `Nothing new. ${counts.en}` };
  return { fr: `Importé. ${counts.fr}`, en: `Imported. ${counts.en}` };
}
