/**
 * Prepares the built apps for a machine of the authority that serves only pages. Each page contains the address of its platform,
 * the policy lets it call only there, and a configuration for nginx is written too.
 */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { SetupError } from '../base/setup-error.ts';
import { parseAppOrigin } from './cross-origin.ts';
import { appPolicy, commonHeaders, MODULE_FRAME, MODULE_FRAME_HEADERS, PAGE_HEADERS } from './headers.ts';
import { importMapHash } from './import-map.ts';

export interface PagesElsewhere {
  readonly pupilApp: string;
  readonly schoolApp: string;
  /** Address of the platform. */
  readonly platform: string;
  /** A folder that does not exist yet. */
  readonly out: string;
}

/** As it is in the built pages. The setting is in the page itself, so that it costs no request. */
const SETTING = '<meta name="cloison-platform" content=""';

/** Writes `pupil/`, `school/` and `nginx.conf` below `out`. Throws `bad-setting`. */
export function writePagesElsewhere({ pupilApp, schoolApp, platform, out }: PagesElsewhere): void {
  const origin = parseAppOrigin(platform);
  if (existsSync(out)) throw new SetupError('exists-already', { path: out });
  // It has its name once it is whole: a run that was cut short is done again by the same call.
  const growing = `${out}.part`;
  rmSync(growing, { recursive: true, force: true });
  try {
    fill(growing, { pupilApp, schoolApp }, origin, resolve(out));
    renameSync(growing, out);
  } catch (error) {
    rmSync(growing, { recursive: true, force: true });
    throw error;
  }
}

/** `home`: where the folder will be. */
function fill(
  out: string,
  { pupilApp, schoolApp }: Pick<PagesElsewhere, 'pupilApp' | 'schoolApp'>,
  origin: string,
  home: string,
): void {
  mkdirSync(out, { recursive: true });
  const policies = { pupil: '', school: '' };
  for (const [name, from] of [
    ['pupil', pupilApp],
    ['school', schoolApp],
  ] as const) {
    const page = join(from, 'index.html');
    const html = existsSync(page) ? readFileSync(page, 'utf8') : '';
    if (!html.includes(SETTING)) throw new SetupError('not-a-built-app', { folder: from });
    cpSync(from, join(out, name), { recursive: true });
    const importMap = importMapHash(html);
    const importMaps = importMap === null ? [] : [importMap];
    policies[name] = appPolicy({ platforms: [origin], importMaps, frames: name === 'pupil' });
    writeFileSync(
      join(out, name, 'index.html'),
      html.replace(SETTING, `<meta name="cloison-platform" content="${origin}"`),
    );
  }
  writeFileSync(join(out, 'nginx.conf'), nginxLocations(home, policies));
}

/** For inclusion in the `server` of the pages' own origin. */
function nginxLocations(out: string, policies: Readonly<Record<'pupil' | 'school', string>>): string {
  const headers = { ...commonHeaders(true), ...PAGE_HEADERS };
  const lines = (app: 'pupil' | 'school', cache: string) =>
    Object.entries({ ...headers, 'content-security-policy': policies[app], 'cache-control': cache })
      .map(([name, value]) => `  add_header ${name} "${value}" always;`)
      .join('\n');
  const frame = Object.entries({
    ...commonHeaders(true),
    ...MODULE_FRAME_HEADERS,
    'cache-control': 'no-cache',
  })
    .map(([name, value]) => `  add_header ${name} "${value}" always;`)
    .join('\n');
  const campaign = '[a-z0-9][a-z0-9-]+';
  const location = (pattern: string, app: 'pupil' | 'school', rest: string, cache: string) =>
    `location ~ "${pattern}" {\n  root "${out}/${app}";\n  ${rest}\n${lines(app, cache)}\n}\n`;
  const page = 'rewrite ^ /index.html break;';
  const file = 'rewrite "^/c/[^/]+/(?:ecole/)?(.+)$" /$1 break;';
  return [
    '# Written by `cloison platform pages`. Include it in the server of the origin of the pages, below its TLS.',
    'types { text/html html; text/javascript js mjs; text/css css; application/json json; image/svg+xml svg;',
    '  application/manifest+json webmanifest; font/woff2 woff2; application/wasm wasm; image/png png; }',
    'default_type application/octet-stream;',
    location(`^/c/${campaign}/ecole/$`, 'school', page, 'no-cache'),
    location(`^/c/${campaign}/(?:preparer|controle|entrainement)?$`, 'pupil', page, 'no-cache'),
    location(`^/c/${campaign}/ecole/assets/`, 'school', file, 'public, max-age=31536000, immutable'),
    location(`^/c/${campaign}/ecole/.+`, 'school', file, 'no-cache'),
    `location ~ "^/c/${campaign}/${MODULE_FRAME.replace('.', '[.]')}$" {\n  root "${out}/pupil";\n  ${file}\n${frame}\n}\n`,
    location(`^/c/${campaign}/assets/`, 'pupil', file, 'public, max-age=31536000, immutable'),
    location(`^/c/${campaign}/.+`, 'pupil', file, 'no-cache'),
  ].join('\n');
}
