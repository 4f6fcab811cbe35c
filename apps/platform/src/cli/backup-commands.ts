/** `cloison platform backup`, `restore` and `rehearse`, of the embedded store. */
import { dirname, resolve } from 'node:path';
import { fill, folder, folderToWrite, optional, required } from '@cloison/command';
import type { BackupManifest } from '../backup/backup-manifest.ts';
import { backupStore } from '../backup/backup-store.ts';
import { rehearseBackup } from '../backup/rehearse-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { backupWords } from './backup-words.ts';
import { wordsOf } from './cli-words.ts';
import { kindIn, type PlatformSession, verb } from './platform-session.ts';

const say = wordsOf(backupWords);
const fromOption = required(
  folder(),
  say((words) => words.from),
  { placeholder: { fr: 'sauvegarde', en: 'backup' } },
);

export const backupVerb = verb({
  name: 'backup',
  summary: say((words) => words.backup),
  options: {
    to: required(
      folderToWrite(),
      say((words) => words.to),
    ),
  },
  about: say((words) => words.backupHelp),
  examples: ['cloison platform backup --data /srv/cloison --to /backup/cloison'],
  async run(session, { to }) {
    const { folder: made, manifest } = await backupStore(session.storeDir(), to, Date.now);
    const { files, campaigns } = manifest;
    const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
    const values = { folder: made, files: files.length, mib: mib(bytes) };
    return session.show(
      [fill(backupWords[session.lang].backedUp, values, session.lang), ...campaignLines(session, manifest)],
      { folder: made, files: files.length, bytes, campaigns },
    );
  },
});

export const restoreVerb = verb({
  name: 'restore',
  summary: say((words) => words.restore),
  options: { from: fromOption },
  about: say((words) => words.restoreHelp),
  examples: ['cloison platform restore --data /srv/cloison --from /backup/cloison/cloison-20261124T020000Z'],
  async run(session, { from }) {
    const { pepper } = await session.secrets();
    const { manifest, copyMs, openMs } = await restoreBackup(from, session.storeDir(), pepper, elapsedMs);
    const { finished, campaigns } = manifest;
    const values = { backup: from, finished, seconds: seconds(copyMs + openMs) };
    return session.show(
      [fill(backupWords[session.lang].restored, values, session.lang), ...campaignLines(session, manifest)],
      { restored: from, finished, copyMs, openMs, campaigns },
    );
  },
});

/** For stores that are restored by their own tools. */
export const restoredVerb = verb({
  name: 'restored',
  summary: say((words) => words.restoredElsewhere),
  about: say((words) => words.restoredHelp),
  examples: ['cloison platform restored --data /srv/cloison --store postgres://cloison@127.0.0.1/cloison'],
  async run(session) {
    const campaigns = await session.withStore(async (store) => {
      await store.renewEras();
      return store.campaigns();
    });
    const values = { campaigns: campaigns.join(', ') || '–' };
    return session.show([fill(backupWords[session.lang].begunAnew, values)], { restored: true, campaigns });
  },
});

export const rehearseVerb = verb({
  name: 'rehearse',
  summary: say((words) => words.rehearse),
  options: {
    from: fromOption,
    in: optional(
      folder(),
      say((words) => words.in),
    ),
  },
  about: say((words) => words.rehearseHelp),
  examples: [
    'cloison platform rehearse --data /srv/cloison --from /backup/cloison/cloison-20261124T020000Z --in /var/tmp',
  ],
  async run(session, { from, in: given }) {
    const words = backupWords[session.lang];
    const { pepper } = await session.secrets();
    const room = given ?? dirname(resolve(from));
    const { manifest, ...done } = await rehearseBackup(from, room, pepper, elapsedMs);
    const { finished, campaigns } = manifest;
    const values = {
      backup: from,
      finished,
      mib: mib(done.bytes),
      envelopes: done.envelopes,
      content: done.contentFiles,
    };
    const took = { copy: seconds(done.copyMs), open: seconds(done.openMs), read: seconds(done.readMs) };
    return session.show(
      [
        fill(words.rehearsed, values, session.lang),
        ...campaignLines(session, manifest),
        fill(words.took, took),
      ],
      { rehearsed: from, finished, ...done, campaigns },
    );
  },
});

function campaignLines(session: PlatformSession, { campaigns }: BackupManifest): readonly string[] {
  return campaigns.map(({ name, counts }) => {
    const each = Object.entries(counts).map(([kind, count]) => `${count} ${kindIn(session, kind)}`);
    return [name, ...each].join('  ');
  });
}

const elapsedMs = () => performance.now();
const seconds = (ms: number) => (ms / 1000).toFixed(1);
const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
