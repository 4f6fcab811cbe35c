/** `cloison platform init`, `replace-authority` and `pages`. */
import { existsSync, readFileSync } from 'node:fs';
import {
  defineVerb,
  fill,
  folder,
  origin,
  required,
  type Terminal,
  text,
  withDefault,
} from '@cloison/command';
import {
  createSecrets,
  fingerprintOf,
  isInitialised,
  parseAuthorityKey,
  replaceAuthorityKey,
} from '../base/secrets.ts';
import { SetupError } from '../base/setup-error.ts';
import { base64Url } from '../campaign/read-envelope.ts';
import { storeExists } from '../start/open-store.ts';
import { writePagesElsewhere } from '../web/pages-elsewhere.ts';
import { cliWords, wordsOf } from './cli-words.ts';
import { verb } from './platform-session.ts';

const say = wordsOf(cliWords);

export const initVerb = verb({
  name: 'init',
  summary: say((words) => words.descriptions.init),
  options: {
    authorityKey: required(
      text({ fr: 'clé', en: 'key' }),
      say((words) => words.options.authorityKey),
    ),
  },
  examples: [
    'cloison platform init --data /srv/cloison --authority-key 8Jt…43 characters…',
    'cloison platform init --data /srv/cloison --secrets /etc/cloison/secrets --authority-key authority.pub',
  ],
  async run(session, { authorityKey }) {
    const { secretsDir, dirs } = session;
    const words = cliWords[session.lang];
    if (storeExists(dirs) && !isInitialised(secretsDir))
      throw new SetupError('store-without-secrets', { folder: dirs.dataDir });
    const { statementKey } = await createSecrets(secretsDir, readAuthorityKey(authorityKey));
    const publicKey = base64Url(statementKey.publicKey);
    return session.show(
      [fill(words.secretsMade, { folder: secretsDir }), fill(words.signsWith, { key: publicKey })],
      { secretsDir, publicKey },
    );
  },
});

export const replaceAuthorityVerb = verb({
  name: 'replace-authority',
  summary: say((words) => words.descriptions.replaceAuthority),
  options: {
    authorityKey: required(
      text({ fr: 'clé', en: 'key' }),
      say((words) => words.options.authorityKey),
    ),
    fingerprint: required(
      text({ fr: 'empreinte', en: 'fingerprint' }),
      say((words) => words.options.fingerprint),
    ),
  },
  examples: [
    'cloison platform replace-authority --data /srv/cloison --authority-key 8Jt…43 characters… --fingerprint "3F5A 91C2 …"',
  ],
  async run(session, { authorityKey, fingerprint }) {
    const words = cliWords[session.lang];
    const given = readAuthorityKey(authorityKey);
    const found = fingerprintOf(given);
    // The key came by one way, its fingerprint by another: whoever changed one of them is found here.
    if (plain(fingerprint) !== plain(found)) throw new SetupError('authority-key-fingerprint', { found });
    const former = fingerprintOf(await replaceAuthorityKey(session.secretsDir, given));
    const line = former === found ? words.authorityKept : words.authorityReplaced;
    return session.show([fill(line, { key: found, former })], {
      authorityKey: base64Url(given),
      fingerprint: found,
      former,
      replaced: former !== found,
    });
  },
});

const plain = (fingerprint: string) => fingerprint.replace(/[^0-9a-f]/gi, '').toUpperCase();

/** Written out, or in a file. Throws `authority-key-form`. */
function readAuthorityKey(given: string): Uint8Array {
  return parseAuthorityKey(existsSync(given) ? readFileSync(given, 'utf8') : given);
}

export const pagesVerb = defineVerb<Terminal>()({
  name: 'pages',
  summary: say((words) => words.descriptions.pages),
  arguments: {
    out: required(
      text({ fr: 'dossier', en: 'folder' }),
      say((words) => words.options.pagesFolder),
    ),
  },
  options: {
    platform: required(
      origin(),
      say((words) => words.options.pagesPlatform),
    ),
    pupilApp: withDefault(
      folder(),
      'apps/pupil/dist',
      say((words) => words.options.pupilApp),
    ),
    schoolApp: withDefault(
      folder(),
      'apps/school/dist',
      say((words) => words.options.schoolApp),
    ),
  },
  examples: ['cloison platform pages /srv/pages --platform https://evaluation.example'],
  async run(session, options) {
    writePagesElsewhere(options);
    session.print(fill(cliWords[session.lang].pagesWritten, { folder: options.out }));
    return { out: options.out };
  },
});
