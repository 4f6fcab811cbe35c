import { file, flag, required } from '@cloison/command';
import { type Problem, problemsAsData, renderProblems } from '@cloison/command/problem';
import { Refusal } from '@cloison/command/refusal';
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
    pupils: required(file(), {
      fr: 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
      en: 'uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements',
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
  ],
  run: async (session, options) => {
    const campaign = await session.campaign();
    try {
      const done = await importRoster(campaign, {
        schools: options.schools,
        pupils: options.pupils,
        dryRun: options.dryRun,
        allowDepartures: options.allowDepartures,
        progress: session.progress,
        labels: {
          check: session.say({ fr: 'Vérification', en: 'Checking' }),
          apply: session.say({ fr: 'Import', en: 'Importing' }),
        },
      });
      session.print(session.say(summary(done, options.dryRun), countsOf(done)));
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

function countsOf({ schools, classes, pupils }: RosterImport) {
  return { ...pupils, schools: schools.total, newSchools: schools.added, newClasses: classes.added };
}

function summary(done: RosterImport, dryRun: boolean) {
  const counts = {
    fr: `{schools} écoles (dont {newSchools} nouvelles), {newClasses} classes nouvelles, {total} élèves :
  arrivées {arrivals} · retours {returns} · départs {departures} · changements de classe {moves} · corrections {changed} · inchangés {unchanged}`,
    en: `{schools} schools ({newSchools} new), {newClasses} new classes, {total} pupils:
  arrivals {arrivals} · returns {returns} · departures {departures} · moves {moves} · corrections {changed} · unchanged {unchanged}`,
  };
  if (dryRun)
    return { fr: `Essai, rien n’est changé. ${counts.fr}`, en: `Dry run, nothing is changed. ${counts.en}` };
  if (!done.applied) return { fr: `Rien de nouveau. ${counts.fr}`, en: `Nothing new. ${counts.en}` };
  return { fr: `Importé. ${counts.fr}`, en: `Imported. ${counts.en}` };
}
