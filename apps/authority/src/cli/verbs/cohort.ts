/** `cloison cohort`: pupils who are followed from campaign to campaign, by two keys that two persons hold. */
import {
  choice,
  file,
  fileToWrite,
  flag,
  folderToWrite,
  optional,
  repeated,
  required,
  text,
} from '@cloison/command';
import { cohortEndPage } from '../../close/certificate-page.ts';
import { cohortEndPaper } from '../../close/certificate-paper.ts';
import { writeStatement } from '../../close/write-statement.ts';
import { COHORT_PARTS, HOLDERS, makeCohortKey, requireFollowed } from '../../cohort/cohort-keys.ts';
import { markPupils } from '../../cohort/cohort-marks.ts';
import { cohortEndStatement, endCohort } from '../../cohort/end-cohort.ts';
import { readCohortEnd } from '../../cohort/end-statement.ts';
import { refuseCohort } from '../../cohort/refusals.ts';
import { journalHead } from '../../journal/journal.ts';
import { exportCohort } from '../../research/export-cohort.ts';
import { campaignVerb, verb } from '../frame/authority-frame.ts';
import { printAnchor } from '../frame/print-anchor.ts';

const part = required(choice(COHORT_PARTS), {
  fr: '1 : la clé du dépositaire ; 2 : celle du statisticien',
  en: '1: the custodian’s key; 2: the statistician’s',
});
const cohortName = required(text(), { fr: 'le nom de la cohorte', en: 'the name of the cohort' });
const cohortPassphraseFile = optional(file(), {
  fr: 'fichier de la phrase secrète de cette clé, à elle seule (ou CLOISON_COHORT_PASSPHRASE, ou elle est demandée)',
  en: 'file of this key’s own passphrase (or CLOISON_COHORT_PASSPHRASE, or it is asked for)',
});

export const cohortKeyVerb = verb({
  name: 'key',
  checksPlaces: true,
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
    cohort: cohortName,
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

export const cohortExportVerb = verb({
  name: 'export',
  checksPlaces: true,
  roles: ['statistician'],
  summary: {
    fr: 'écrit, pour chaque campagne fermée d’une cohorte, les scores de ses élèves suivis sous leur identifiant',
    en: 'writes, for each closed campaign of a cohort, scores of the pupils it follows under their identifiers',
  },
  about: {
    fr: 'Ces fichiers sont personnels : pseudonymes, pas anonymes. Un texte écrit à côté le dit, et jusqu’à quand ils se gardent. À deux, quelqu’un d’autre approuve d’abord : « cloison roles approve cohort-export --subject COHORTE ».',
    en: 'These files are personal: pseudonymous, not anonymous. A text beside them says so, and until when they are kept. By two, somebody else approves first: “cloison roles approve cohort-export --subject COHORT”.',
  },
  options: {
    cohort: cohortName,
    to: required(folderToWrite(), { fr: 'le dossier des fichiers', en: 'the folder of the files' }),
  },
  examples: ['cloison cohort export --cohort panel-2026 --to /srv/panel-2026'],
  run: async (session, { cohort, to }) => {
    const done = await exportCohort(session.vault(), session.keys(), session.actor, cohort, to);
    for (const { file, rows } of done.files)
      session.print(
        session.say({ fr: '{file} : {rows} ligne(s)', en: '{file}: {rows} row(s)' }, { file, rows }),
      );
    session.print(
      session.say(
        {
          fr: '{pupils} élève(s) suivi(s), dont {linked} dans plusieurs campagnes. Pseudonymes, pas anonymes : {about}',
          en: '{pupils} pupil(s) followed, {linked} of them in several campaigns. Pseudonymous, not anonymous: {about}',
        },
        { pupils: done.pupils, linked: done.linked, about: done.about },
      ),
    );
    if (done.without.length > 0)
      session.note(
        session.say(
          {
            fr: 'Sans lignes ici (ouvertes, ou lignes détruites) : {list}',
            en: 'Without rows here (open, or rows destroyed): {list}',
          },
          { list: done.without.join(', ') },
        ),
      );
    return { cohort, ...done };
  },
});

export const cohortEndVerb = verb({
  name: 'end',
  roles: Object.values(HOLDERS),
  summary: {
    fr: 'finit le suivi d’une cohorte : chacun des deux détruit sa clé, le second les identifiants, et une attestation est signée',
    en: 'ends a cohort: each of the two destroys their key, the second one the identifiers, and a statement is signed',
  },
  about: {
    fr: 'La clé est détruite là où « cohort key » l’a écrite ; nommez-en les copies avec --key. À deux : le dépositaire pour la part 1, le statisticien pour la part 2, et pour chacun quelqu’un d’autre approuve d’abord (« cloison roles approve cohort-end --subject COHORTE »). Interrompue, la même commande reprend.',
    en: 'The key is destroyed where “cohort key” wrote it; name its copies with --key. By two: the custodian for part 1, the statistician for part 2, and for each somebody else approves first (“cloison roles approve cohort-end --subject COHORT”). Cut short, the same command goes on.',
  },
  options: {
    cohort: cohortName,
    part,
    // Gone when the command is typed again, or on a medium that is not connected: its use case says which.
    key: repeated(text({ fr: 'fichier', en: 'file' }), {
      fr: 'une copie de cette clé, à détruire aussi',
      en: 'a copy of this key, to be destroyed too',
    }),
    despiteUntil: optional(text({ fr: 'jour', en: 'day' }), {
      fr: 'finir avant le jour promis, qui est celui-ci (AAAA-MM-JJ)',
      en: 'end before the promised day, which is this one (YYYY-MM-DD)',
    }),
    leaveCopies: flag({
      fr: 'continuer sans les fichiers hors d’atteinte ; l’attestation les nomme',
      en: 'go on without files that are out of reach; the statement names them',
    }),
    yes: flag({ fr: 'ne pas demander de confirmation', en: 'do not ask for confirmation' }),
  },
  examples: ['cloison cohort end --cohort panel-2026 --part 1 --key /media/copie/panel-2026-1.json --yes'],
  run: async (session, { cohort, part: own, key, yes, ...options }) => {
    const vault = session.vault();
    requireFollowed(vault, cohort);
    if (!yes) throw refuseCohort('cohort-unconfirmed', { cohort, part: own });
    const done = await endCohort(vault, session.keys(), session.actor, cohort, own, {
      files: key,
      leaveCopies: options.leaveCopies,
      ...(options.despiteUntil === undefined ? {} : { despiteUntil: options.despiteUntil }),
    });
    // As it is to be typed: the other key has the same promised day.
    const early = options.despiteUntil === undefined ? '' : ` --despite-until ${options.despiteUntil}`;
    for (const { path, outcome } of done.files) session.print(`${path}: ${session.say(OUTCOMES[outcome])}`);
    session.print(
      done.waitsFor === null
        ? session.say(
            {
              fr: 'La cohorte {cohort} est finie. Attestation : « cloison cohort statement --cohort {cohort} ».',
              en: 'Cohort {cohort} has ended. Statement: “cloison cohort statement --cohort {cohort}”.',
            },
            { cohort },
          )
        : session.say(
            {
              fr: 'Reste la clé {other}, par une autre personne : « cloison cohort end --cohort {cohort} --part {other}{early} --yes ».',
              en: 'Key {other} remains, for another person: “cloison cohort end --cohort {cohort} --part {other}{early} --yes”.',
            },
            { cohort, other: done.waitsFor, early },
          ),
    );
    if (done.waitsFor === null) printAnchor(session, journalHead(vault));
    return { ...done };
  },
});

const OUTCOMES = {
  destroyed: { fr: 'détruite', en: 'destroyed' },
  absent: { fr: 'ABSENTE : a-t-elle été déplacée ?', en: 'NOT THERE: was it moved?' },
  unreachable: { fr: 'NON DÉTRUITE, hors d’atteinte', en: 'NOT DESTROYED, out of reach' },
  unknown: {
    fr: 'SORT INCONNU : sa destruction a été coupée en chemin, et elle n’est plus là',
    en: 'FATE NOT KNOWN: its destruction was cut short, and it is no longer there',
  },
} as const;

export const cohortStatementVerb = verb({
  name: 'statement',
  roles: null,
  summary: {
    fr: 'écrit l’attestation de la fin d’une cohorte : JSON signé, que « verify certificate » vérifie, page à lire, PDF à imprimer',
    en: 'writes the statement of a cohort’s end: signed JSON, which “verify certificate” checks, a page to read, a PDF to print',
  },
  options: {
    cohort: cohortName,
    out: optional(fileToWrite(), {
      fr: 'fichier JSON ; la page et le PDF s’écrivent à côté',
      en: 'JSON file; the page and the PDF are written beside it',
    }),
  },
  examples: ['cloison cohort statement --cohort panel-2026 --out fin-panel-2026.json'],
  run: async (session, { cohort, out: wanted = `fin-${cohort}.json` }) => {
    const signed = cohortEndStatement(session.vaultToRead(), cohort);
    const read = await readCohortEnd(signed, null);
    const { out, page, pdf } = writeStatement(wanted, signed, {
      page: cohortEndPage(read),
      paper: await cohortEndPaper(signed, read),
    });
    session.print(
      session.say(
        {
          fr: 'Attestation écrite : {out}, {page} et {pdf}.',
          en: 'Statement written: {out}, {page} and {pdf}.',
        },
        { out, page, pdf },
      ),
    );
    return { cohort, out, page, pdf, key: read.key };
  },
});
