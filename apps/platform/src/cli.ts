/** `cloison platform …`: the operator's commands. */
import { existsSync, readFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_NOT_ERASED, purge } from './authority/purge.ts';
import { base64Url } from './envelope-input.ts';
import { placeOf } from './log.ts';
import { PlatformError, SetupError } from './platform-error.ts';
import { createSecrets, isInitialised, parseAuthorityKey, readSecrets } from './secrets.ts';
import {
  openStore,
  type PlatformOptions,
  secretsDirOf,
  startPlatform,
  storeDirOf,
} from './start-platform.ts';
import type { Store } from './store/store.ts';

interface DataOptions {
  readonly data: string;
  readonly secrets?: string;
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
  readonly log: string;
  readonly quota?: number;
  readonly notErased: string;
}

type Language = 'fr' | 'en';

const DESCRIPTIONS = {
  platform: {
    en: 'The service that keeps sealed envelopes: set it up, run it, purge a campaign',
    fr: 'Le service qui garde les enveloppes scellées : l’installer, le lancer, purger une campagne',
  },
  init: {
    en: 'Make the secrets of a new platform and register the authority that may publish to it',
    fr: 'Créer les secrets d’une nouvelle plateforme et y inscrire l’autorité qui peut y publier',
  },
  serve: {
    en: 'Run the service until SIGTERM or SIGINT, which finish what is under way',
    fr: 'Lancer le service jusqu’à SIGTERM ou SIGINT, qui terminent ce qui est en cours',
  },
  status: {
    en: 'Say which campaigns a stopped platform keeps, and how much of each',
    fr: 'Dire quelles campagnes garde une plateforme arrêtée, et combien de chaque chose',
  },
  purge: {
    en: 'Erase all of a campaign on a stopped platform, and print the signed statement',
    fr: 'Effacer toute une campagne sur une plateforme arrêtée, et donner l’attestation signée',
  },
} as const satisfies Record<string, Readonly<Record<Language, string>>>;

/** Mounted by `bin/cloison.ts`. Options and messages are for operators, in English. */
export function platformCommand(language: Language = 'en'): Command {
  const command = new Command('platform').showHelpAfterError('(add --help for what it takes)');
  for (const child of [initCommand(), serveCommand(), statusCommand(), purgeCommand()])
    command.addCommand(child);
  for (const each of [command, ...command.commands]) {
    each.description(DESCRIPTIONS[each.name() as keyof typeof DESCRIPTIONS][language]);
  }
  return command;
}

function initCommand(): Command {
  return withData(new Command('init'))
    .requiredOption(
      '--authority-key <key>',
      "the authority's Ed25519 public key: base64url, or a file that holds it",
    )
    .addHelpText(
      'after',
      `
Examples:
  cloison platform init --data /srv/cloison --authority-key 8Jt…43 characters…
  cloison platform init --data /srv/cloison --secrets /etc/cloison/secrets --authority-key authority.pub`,
    )
    .action(async (options: DataOptions & { authorityKey: string }) => {
      await told(options, async () => {
        const secretsDir = secretsDirOf(dirsOf(options));
        if (existsSync(storeDirOf(dirsOf(options))) && !isInitialised(secretsDir)) {
          throw new SetupError(
            'wrong-secrets',
            `there is a store in ${options.data} already: give its --secrets`,
          );
        }
        const { statementKey } = await createSecrets(secretsDir, keyFrom(options.authorityKey));
        const publicKey = base64Url(statementKey.publicKey);
        return {
          json: { secretsDir, publicKey },
          lines: [
            `Secrets made in ${secretsDir}: back them up, apart from the store.`,
            `This platform signs purge statements with the key ${publicKey}`,
          ],
        };
      });
    });
}

function serveCommand(): Command {
  return withData(new Command('serve'))
    .addOption(
      new Option('--host <address>', 'address to listen on').env('CLOISON_HOST').default('127.0.0.1'),
    )
    .addOption(
      new Option('--port <number>', 'port to listen on')
        .env('CLOISON_PORT')
        .default(8080)
        .argParser(wholeNumber),
    )
    .addOption(
      new Option('--behind-proxy', 'a proxy in front speaks TLS to browsers').env('CLOISON_BEHIND_PROXY'),
    )
    .addOption(new Option('--tls-cert <file>', 'certificate chain, PEM').env('CLOISON_TLS_CERT'))
    .addOption(new Option('--tls-key <file>', 'private key, PEM').env('CLOISON_TLS_KEY'))
    .addOption(new Option('--pupil-app <folder>', 'built app of pupils').env('CLOISON_PUPIL_APP'))
    .addOption(new Option('--school-app <folder>', 'built app of schools').env('CLOISON_SCHOOL_APP'))
    .addOption(
      new Option('--log <file>', 'where the log goes: a file, stderr or none')
        .env('CLOISON_LOG')
        .default('stderr'),
    )
    .addOption(
      new Option('--quota <MiB>', "largest size of one campaign's database")
        .env('CLOISON_QUOTA')
        .argParser(wholeNumber),
    )
    .addOption(notErasedOption())
    .addHelpText(
      'after',
      `
Examples:
  cloison platform serve --data /srv/cloison --pupil-app apps/pupil/dist --school-app apps/school/dist
  cloison platform serve --data /srv/cloison --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem
  CLOISON_DATA=/srv/cloison CLOISON_LOG=/var/log/cloison.log cloison platform serve --behind-proxy --host 10.0.0.7`,
    )
    .action(async (options: ServeOptions) => {
      process.once('uncaughtException', (error) => {
        // The message could quote what someone sent: only its kind and place are told.
        process.stderr.write(`cloison platform: fault ${JSON.stringify(placeOf(error))}\n`);
        process.exit(1);
      });
      await told(options, async () => {
        const platform = await startPlatform(platformOptions(options));
        const publicKey = base64Url(platform.publicKey);
        process.stdout.write(
          options.json === true
            ? `${JSON.stringify({ event: 'listening', url: platform.url, publicKey })}\n`
            : `Listening on ${platform.url} (stop with Ctrl-C)\n`,
        );
        await new Promise<void>((resolve) => {
          for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
        });
        await platform.close();
        return { json: { event: 'stopped' }, lines: ['Stopped: what was under way is finished.'] };
      });
    });
}

function statusCommand(): Command {
  return withData(new Command('status'))
    .addHelpText('after', '\nExample:\n  cloison platform status --data /srv/cloison')
    .action(async (options: DataOptions) => {
      await told(options, () =>
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
            const what = Object.entries(counts).map(([kind, count]) => `${count} ${kind}`);
            return [name, state, ...what].join('  ');
          });
          return { json: { campaigns }, lines: lines.length === 0 ? ['No campaign.'] : lines };
        }),
      );
    });
}

function purgeCommand(): Command {
  return withData(new Command('purge'))
    .requiredOption('--campaign <name>', 'the campaign to erase')
    .option('--yes', 'erase: without it, only say what would be erased')
    .addOption(notErasedOption())
    .addHelpText(
      'after',
      `
A running platform is purged by the authority's signed call (cloison campaign close). Repeating a purge, or running it
again after a crash, gives the same statement.

Examples:
  cloison platform purge --data /srv/cloison --campaign 2026-6e
  cloison platform purge --data /srv/cloison --campaign 2026-6e --yes --json`,
    )
    .action(async (options: DataOptions & { campaign: string; yes?: boolean; notErased: string }) => {
      await told(options, () =>
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
              ([kind, count]) => `  ${String(count).padStart(9)} ${kind}`,
            );
            return {
              json: { campaign, erased: false, counts },
              lines: [`Would erase of ${campaign}, for ever:`, ...what, 'Add --yes to do it.'],
            };
          }
          const statement = await purge({ store, key, notErased }, campaign, Date.now());
          const text = Buffer.from(statement.statement, 'base64url').toString('utf8');
          return {
            json: { campaign, erased: true, ...statement },
            lines: [`Erased ${campaign}. Statement:`, text, JSON.stringify(statement)],
          };
        }),
      );
    });
}

function withData(command: Command): Command {
  return command
    .addOption(
      new Option('--data <folder>', 'data folder of the platform').env('CLOISON_DATA').makeOptionMandatory(),
    )
    .addOption(
      new Option('--secrets <folder>', 'its secrets (default: secrets/ in the data folder)').env(
        'CLOISON_SECRETS',
      ),
    )
    .option('--json', 'end with one JSON line');
}

function notErasedOption(): Option {
  return new Option('--not-erased <text>', 'what a purge does not reach: your backups and when they expire')
    .env('CLOISON_NOT_ERASED')
    .default(DEFAULT_NOT_ERASED, 'a sentence about copies and backups');
}

function dirsOf({ data, secrets }: DataOptions): Pick<PlatformOptions, 'dataDir' | 'secretsDir'> {
  return { dataDir: data, ...(secrets === undefined ? {} : { secretsDir: secrets }) };
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
  const store = openStore(dirsOf(options), secrets);
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
async function told(options: DataOptions, work: () => Promise<Told>): Promise<void> {
  try {
    const { json, lines } = await work();
    process.stdout.write(options.json === true ? `${JSON.stringify(json)}\n` : `${lines.join('\n')}\n`);
  } catch (error) {
    if (!(error instanceof SetupError || error instanceof PlatformError)) throw error;
    process.stderr.write(`cloison platform: ${error.message}\n`);
    if (options.json === true) process.stdout.write(`${JSON.stringify({ error: error.code })}\n`);
    process.exitCode = 1;
  }
}

function keyFrom(text: string): Uint8Array {
  return parseAuthorityKey(existsSync(text) ? readFileSync(text, 'utf8') : text);
}

function wholeNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number is needed.');
  return Number(text);
}
