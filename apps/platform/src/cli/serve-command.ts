/** `cloison platform serve`. */
import {
  address,
  count,
  file,
  fileToWrite,
  fill,
  flag,
  folder,
  needs,
  optional,
  origin,
  port,
  repeated,
  seconds,
  text,
  type ValuesOf,
  withDefault,
} from '@cloison/command';
import { DEFAULT_NOT_ERASED } from '../authority/purge.ts';
import { errorOrigin } from '../base/log.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import type { PlatformOptions } from '../start/platform-options.ts';
import { startPlatform } from '../start/start-platform.ts';
import { cliWords, wordsOf } from './cli-words.ts';
import { askedToStop, type PlatformDirs, verb } from './platform-session.ts';

const say = wordsOf(cliWords);

/** What a purge does not reach, in the operator's words. */
export const notErasedOption = withDefault(
  text(),
  DEFAULT_NOT_ERASED,
  say((words) => words.options.notErased),
  { env: 'CLOISON_NOT_ERASED', fallbackWords: say((words) => words.options.notErasedDefault) },
);

const OPTIONS = {
  host: withDefault(
    text({ fr: 'adresse', en: 'address' }),
    '127.0.0.1',
    say((words) => words.options.host),
    { env: 'CLOISON_HOST' },
  ),
  port: withDefault(
    port(),
    '8080',
    say((words) => words.options.port),
    { env: 'CLOISON_PORT' },
  ),
  behindProxy: flag(
    say((words) => words.options.behindProxy),
    { env: 'CLOISON_BEHIND_PROXY' },
  ),
  tlsCert: optional(
    file(),
    say((words) => words.options.tlsCert),
    { env: 'CLOISON_TLS_CERT' },
  ),
  tlsKey: optional(
    file(),
    say((words) => words.options.tlsKey),
    { env: 'CLOISON_TLS_KEY' },
  ),
  pupilApp: optional(
    folder(),
    say((words) => words.options.pupilApp),
    { env: 'CLOISON_PUPIL_APP' },
  ),
  schoolApp: optional(
    folder(),
    say((words) => words.options.schoolApp),
    { env: 'CLOISON_SCHOOL_APP' },
  ),
  appOrigin: repeated(
    origin(),
    say((words) => words.options.appOrigin),
    { env: 'CLOISON_APP_ORIGIN' },
  ),
  metrics: optional(
    address(),
    say((words) => words.options.metrics),
    { env: 'CLOISON_METRICS' },
  ),
  drainNotice: optional(
    seconds(),
    say((words) => words.options.drainNotice),
    { env: 'CLOISON_DRAIN_NOTICE' },
  ),
  log: withDefault(
    fileToWrite(),
    'stderr',
    say((words) => words.options.log),
    { env: 'CLOISON_LOG' },
  ),
  quota: optional(
    count(),
    say((words) => words.options.quota),
    { env: 'CLOISON_QUOTA', placeholder: { fr: 'Mio', en: 'MiB' } },
  ),
  notErased: notErasedOption,
} as const;

export const serveVerb = verb({
  name: 'serve',
  summary: say((words) => words.descriptions.serve),
  options: OPTIONS,
  rules: [needs('tlsCert', 'tlsKey'), needs('tlsKey', 'tlsCert')],
  examples: [
    'cloison platform serve --data /srv/cloison --pupil-app apps/pupil/dist --school-app apps/school/dist',
    'cloison platform serve --data /srv/cloison --host 0.0.0.0 --port 443 --tls-cert chain.pem --tls-key key.pem',
    'cloison platform serve --data /srv/cloison --behind-proxy --metrics 127.0.0.1:9464',
    'CLOISON_STORE_PASSWORD_FILE=/etc/cloison/pg cloison platform serve --data /srv/cloison --store postgres://cloison@127.0.0.1/cloison',
    'CLOISON_DATA=/srv/cloison CLOISON_LOG=/var/log/cloison.log cloison platform serve --behind-proxy --host 10.0.0.7',
  ],
  async run(session, options) {
    process.once('uncaughtException', (error) => {
      // The message could quote what someone sent: only its kind and place are shown.
      process.stderr.write(`cloison platform: fault ${JSON.stringify(errorOrigin(error))}\n`);
      process.exit(1);
    });
    const words = cliWords[session.lang];
    const platform = await startPlatform(platformOptions(session.dirs, options));
    const { url, operationsUrl } = platform;
    session.onHangUp(() => platform.reloadTls());
    session.print(fill(words.listening, { url }));
    session.event({ event: 'listening', url, operationsUrl, publicKey: base64Url(platform.publicKey) });
    await askedToStop(session);
    await platform.close();
    return session.show([words.stopped], { event: 'stopped' });
  },
});

function platformOptions(dirs: PlatformDirs, options: ValuesOf<typeof OPTIONS>): PlatformOptions {
  const { host, port, behindProxy, tlsCert, tlsKey, pupilApp, schoolApp, appOrigin, notErased } = options;
  const { metrics, drainNotice, quota, log } = options;
  return {
    ...dirs,
    host,
    port,
    behindProxy,
    ...(tlsCert === undefined || tlsKey === undefined ? {} : { tls: { certPath: tlsCert, keyPath: tlsKey } }),
    apps: {
      ...(pupilApp === undefined ? {} : { pupil: pupilApp }),
      ...(schoolApp === undefined ? {} : { school: schoolApp }),
    },
    ...(appOrigin.length === 0 ? {} : { appOrigins: appOrigin }),
    ...(metrics === undefined ? {} : { metrics }),
    ...(drainNotice === undefined ? {} : { drainNoticeMs: drainNotice * 1000 }),
    log: log === 'stderr' || log === 'none' ? log : { path: log },
    notErased,
    ...(quota === undefined ? {} : { quotaMiB: quota }),
  };
}
