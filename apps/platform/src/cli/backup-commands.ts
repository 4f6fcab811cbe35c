/** `cloison platform backup`, `restore` and `rehearse`, of the embedded store. */
import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import type { BackupManifest } from '../backup/backup-manifest.ts';
import { backupStore } from '../backup/backup-store.ts';
import { rehearseBackup } from '../backup/rehearse-backup.ts';
import { restoreBackup } from '../backup/restore-backup.ts';
import { readSecrets } from '../base/secrets.ts';
import type { Store } from '../store/store.ts';
import { backupWords } from './backup-words.ts';
import { fill, type Language } from './cli-words.ts';

/** What the commands of the platform share. */
export interface BackupTools<O> {
  readonly withData: (command: Command) => Command;
  readonly told: (
    options: O,
    work: () => Promise<{ readonly json: unknown; readonly lines: readonly string[] }>,
  ) => Promise<void>;
  readonly kindIn: (kind: string) => string;
  readonly secretsDirOf: (options: O) => string;
  /** Of the embedded store; throws when the store is another one. */
  readonly storeDirOf: (options: O) => string;
  readonly withStore: <T>(options: O, use: (store: Store) => Promise<T>) => Promise<T>;
  readonly examples: string;
}

export function backupCommand<O extends object>(language: Language, tools: BackupTools<O>): Command {
  const words = backupWords[language];
  return tools
    .withData(new Command('backup').description(words.backup))
    .requiredOption('--to <folder>', words.to)
    .addHelpText(
      'after',
      `
${words.backupHelp}

${tools.examples}
  cloison platform backup --data /srv/cloison --to /backup/cloison`,
    )
    .action(async (options: O & { to: string }) => {
      await tools.told(options, async () => {
        const { folder, manifest } = await backupStore(tools.storeDirOf(options), options.to, Date.now);
        const { files, campaigns } = manifest;
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        const said = { folder, files: String(files.length), mib: mib(bytes) };
        return {
          json: { folder, files: files.length, bytes, campaigns },
          lines: [fill(words.backedUp, said), ...campaignLines(tools, manifest)],
        };
      });
    });
}

export function restoreCommand<O extends object>(language: Language, tools: BackupTools<O>): Command {
  const words = backupWords[language];
  return tools
    .withData(new Command('restore').description(words.restore))
    .requiredOption('--from <backup>', words.from)
    .addHelpText(
      'after',
      `
${words.restoreHelp}

${tools.examples}
  cloison platform restore --data /srv/cloison --from /backup/cloison/cloison-20261124T020000Z`,
    )
    .action(async (options: O & { from: string }) => {
      await tools.told(options, async () => {
        const { pepper } = await readSecrets(tools.secretsDirOf(options));
        const storeDir = tools.storeDirOf(options);
        const { manifest, copyMs, openMs } = await restoreBackup(options.from, storeDir, pepper, elapsedMs);
        const said = {
          backup: options.from,
          finished: manifest.finished,
          seconds: seconds(copyMs + openMs),
        };
        return {
          json: {
            restored: options.from,
            finished: manifest.finished,
            copyMs,
            openMs,
            campaigns: manifest.campaigns,
          },
          lines: [fill(words.restored, said), ...campaignLines(tools, manifest)],
        };
      });
    });
}

/** For stores that are restored by their own tools. */
export function restoredCommand<O extends object>(language: Language, tools: BackupTools<O>): Command {
  const words = backupWords[language];
  return tools
    .withData(new Command('restored').description(words.restoredElsewhere))
    .addHelpText(
      'after',
      `
${words.restoredHelp}

${tools.examples}
  cloison platform restored --data /srv/cloison --store postgres://cloison@127.0.0.1/cloison`,
    )
    .action(async (options: O) => {
      await tools.told(options, async () => {
        const campaigns = await tools.withStore(options, async (store) => {
          await store.renewEras();
          return store.campaigns();
        });
        return {
          json: { restored: true, campaigns },
          lines: [fill(words.begunAnew, { campaigns: campaigns.join(', ') || '–' })],
        };
      });
    });
}

export function rehearseCommand<O extends object>(language: Language, tools: BackupTools<O>): Command {
  const words = backupWords[language];
  return tools
    .withData(new Command('rehearse').description(words.rehearse))
    .requiredOption('--from <backup>', words.from)
    .option('--in <folder>', words.in)
    .addHelpText(
      'after',
      `
${words.rehearseHelp}

${tools.examples}
  cloison platform rehearse --data /srv/cloison --from /backup/cloison/cloison-20261124T020000Z --in /var/tmp`,
    )
    .action(async (options: O & { from: string; in?: string }) => {
      await tools.told(options, async () => {
        const { pepper } = await readSecrets(tools.secretsDirOf(options));
        const place = options.in ?? dirname(resolve(options.from));
        const { manifest, ...done } = await rehearseBackup(options.from, place, pepper, elapsedMs);
        const said = {
          backup: options.from,
          finished: manifest.finished,
          mib: mib(done.bytes),
          envelopes: String(done.envelopes),
          content: String(done.contentFiles),
        };
        const took = { copy: seconds(done.copyMs), open: seconds(done.openMs), read: seconds(done.readMs) };
        return {
          json: {
            rehearsed: options.from,
            finished: manifest.finished,
            ...done,
            campaigns: manifest.campaigns,
          },
          lines: [fill(words.rehearsed, said), ...campaignLines(tools, manifest), fill(words.took, took)],
        };
      });
    });
}

function campaignLines<O>({ kindIn }: BackupTools<O>, { campaigns }: BackupManifest): readonly string[] {
  return campaigns.map(({ name, counts }) => {
    const each = Object.entries(counts).map(([kind, count]) => `${count} ${kindIn(kind)}`);
    return [name, ...each].join('  ');
  });
}

const elapsedMs = () => performance.now();
const seconds = (ms: number) => (ms / 1000).toFixed(1);
const mib = (bytes: number) => (bytes / 1024 / 1024).toFixed(1);
