/** What the operator's commands work on: folders, secrets and the store, each opened when it is needed. */
import {
  defineVerb,
  EXIT,
  type Frame,
  folderToWrite,
  type OptionValues,
  optional,
  Refusal,
  required,
  type Terminal,
  text,
  type VerbResult,
} from '@cloison/command';
import { errorOrigin } from '../base/log.ts';
import { PlatformError } from '../base/platform-error.ts';
import { type PlatformSecrets, readSecrets } from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import type { CampaignHost } from '../move/move-campaign.ts';
import { isEmbedded, openStore, storeDirOf } from '../start/open-store.ts';
import type { PlatformOptions } from '../start/platform-options.ts';
import { secretsDirOf } from '../start/platform-secrets.ts';
import { holdsPassword } from '../store/postgres/address.ts';
import type { Store } from '../store/store.ts';
import { cliWords, wordsOf } from './cli-words.ts';

export type PlatformDirs = Pick<PlatformOptions, 'dataDir' | 'secretsDir' | 'store'>;

export interface PlatformSession extends Terminal {
  readonly dirs: PlatformDirs;
  readonly secretsDir: string;
  /** Of the embedded store; throws `embedded-only` when the store is another one. */
  storeDir(): string;
  /** Folder of the embedded store, null when the store is elsewhere: processes share it then. */
  readonly embeddedDir: string | null;
  secrets(): Promise<PlatformSecrets>;
  /** Opens the store; throws `folder-in-use` when a running process has it. */
  withStore<T>(use: (store: Store, secrets: PlatformSecrets) => Promise<T>): Promise<T>;
  withHost<T>(use: (host: CampaignHost) => Promise<T>): Promise<T>;
  /** Prints the lines, and gives what `--json` prints instead. */
  show(lines: readonly string[], json: VerbResult): VerbResult;
}

const say = wordsOf(cliWords);

const FOLDERS = {
  data: required(
    folderToWrite(),
    say((words) => words.options.data),
    { env: 'CLOISON_DATA' },
  ),
  secrets: optional(
    folderToWrite(),
    say((words) => words.options.secrets),
    { env: 'CLOISON_SECRETS' },
  ),
} as const;

/** Of a laptop: its store is in the data folder. */
export const laptopFrame: Frame<PlatformSession> = frameWith(FOLDERS);

export const platformFrame: Frame<PlatformSession> = frameWith({
  ...FOLDERS,
  store: optional(
    text({ fr: 'adresse', en: 'address' }),
    say((words) => words.options.store),
    { env: 'CLOISON_STORE' },
  ),
});

export const verb = defineVerb<PlatformSession>();

function frameWith(options: Frame<PlatformSession>['options']): Frame<PlatformSession> {
  return {
    options,
    open: (terminal, values) => ({ session: sessionOf(terminal, values), close: () => {} }),
    explain,
    // A message could quote what somebody sent: only its kind and place are shown.
    describe: (error) => JSON.stringify(errorOrigin(error)),
  };
}

function explain(error: unknown): Refusal | null {
  if (!(error instanceof PlatformError)) return null;
  const exit = error.status >= 500 ? EXIT.unreachable : EXIT.refused;
  const words = { fr: 'La plateforme refuse : {code}.', en: 'The platform refuses: {code}.' };
  return new Refusal(error.code, { exit, ...words }, { code: error.code }, {});
}

function sessionOf(terminal: Terminal, values: OptionValues): PlatformSession {
  const { data, secrets, store } = values as { data: string; secrets?: string; store?: string };
  if (store !== undefined && holdsPassword(store) && process.argv.some((word) => word.includes(store)))
    throw new SetupError('password-on-command-line');
  const dirs: PlatformDirs = {
    dataDir: data,
    ...(secrets === undefined ? {} : { secretsDir: secrets }),
    ...(store === undefined ? {} : { store }),
  };
  const secretsDir = secretsDirOf(dirs);
  const session: PlatformSession = {
    lang: terminal.lang,
    json: terminal.json,
    env: terminal.env,
    // Read late: SIGINT and SIGTERM are caught only for a command that asks for it.
    get signal() {
      return terminal.signal;
    },
    onHangUp: terminal.onHangUp,
    say: terminal.say,
    print: terminal.print,
    note: terminal.note,
    event: terminal.event,
    progress: terminal.progress,
    dirs,
    secretsDir,
    storeDir: () => storeDirOf(dirs),
    embeddedDir: isEmbedded(dirs) ? storeDirOf(dirs) : null,
    secrets: () => readSecrets(secretsDir),
    async withStore(use) {
      const read = await readSecrets(secretsDir);
      const opened = await openStore(dirs, read);
      try {
        return await use(opened, read);
      } finally {
        await opened.close();
      }
    },
    withHost: (use) =>
      session.withStore((opened, read) => use({ store: opened, secrets: read, secretsDir, nowMs: Date.now })),
    show(lines, json) {
      for (const line of lines) terminal.print(line);
      return json;
    },
  };
  return session;
}

/** `holders` in the language of the session. */
export function kindIn({ lang }: Terminal, kind: string): string {
  const { kinds } = cliWords[lang];
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : kind;
}

/** Resolves when somebody asks the process to stop. */
export function askedToStop({ signal }: Terminal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
