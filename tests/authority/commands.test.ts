/** The commands as an agent types them: exit codes, JSON lines, what happens on Ctrl-C. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { LyingHost, RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pupilsOf, sit } from './simulated-people.ts';

let small: SmallCampaign;
const bin = join(import.meta.dirname, '../../bin/cloison.ts');

interface Ended {
  readonly code: number | null;
  readonly lines: readonly Record<string, unknown>[];
  readonly out: string;
  readonly notes: string;
}

function start(
  words: readonly string[],
  onLine: (line: string, child: ChildProcess) => void = () => {},
  lang = 'en',
): Promise<Ended> {
  const child = spawn(process.execPath, [bin, ...words], {
    env: {
      ...process.env,
      CLOISON_VAULT: small.vaultFolder,
      CLOISON_KEYS: small.keysFolder,
      CLOISON_PASSPHRASE: PASSPHRASE,
      CLOISON_LANG: lang,
      TZ: 'Europe/Paris',
    },
    cwd: small.folder,
  });
  let out = '';
  let notes = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const before = out.split('\n').length;
    out += text;
    for (const line of out.split('\n').slice(before - 1, -1)) onLine(line, child);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    notes += text;
  });
  return new Promise((resolve) =>
    child.on('close', (code) =>
      resolve({
        code,
        out,
        notes,
        lines: out
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as Record<string, unknown>),
      }),
    ),
  );
}

beforeAll(async () => {
  small = await startSmallCampaign();
  small.release();
});
afterAll(async () => {
  await small.close();
});

test('publish to a platform that is not there ends with exit code 4 and says what to do', async () => {
  const to = (platform: string) =>
    start(['campaign', 'publish', '--platform', platform, '--patience', '0', '--json']);
  const away = await to('http://127.0.0.1:9/');
  expect([away.code, away.lines.at(-1)?.code]).toEqual([4, 'platform-unreachable']);
  expect(away.notes).toContain('run the same command again');
  const wrong = await to('ftp://nowhere/');
  expect([wrong.code, wrong.lines.at(-1)?.code]).toEqual([2, 'option-bad']);
});

test('while the platform is away, a French terminal says so in French', async () => {
  // “Nouvel essai dans 1 s — The platform does not answer …”
  const { notes } = await start(
    ['campaign', 'publish', '--platform', 'http://127.0.0.1:9/', '--patience', '1'],
    undefined,
    'fr',
  );
  expect(notes).toMatch(/La plateforme ne répond pas : GET \S+ \(\S.*\)\. Nouvel essai dans 1 s\./);
  expect(notes).not.toMatch(/The platform|Trying/);
});

test('publish, then serve until Ctrl-C: one JSON line a pass, the last one for the command, exit code 0', async () => {
  const platform = small.platform.url;
  const published = await start(['campaign', 'publish', '--platform', platform, '--json']);
  expect(published.lines).toEqual([
    expect.objectContaining({ ok: true, command: 'campaign publish', holders: 16, documents: 18 }),
  ]);
  expect(published.code).toBe(0);
  await small.reopen();
  const pupils = await pupilsOf(small);
  await sit(small, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  small.release();
  const busy: Promise<Ended>[] = [];
  const served = await start(
    ['campaign', 'serve', '--platform', platform, '--tick', '1', '--json'],
    (line, child) => {
      if (!line.includes('"kind":"pass"') || busy.length > 0) return;
      // Another command meanwhile; then one Ctrl-C.
      const other = start(['campaign', 'publish', '--platform', platform, '--wait', '30', '--json']);
      busy.push(other);
      void other.then(() => child.kill('SIGINT'));
    },
  );
  expect(served.code).toBe(0);
  expect(served.lines[0]).toMatchObject({ kind: 'pass', received: 1, sittings: 1 });
  expect(served.lines.at(-1)).toMatchObject({ ok: true, command: 'campaign serve', received: 1 });
  // Another command could use the vault between two passes.
  const other = await busy[0];
  expect(other?.lines.at(-1)).toMatchObject({ ok: true, command: 'campaign publish', holders: 0 });
  expect(other?.code).toBe(0);
});

test('verify published says that all is served, and names what is not, with what to do, in words and as JSON', async () => {
  const host = await LyingHost.start(() => small.platform.url);
  const verify = (...more: readonly string[]) =>
    start(['verify', 'published', '--platform', host.url, '--patience', '0', ...more]);
  try {
    const good = await verify();
    expect([good.code, good.notes]).toEqual([0, '']);
    expect(good.out).toContain('are served as they were published');
    expect((await verify('--json')).lines.at(-1)).toMatchObject({ wrong: [], incidents: 0, unread: null });
    host.refuses = (what) => (what === 'ticket' ? new RawAnswer(404, '{"code":"not-found"}') : null);
    const bad = await verify();
    expect(bad.code).toBe(6);
    expect(bad.out).toMatch(/! a document that the platform had taken is not served .*\(documents\/ticket, /);
    expect(bad.out).toContain('campaign publish --again');
    expect(bad.notes).toContain('The platform does not serve what was published: 6 differences.');
    host.refuses = () => null;
    expect((await verify('--json')).lines.at(-1)).toMatchObject({ wrong: [], mended: 6 });
  } finally {
    await host.close();
  }
});

test('closing asks first, then certificate, anonymise, export and verify follow', async () => {
  const platform = small.platform.url;
  // It closed days before the last window, by one flag.
  const tooEarly = await start([
    'campaign',
    'close',
    '--platform',
    platform,
    '--campaign',
    NAME,
    '--yes',
    '--json',
  ]);
  expect(tooEarly.lines.at(-1)).toMatchObject({ ok: false, code: 'closing-windows' });
  const [preview] = tooEarly.lines as [{ openUntil: string; copies: unknown[] }];
  expect(preview).toMatchObject({ kind: 'preview', campaign: NAME, lastCollection: expect.any(String) });
  expect(preview.copies).toEqual([expect.objectContaining({ place: 'present' })]);
  expect(tooEarly.notes).toContain(`--despite-windows ${preview.openUntil}`);
  expect(tooEarly.notes).toMatch(/window still open: \S+/);
  expect(tooEarly.notes).toMatch(/never begun/);
  const despite = ['--despite-windows', preview.openUntil];
  const wrongDay = await start([
    'campaign',
    'close',
    '--platform',
    platform,
    '--despite-windows',
    '2020-01-01',
    '--json',
  ]);
  expect(wrongDay.lines.at(-1)).toMatchObject({ ok: false, code: 'closing-windows' });
  const unasked = await start(['campaign', 'close', '--platform', platform, ...despite, '--json']);
  expect(unasked.lines.at(-1)).toMatchObject({ ok: false, code: 'closing-unconfirmed' });
  const early = await start(['campaign', 'certificate', '--json']);
  expect(early.lines.at(-1)).toMatchObject({ ok: false, code: 'not-closed' });
  const closed = await start([
    'campaign',
    'close',
    '--platform',
    platform,
    ...despite,
    '--campaign',
    NAME,
    '--yes',
    '--json',
  ]);
  expect(closed.lines.at(-1)).toMatchObject({ ok: true, campaign: NAME, researchRows: 11 });
  const written = await start(['campaign', 'certificate', '--out', 'certificat.json', '--json']);
  expect(written.lines.at(-1)).toMatchObject({ ok: true, page: 'certificat.html' });
  expect(readFileSync(join(small.folder, 'certificat.html'), 'utf8')).toContain('Certificat de fermeture');
  const key = small.keys.authorityPublic().fingerprint;
  const verified = await start(['verify', 'certificate', 'certificat.json', '--key', key, '--json']);
  expect(verified.lines.at(-1)).toMatchObject({ ok: true, campaign: NAME, key });
  const other = await start(['verify', 'certificate', 'certificat.json', '--key', '0'.repeat(64), '--json']);
  expect([other.code, other.lines.at(-1)?.code]).toEqual([6, 'certificate-key']);
  const paper = await start(['verify', 'certificate', 'certificat.pdf', '--key', key, '--json']);
  expect([paper.code, paper.lines.at(-1)?.code]).toEqual([1, 'certificate-paper']);
  expect((await start(['campaign', 'anonymise', '--json'])).lines.at(-1)).toMatchObject({
    ok: true,
    rows: 11,
  });
  const exported = await start(['campaign', 'export', '--out', 'recherche', '--json']);
  expect(exported.lines.at(-1)).toMatchObject({ ok: true, rows: 11 });
  expect(exported.notes).toContain('outside the vault');
  expect(existsSync(join(small.folder, 'recherche', 'codebook.html'))).toBe(true);
  // The research key and the pseudonymous rows stayed for ever, and the certificate was silent.
  const certificate = readFileSync(join(small.folder, 'certificat.html'), 'utf8');
  expect(certificate).toContain('11 lignes pseudonymes');
  expect((await start(['verify', 'journal', '--json'])).lines.at(-1)).toMatchObject({ ok: true });
});

test('afterwards commands say since when the campaign is closed, and the list of copies says which it found', async () => {
  // These commands said that the key was missing, so people looked for it.
  const when = /depuis le \d{1,2}(er)? \S+ \d{4} à \d{1,2}\u00A0h(\u00A0\d\d)? \(heure .*Europe centrale\)/;
  for (const words of [
    ['campaign', 'publish', '--platform', small.platform.url],
    ['campaign', 'serve', '--platform', small.platform.url],
    ['roster', 'import', '--schools', 'certificat.json', '--pupils', 'certificat.json'],
    ['codes', 'mint'],
    ['keys', 'copy', '--to', 'copie.json'],
  ]) {
    const { code, notes } = await start(words, undefined, 'fr');
    expect([words[1], code, notes]).toEqual([words[1], 1, expect.stringMatching(when)]);
  }
  const { out } = await start(['keys', 'list'], undefined, 'fr');
  expect(out).toMatch(/identity-petite-2026\.json +\(détruite le \d.*Europe centrale\)\)\n/);
  expect(out).toMatch(/research-petite-2026\.json +\(présente\)\n/);
});

test('after the export the research key and rows are destroyed by a command that says what it does', async () => {
  const kept = await start(['campaign', 'destroy-research', '--json']);
  expect(kept.lines.at(-1)).toMatchObject({ ok: false, code: 'research-unconfirmed' });
  const researchKey = small.keys.pathOf('research', NAME);
  expect(existsSync(researchKey)).toBe(true);
  const unnamed = await start(['campaign', 'destroy-research', '--yes', '--json']);
  expect([unnamed.code, existsSync(researchKey)]).toEqual([2, true]);
  const destroyed = await start(['campaign', 'destroy-research', '--campaign', NAME, '--yes', '--json']);
  expect(destroyed.lines.at(-1)).toMatchObject({ ok: true, rows: 22, copies: [{ outcome: 'destroyed' }] });
  expect(existsSync(researchKey)).toBe(false);
  const again = await start(['campaign', 'export', '--out', 'encore', '--json']);
  expect(again.lines.at(-1)).toMatchObject({ ok: false, code: 'research-destroyed' });
  const copied = await start(['keys', 'copy', '--purpose', 'research', '--to', 'copie.json', '--json']);
  expect(copied.lines.at(-1)).toMatchObject({ ok: false, code: 'research-destroyed' });
});
