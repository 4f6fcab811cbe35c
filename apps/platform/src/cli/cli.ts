/** `cloison platform …`: the operator's commands. */
import { existsSync, readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_NOT_ERASED, purge } from '../authority/purge.ts';
import { errorOrigin as placeOf } from '../base/log.ts';
import { PlatformError, SetupError } from '../base/platform-error.ts';
import { createSecrets, isInitialised, parseAuthorityKey, readSecrets } from '../base/secrets.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import { isEmbedded, openStore, storeDirOf, storeExists } from '../start/open-store.ts';
import type { PlatformOptions } from '../start/platform-options.ts';
import { secretsDirOf } from '../start/platform-secrets.ts';
import { startPlatform } from '../start/start-platform.ts';
import { holdsPassword } from '../store/postgres/address.ts';
import type { Store } from '../store/store.ts';
import { writePagesElsewhere } from '../web/pages-elsewhere.ts';
import {
  type BackupTools,
  backupCommand,
  rehearseCommand,
  restoreCommand,
  restoredCommand,
} from './backup-commands.ts';
import { type CliWords, cliWords, errorIn, fill, type Language } from './cli-words.ts';
import { type CommandTools, exportCommand, importCommand } from './move-commands.ts';
import { moveWords } from './move-words.ts';
import { type RelayTools, relayCommand } from './relay-commands.ts';

interface DataOptions {
  readonly data: string;
  readonly store?: string;
  readonly secrets?: string;
  readonly json?: boolean;
}
interface PagesOptions {
  readonly platform: string;
  readonly pupilApp: string;
  readonly schoolApp: string;
  readonly json?: boolean;
}
interface ServeOptions extends DataOptions {
  readonly host: string;
  readonly port: number;
  readonly behindProxy?: boolean;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly pupilApp?: string;
  readonly schoolApp?: string;
  readonly appOrigin?: readonly string[];
  readonly metrics?: { readonly host: string; readonly port: number };
  readonly drainNotice?: number;
  readonly log: string;
  readonly quota?: number;
  readonly notErased: string;
}

/** Mounted by `bin/cloison.ts`. */
export function platformCommand(language: Language = 'en'): Command {
  const { descriptions, afterError } = cliWords[language];
  const command = new Command('platform').showHelpAfterError(afterError);
  for (const make of [initCommand, serveCommand, pagesCommand, statusCommand, purgeCommand])
    command.addCommand(make(language));
  const tools = commandTools(language);
  command.addCommand(exportCommand(language, tools)).addCommand(importCommand(language, tools));
  command.addCommand(relayCommand(language, relayTools(language)));
  for (const make of [backupCommand, restoreCommand, restoredCommand, rehearseCommand])
    command.addCommand(make(language, backupTools(language)));
  for (const each of [command, ...command.commands]) {
    if (Object.hasOwn(descriptions, each.name()))
      each.description(descriptions[each.name() as keyof typeof descriptions]);
  }
  return command;
}

function initCommand(language: Language): Command {
  const words = cliWords[language];
  return withData(new Command('init'), words)
    .requiredOption('--authority-key <key>', words.options.authorityKey)
    .addHelpText(
      'after',
      `
${words.examples}
  cloison platform init --data /srv/cloison --authority-key 8Jt…43 characters…
  cloison platform init --data /srv/cloison --secrets /etc/cloison/secrets --authority-key authority.pub`,
    )
    .action(async (options: DataOptions & { authorityKey: string }) => {
      await told(language, options, async () => {
        const secretsDir = secretsDirOf(dirsOf(options));
        if (storeExists(dirsOf(options)) && !isInitialised(secretsDir)) {
          throw new SetupError(
            'wrong-secrets',
            `there is a store in ${options.data} already: give its --secrets`,
          );
        }
        const { statementKey } = await createSecrets(secretsDir, keyFrom(options.authorityKey));
        const publicKey = base64Url(statementKey.publicKey);
        return {
          json: { secretsDir, publicKey },
          lines: [fill(words.secretsMade, { folder: secretsDir }), fill(words.signsWith, { key: publicKey })],
        };
      });
    });
}

function pagesCommand(language: Language): Command {
  const words = cliWords[language];
  return new Command('pages')
    .argument('<folder>', words.options.pagesFolder)
    .requiredOption('--platform <origin>', words.options.pagesPlatform)
    .option('--pupil-app <folder>', words.options.pupilApp, 'apps/pupil/dist')
    .option('--school-app <folder>', words.options.schoolApp, 'apps/school/dist')
    .option('--json', words.options.json)
    .addHelpText(
      'after',
      `
${words.examples}
  cloison platform pages /srv/pages --platform https://evaluation.example`,
    )
    .action(async (out: string, options: PagesOptions) => {
      await told(language, { ...options, data: out }, async () => {
        writePagesElsewhere({ ...options, out });
        return { json: { out }, lines: [fill(words.pagesWritten, { folder: out })] };
      });
    });
}

function serveCommand(language: Language): Command {
  const words = cliWords[language];
  return withData(new Command('serve'), words)
    .addOption(new Option('--host <address>', words.options.host).env('CLOISON_HOST').default('127.0.0.1'))
    .addOption(
      new Option('--port <number>', words.options.port)
        .env('CLOISON_PORT')
        .default(8080)
        .argParser(wholeNumber(words)),
    )
    .addOption(new Option('--behind-proxy', words.options.behindProxy).env('CLOISON_BEHIND_PROXY'))
    .addOption(new Option('--tls-cert <file>', words.options.tlsCert).env('CLOISON_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', words.options.tlsKey).env('CLOISON_TLS_KEY'))
    .addOption(new Option('--pupil-app <folder>', words.options.pupilApp).env('CLOISON_PUPIL_APP'))
    .addOption(new Option('--school-app <folder>', words.options.schoolApp).env('CLOISON_SCHOOL_APP'))
    .addOption(
      new Option('--app-origin <origin>', words.options.appOrigin)
        .env('CLOISON_APP_ORIGIN')
        .argParser((text: string, before: readonly string[] = []) => [...before, ...text.split(/\s+/)]),
    )
    .addOption(
      new Option('--metrics <address>', words.options.metrics)
        .env('CLOISON_METRICS')
        .argParser(addressAndPort(words)),
    )
    .addOption(
      new Option('--drain-notice <seconds>', words.options.drainNotice)
        .env('CLOISON_DRAIN_NOTICE')
        .argParser(wholeNumber(words)),
    )
    .addOption(new Option('--log <file>', words.options.log).env('CLOISON_LOG').default('stderr'))
    .addOption(
      new Option('--quota <MiB>', words.options.quota).env('CLOISON_QUOTA').argParser(wholeNumber(words)),
    )
    .addOption(notErasedOption(words))
    .addHelpText(
      'after',
      `
${words.examples}
  cloison platform serve --data /srv/cloison --pupil-app apps/pupil/dist --school-app apps/school/dist
  cloison platform serve --data /srv/cloison --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
  cloison platform serve --data /srv/cloison --behind-proxy --metrics 127.0.0.1:9464
  CLOISON_STORE_PASSWORD_FILE=/etc/cloison/pg cloison platform serve --data /srv/cloison --store postgres://cloison@127.0.0.1/cloison
  CLOISON_DATA=/srv/cloison CLOISON_LOG=/var/log/cloison.log cloison platform serve --behind-proxy --host 10.0.0.7`,
    )
    .action(async (options: ServeOptions) => {
      process.once('uncaughtException', (error) => {
        // The message could quote what someone sent: only its kind and place are told.
        process.stderr.write(`cloison platform: fault ${JSON.stringify(placeOf(error))}\n`);
        process.exit(1);
      });
      await told(language, options, async () => {
        const platform = await startPlatform(platformOptions(options));
        const publicKey = base64Url(platform.publicKey);
        const { url, operationsUrl } = platform;
        process.on('SIGHUP', () => platform.reloadTls());
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify({ event: 'listening', url, operationsUrl, publicKey })}\n`
            : `${fill(words.listening, { url })}\n`,
        );
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
        });
        await platform.close();
        return { json: { event: 'stopped' }, lines: [words.stopped] };
      });
    });
}

function statusCommand(language: Language): Command {
  const words = cliWords[language];
  return withData(new Command('status'), words)
    .addHelpText('after', `\n${words.examples}\n  cloison platform status --data /srv/cloison`)
    .action(async (options: DataOptions) => {
      await told(language, options, () =>
        withStore(options, async (store) => {
          const campaigns = await Promise.all(
            (await store.campaigns()).map(async (name) => {
              const lookup = await store.campaign(name);
              return {
                name,
                state: lookup.state,
                ...(lookup.state === 'open' ? await lookup.campaign.counts() : {}),
              };
            }),
          );
          const lines = campaigns.map(({ name, state, ...counts }) => {
            const what = Object.entries(counts).map(([kind, count]) => `${count} ${kindIn(words, kind)}`);
            return [name, words.states[state], ...what].join('  ');
          });
          return { json: { campaigns }, lines: lines.length === 0 ? [words.noCampaign] : lines };
        }),
      );
    });
}

function purgeCommand(language: Language): Command {
  const words = cliWords[language];
  return withData(new Command('purge'), words)
    .requiredOption('--campaign <name>', words.options.campaign)
    .option('--yes', words.options.yes)
    .addOption(notErasedOption(words))
    .addHelpText(
      'after',
      `
${words.purgeHelp}

${words.examples}
  cloison platform purge --data /srv/cloison --campaign 2026-6e
  cloison platform purge --data /srv/cloison --campaign 2026-6e --yes --json`,
    )
    .action(async (options: DataOptions & { campaign: string; yes?: boolean; notErased: string }) => {
      await told(language, options, () =>
        withStore(options, async (store, key) => {
          const { campaign, notErased } = options;
          const lookup = await store.campaign(campaign);
          if (lookup.state === 'absent') {
            throw new SetupError(
              'unknown-campaign',
              `no campaign ${JSON.stringify(campaign)} was ever published here`,
            );
          }
          if (lookup.state === 'open' && options.yes !== true) {
            const counts = await lookup.campaign.counts();
            const what = Object.entries(counts).map(
              ([kind, count]) => `  ${String(count).padStart(9)} ${kindIn(words, kind)}`,
            );
            return {
              json: { campaign, erased: false, counts },
              lines: [fill(words.wouldErase, { campaign }), ...what, words.addYes],
            };
          }
          const statement = await purge({ store, key, notErased }, campaign, Date.now());
          const text = Buffer.from(statement.statement, 'base64url').toString('utf8');
          return {
            json: { campaign, erased: true, ...statement },
            lines: [fill(words.erased, { campaign }), text, JSON.stringify(statement)],
          };
        }),
      );
    });
}

/** What the commands of `backup/` share with these. */
function backupTools(language: Language): BackupTools<DataOptions> {
  const words = cliWords[language];
  return {
    withData: (command) => withData(command, words),
    told: (options, work) => told(language, options, work),
    kindIn: (kind) => kindIn(words, kind),
    secretsDirOf: (options) => secretsDirOf(dirsOf(options)),
    storeDirOf: (options) => storeDirOf(dirsOf(options)),
    withStore: (options, use) => withStore(options, (store) => use(store)),
    examples: words.examples,
  };
}

/** What the commands of `relay/` share with these. */
function relayTools(language: Language): RelayTools<DataOptions> {
  const words = cliWords[language];
  const { told, withPlace, examples } = commandTools(language);
  return {
    withData: (command) => withFolders(command, words),
    told,
    withPlace,
    examples,
    dirsOf: (options) => ({ dataDir: options.data, secretsDir: secretsDirOf(dirsOf(options)) }),
    openStore: async (dirs, secrets) => openStore(dirs, secrets),
    start: startPlatform,
    keyFileWords: moveWords[language].readKey,
    portOf: wholeNumber(words),
  };
}

/** What the commands of `move/` share with these. */
function commandTools(language: Language): CommandTools<DataOptions> {
  const words = cliWords[language];
  return {
    withData: (command) => withData(command, words),
    told: (options, work) => told(language, options, work),
    kindIn: (kind) => kindIn(words, kind),
    embeddedDirOf: (options) => (isEmbedded(dirsOf(options)) ? storeDirOf(dirsOf(options)) : null),
    withPlace: async (options, use) => {
      const secretsDir = secretsDirOf(dirsOf(options));
      const secrets = await readSecrets(secretsDir);
      return withStore(options, (store) => use({ store, secrets, secretsDir, nowMs: Date.now }));
    },
    publicKeyOf: async (options) => (await readSecrets(secretsDirOf(dirsOf(options)))).statementKey.publicKey,
    examples: words.examples,
  };
}

function kindIn(words: CliWords, kind: string): string {
  return Object.hasOwn(words.kinds, kind) ? words.kinds[kind as keyof CliWords['kinds']] : kind;
}

function withData(command: Command, words: CliWords): Command {
  return withFolders(command, words).addOption(
    new Option('--store <address>', words.options.store).env('CLOISON_STORE'),
  );
}

/** The store is the one of the data folder. */
function withFolders(command: Command, words: CliWords): Command {
  return command
    .addOption(new Option('--data <folder>', words.options.data).env('CLOISON_DATA').makeOptionMandatory())
    .addOption(new Option('--secrets <folder>', words.options.secrets).env('CLOISON_SECRETS'))
    .option('--json', words.options.json);
}

function notErasedOption(words: CliWords): Option {
  return new Option('--not-erased <text>', words.options.notErased)
    .env('CLOISON_NOT_ERASED')
    .default(DEFAULT_NOT_ERASED, words.options.notErasedDefault);
}

function dirsOf({
  data,
  secrets,
  store,
}: DataOptions): Pick<PlatformOptions, 'dataDir' | 'secretsDir' | 'store'> {
  if (store !== undefined && holdsPassword(store) && process.argv.some((word) => word.includes(store))) {
    throw new SetupError(
      'bad-setting',
      'a password on a command line can be read by everybody on this machine: give the address in CLOISON_STORE, or the password in a file named by CLOISON_STORE_PASSWORD_FILE',
    );
  }
  return {
    dataDir: data,
    ...(secrets === undefined ? {} : { secretsDir: secrets }),
    ...(store === undefined ? {} : { store }),
  };
}

function platformOptions(options: ServeOptions): PlatformOptions {
  const { tlsCert, tlsKey, log } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new SetupError('bad-setting', '--tls-cert and --tls-key go together');
  }
  for (const file of [tlsCert, tlsKey]) {
    if (file !== undefined && !existsSync(file))
      throw new SetupError('bad-setting', `there is no file ${file}`);
  }
  return {
    ...dirsOf(options),
    host: options.host,
    port: options.port,
    behindProxy: options.behindProxy === true,
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { certPath: tlsCert, keyPath: tlsKey } }),
    apps: {
      ...(options.pupilApp === undefined ? {} : { pupil: options.pupilApp }),
      ...(options.schoolApp === undefined ? {} : { school: options.schoolApp }),
    },
    ...(options.appOrigin === undefined ? {} : { appOrigins: options.appOrigin }),
    ...(options.metrics === undefined ? {} : { metrics: options.metrics }),
    ...(options.drainNotice === undefined ? {} : { drainNoticeMs: options.drainNotice * 1000 }),
    log: log === 'stderr' || log === 'none' ? log : { path: log },
    notErased: options.notErased,
    ...(options.quota === undefined ? {} : { quotaMiB: options.quota }),
  };
}

async function withStore<T>(
  options: DataOptions,
  use: (store: Store, key: { privateKey: CryptoKey; publicKey: Uint8Array }) => Promise<T>,
): Promise<T> {
  const secrets = await readSecrets(secretsDirOf(dirsOf(options)));
  const store = await openStore(dirsOf(options), secrets);
  try {
    return await use(store, secrets.statementKey);
  } finally {
    await store.close();
  }
}

interface Told {
  readonly json: unknown;
  readonly lines: readonly string[];
}

/** Prints what a command says, or why it could not, and sets the exit code. */
async function told(language: Language, options: DataOptions, work: () => Promise<Told>): Promise<void> {
  try {
    const { json, lines } = await work();
    process.stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof PlatformError)) throw error;
    process.stderr.write(`cloison platform: ${errorIn(language, error.message)}\n`);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ error: error.code })}\n`);
    process.exitCode = 1;
  }
}

function keyFrom(text: string): Uint8Array {
  return parseAuthorityKey(existsSync(text) ? readFileSync(text, 'utf8') : text);
}

/** `9464`, `127.0.0.1:9464`, `[::1]:9464`. */
function addressAndPort(words: CliWords): (text: string) => { host: string; port: number } {
  return (text) => {
    const { host, bare, port } =
      /^(?:(?:\[(?<host>[\da-f:.]+)\]|(?<bare>[\w.-]+)):)?(?<port>\d{1,5})$/i.exec(text)?.groups ?? {};
    if (port === undefined || Number(port) > 65_535) throw new InvalidArgumentError(words.addressAndPort);
    return { host: host ?? bare ?? '127.0.0.1', port: Number(port) };
  };
}

function wholeNumber(words: CliWords): (text: string) => number {
  return (text) => {
    if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(words.wholeNumber);
    return Number(text);
  };
}
