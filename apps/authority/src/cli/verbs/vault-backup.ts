/** `cloison vault backup`, `restore` and `rehearse`. */
import { dirname, resolve } from 'node:path';
import { flag, folder, folderToWrite, optional, required } from '@cloison/command';
import { decimalText } from '@cloison/study-files';
import { type WithdrawnCodes, withdrawUngiven } from '../../codes/withdraw-ungiven.ts';
import { sayIso } from '../../time/format-time.ts';
import type { BackupManifest } from '../../vault/backup-manifest.ts';
import { backupVault } from '../../vault/backup-vault.ts';
import { restoreVault } from '../../vault/restore-vault.ts';
import { rehearseBackup } from '../../verify/rehearse-backup.ts';
import { verb } from '../frame/authority-frame.ts';
import type { Session } from '../frame/session.ts';

const fromOption = required(folder(), {
  fr: 'la sauvegarde : un dossier fait par « backup »',
  en: 'the backup: a folder that “backup” made',
});

const elapsedMs = () => performance.now();
const mib = (session: Session, bytes: number) => decimalText(bytes / 2 ** 20, session.lang, 1);
const seconds = (session: Session, ms: number) => decimalText(ms / 1000, session.lang, 2);
const timeOf = (session: Session, { at }: BackupManifest) => sayIso(at)[session.lang];

export const vaultBackupVerb = verb({
  name: 'backup',
  checksPlaces: true,
  roles: ['agent', 'custodian'],
  summary: {
    fr: 'copie le coffre dans un nouveau dossier, pendant « serve » aussi ; jamais une clé',
    en: 'copies the vault into a new folder, beside “serve” too; never a key',
  },
  options: {
    to: required(folderToWrite(), {
      fr: 'dossier des sauvegardes : chacune y reçoit le sien',
      en: 'folder of the backups: each gets its own in it',
    }),
  },
  examples: ['cloison vault backup --to /sauvegardes/coffre'],
  run: async (session, { to }) => {
    const { now } = session.actor;
    const made = await backupVault(session.vaultFolder, session.keysFolder, resolve(to), now);
    const { bytes, journal } = made.manifest;
    session.print(
      session.say(
        {
          fr: 'Sauvegarde {folder} : {mib} Mio, journal jusqu’à la ligne {line}. Aucune clé n’y est.',
          en: 'Backup {folder}: {mib} MiB, journal up to line {line}. No key is in it.',
        },
        { folder: made.folder, mib: mib(session, bytes), line: journal?.n ?? 0 },
      ),
    );
    return { folder: made.folder, ...made.manifest };
  },
});

export const vaultRestoreVerb = verb({
  name: 'restore',
  roles: null,
  summary: {
    fr: 'met une sauvegarde à la place d’un coffre qui n’est plus là',
    en: 'puts a backup in the place of a vault that is not there',
  },
  options: {
    from: fromOption,
    nothingGiven: flag({
      fr: 'aucun code n’a été donné depuis la sauvegarde : réserves et stock sont gardés',
      en: 'no code was given out since the backup: reserves and stock are kept',
    }),
  },
  about: {
    fr: `Ce qui a été fait depuis la sauvegarde est à refaire : imports, codes de réserve, révocations ; ensuite « campaign publish --again ».
Rôles et copies de clés sont ceux de ce jour-là : un rôle retiré depuis est revenu (« roles list »), et une copie faite depuis n’est plus inscrite, si bien qu’aucune fermeture ne la détruirait. « keys copy » avec le même chemin l’inscrit de nouveau.
Réserves et codes du stock sont retirés, car donnés peut-être depuis : « codes mint » et « codes assign » en font d’autres. Sauf si rien n’a été donné, ce que vous affirmez par --nothing-given : le journal le garde.
Les réponses reviennent d’elles-mêmes de la plateforme au prochain « serve ».
Une campagne fermée depuis la sauvegarde est ouverte de nouveau dans ce coffre : « campaign close --certificate » l’y ferme.`,
    en: `What was done since the backup is to be done again: imports, reserve codes, revocations; then “campaign publish --again”.
Roles and copies of keys are those of that day: a role that was taken since is back (“roles list”), and a copy that was made since is not registered any more, so that no closing would destroy it. “keys copy” with the same path registers it again.
Reserves and codes in stock are withdrawn, since they may have been given out: “codes mint” and “codes assign” make others. Unless none was, which you state by --nothing-given: the journal keeps it.
Answers come back by themselves from the platform at the next “serve”.
A campaign that was closed after the backup is open again in this vault: “campaign close --certificate” closes it there.`,
  },
  examples: [
    'cloison vault restore --from /sauvegardes/coffre/coffre-20261124T020000Z',
    'cloison vault restore --from /sauvegardes/coffre/coffre-20261124T020000Z --nothing-given',
  ],
  run: async (session, { from, nothingGiven }) => {
    session.checkFolders();
    let withdrawn: WithdrawnCodes = { reserves: 0, stock: 0 };
    const { manifest, copyMs, checkMs } = await restoreVault(
      from,
      session.vaultFolder,
      elapsedMs,
      (vault, { at, journal }) => {
        withdrawn = withdrawUngiven(vault, session.actor, {
          of: at,
          line: journal?.n ?? 0,
          isNothingGiven: nothingGiven,
        });
      },
    );
    const journal = manifest.journal?.n ?? 0;
    session.print(
      session.say(
        {
          fr: 'Coffre restauré dans {path} en {time} s, tel qu’il était le {at} (ligne {journal} du journal). Ce qui a été fait depuis est à refaire, puis « cloison campaign publish --again » ; les réponses reviendront au prochain « serve ». Rôles et copies de clés sont ceux de ce jour-là : voyez « cloison roles list » et « cloison keys list ». Une campagne fermée depuis se ferme ici par « cloison campaign close --certificate ».',
          en: 'Vault restored in {path} in {time} s, as it was on {at} (line {journal} of the journal). What was done since is to be done again, then “cloison campaign publish --again”; answers come back at the next “serve”. Roles and copies of keys are those of that day: see “cloison roles list” and “cloison keys list”. A campaign that was closed since is closed here by “cloison campaign close --certificate”.',
        },
        {
          path: session.vaultFolder,
          time: seconds(session, copyMs + checkMs),
          at: timeOf(session, manifest),
          journal,
        },
      ),
    );
    if (withdrawn.reserves + withdrawn.stock > 0) {
      session.note(
        session.say(
          {
            fr: 'Retirés, car donnés peut-être depuis la sauvegarde : {reserves} code(s) de réserve, {stock} code(s) du stock. « cloison codes mint » puis « cloison codes assign » en font d’autres, avant la publication.',
            en: 'Withdrawn, since they may have been given out after the backup: {reserves} reserve code(s), {stock} code(s) in stock. “cloison codes mint” and then “cloison codes assign” make others, before the publication.',
          },
          { ...withdrawn },
        ),
      );
    }
    return { restored: from, at: manifest.at, journal, ...withdrawn, copyMs, checkMs };
  },
});

export const vaultRehearseVerb = verb({
  name: 'rehearse',
  roles: ['custodian'],
  summary: {
    fr: 'restaure une sauvegarde dans un lieu provisoire, la lit toute avec les clés, et dit combien de temps cela prend',
    en: 'restores a backup into a temporary place, reads it whole with the keys, and says how long it took',
  },
  options: {
    from: fromOption,
    in: optional(folder(), {
      fr: 'où il y a de la place pour la copie provisoire (sinon : à côté de la sauvegarde)',
      en: 'where there is room for the temporary copy (else: beside the backup)',
    }),
  },
  examples: ['cloison vault rehearse --from /sauvegardes/coffre/coffre-20261124T020000Z'],
  run: async (session, options) => {
    const parent = options.in ?? dirname(resolve(options.from));
    const done = await rehearseBackup(options.from, parent, session.keys(), elapsedMs);
    const { manifest, check, copyMs, checkMs, openMs, opened, withoutKey, journalLines } = done;
    session.print(
      session.say(
        {
          fr: '{folder}, du {at}, est entière : {mib} Mio, {compared} fichiers et enveloppes tels que le disent leurs empreintes, journal intact ({lines} ligne(s)), {opened} valeur(s) scellée(s) ouverte(s).',
          en: '{folder}, of {at}, is whole: {mib} MiB, {compared} files and envelopes as their hashes say, journal intact ({lines} line(s)), {opened} sealed value(s) opened.',
        },
        {
          folder: options.from,
          at: timeOf(session, manifest),
          mib: mib(session, manifest.bytes),
          compared: check.compared,
          lines: journalLines,
          opened,
        },
      ),
    );
    if (withoutKey.length > 0) {
      session.note(
        session.say(
          {
            fr: 'Sans clé ici, donc non ouvertes (fermées, ou clé sur un autre support) : {list}.',
            en: 'Without a key here, so not opened (closed, or the key is on another medium): {list}.',
          },
          { list: withoutKey.join(', ') },
        ),
      );
    }
    session.print(
      session.say(
        {
          fr: 'Copiée et comparée en {copy} s, relue en {read} s, ouverte en {open} s.',
          en: 'Copied and compared in {copy} s, read again in {read} s, opened in {open} s.',
        },
        {
          copy: seconds(session, copyMs),
          read: seconds(session, checkMs),
          open: seconds(session, openMs),
        },
      ),
    );
    return {
      ...manifest,
      compared: check.compared,
      journalLines,
      opened,
      withoutKey,
      copyMs,
      checkMs,
      openMs,
    };
  },
});
