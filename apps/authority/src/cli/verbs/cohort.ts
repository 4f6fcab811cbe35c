/** `cloison cohort`: pupils who are followed from campaign to campaign, by two keys that two persons hold. */
import { choice, file, fileToWrite, optional, required, text } from '@cloison/command';
import { COHORT_PARTS, HOLDERS, makeCohortKey } from '../../cohort/cohort-keys.ts';
import { markPupils } from '../../cohort/cohort-marks.ts';
import { campaignVerb, verb } from '../frame/authority-frame.ts';

const part = required(choice(COHORT_PARTS), {
  fr: '1 : la clé du dépositaire ; 2 : celle du statisticien',
  en: '1: the custodian’s key; 2: the statistician’s',
});
const cohortPassphraseFile = optional(file(), {
  fr: 'fichier de la phrase secrète de cette clé, à elle seule (ou CLOISON_COHORT_PASSPHRASE, ou elle est demandée)',
  en: 'file of this key’s own passphrase (or CLOISON_COHORT_PASSPHRASE, or it is asked for)',
});

export const cohortKeyVerb = verb({
  name: 'key',
  roles: Object.values(HOLDERS),
  summary: {
    fr: 'crée l’une des deux clés d’une cohorte, dans un fichier à part',
    en: 'makes one of the two keys of a cohort, in a file of its own',
  },
  about: {
    fr: 'Le fichier ne va ni dans le coffre ni dans le dossier des clés. Qui crée une clé n’aura jamais affaire à l’autre. Gardez-en une copie : sans elle, les campagnes suivantes ne se relient plus.',
    en: 'The file goes neither into the vault nor into the folder of the keys. Whoever makes one key never works with the other. Keep a copy: without it later campaigns can’t be linked.',
  },
  options: {
    cohort: required(text(), { fr: 'le nom de la cohorte', en: 'the name of the cohort' }),
    part,
    to: required(fileToWrite(), { fr: 'le fichier de la clé', en: 'the file of the key' }),
    cohortPassphraseFile,
  },
  examples: ['cloison cohort key --cohort panel-2026 --part 1 --to /media/depositaire/panel-2026-1.json'],
  run: async (session, options) => {
    const vault = session.vault();
    const { path, fingerprint } = await makeCohortKey(vault, session.actor, {
      cohort: options.cohort,
      part: options.part,
      to: options.to,
      keysFolder: session.keysFolder,
      passphrase: () => session.cohortPassphrase(options.cohortPassphraseFile, true),
    });
    session.print(
      session.say(
        {
          fr: 'Clé {part} de la cohorte {cohort} écrite : {path}. Empreinte : {fingerprint}',
          en: 'Key {part} of cohort {cohort} written: {path}. Fingerprint: {fingerprint}',
        },
        { part: options.part, cohort: options.cohort, path, fingerprint },
      ),
    );
    return { cohort: options.cohort, part: options.part, path, fingerprint };
  },
});

export const cohortMarkVerb = campaignVerb({
  name: 'mark',
  roles: Object.values(HOLDERS),
  summary: {
    fr: 'marque les élèves d’une campagne avec l’une des deux clés : le dépositaire d’abord, puis le statisticien',
    en: 'marks the pupils of a campaign with one of the two keys: the custodian first, then the statistician',
  },
  about: {
    fr: 'Interrompue, la même commande reprend où elle en était. Elle est à relancer après chaque arrivée d’élèves, avant la fermeture.',
    en: 'Cut short, the same command goes on where it was. It is run again whenever pupils have come, before the closing.',
  },
  options: {
    part,
    key: required(file(), { fr: 'le fichier de la clé', en: 'the file of the key' }),
    cohortPassphraseFile,
  },
  examples: ['cloison cohort mark --campaign 2026-6e --part 1 --key /media/depositaire/panel-2026-1.json'],
  run: async (session, options) => {
    const campaign = await session.campaign();
    const done = await markPupils(campaign, options.part, {
      key: options.key,
      passphrase: () => session.cohortPassphrase(options.cohortPassphraseFile, false),
      progress: session.progress,
      label: session.say({ fr: 'Marques', en: 'Marks' }),
      signal: session.signal,
    });
    session.print(
      session.say(
        {
          fr: 'Cohorte {cohort}, clé {part} : {marked} élève(s) marqué(s).',
          en: 'Cohort {cohort}, key {part}: {marked} pupil(s) marked.',
        },
        { cohort: done.cohort, part: options.part, marked: done.marked },
      ),
    );
    if (done.unmarked > 0) {
      session.note(
        session.say(
          {
            fr: '{count} élève(s) {count|est arrivé|sont arrivés} depuis la première clé : relancez la part 1, puis la part 2.',
            en: '{count} pupil(s) {count|has|have} come since the first key: run part 1 again, then part 2.',
          },
          { count: done.unmarked },
        ),
      );
    }
    return { campaign: campaign.name, part: options.part, ...done };
  },
});
