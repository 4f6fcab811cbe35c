import { describe, expect, it } from 'vitest';
import { flag, optional, repeated, required, withDefault } from '../definition/option.ts';
import { bindVerbs, type Room } from '../definition/room.ts';
import { apart, exactlyOne, needs } from '../definition/rules.ts';
import { defineVerb, type Frame } from '../definition/verb.ts';
import { count, port } from '../kinds/numbers.ts';
import { file } from '../kinds/paths.ts';
import { choice } from '../kinds/texts.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { EXIT, Refusal } from '../words/refusal.ts';
import { runWords } from './test-program.ts';

const words = { fr: 'un mot', en: 'a word' };
const opened: string[] = [];
const frame: Frame<Terminal> = {
  options: { vault: withDefault(choice(['here', 'there']), 'here', words, { env: 'CLOISON_VAULT' }) },
  open(terminal, _options, command) {
    opened.push(command);
    return { session: terminal, close: () => void opened.push('closed') };
  },
  explain: (error) =>
    error instanceof RangeError
      ? new Refusal('too-far', { exit: EXIT.locked, fr: 'trop loin', en: 'too far' }, {}, { by: 3 })
      : null,
};
const verb = defineVerb<Terminal>();
const mint = verb({
  name: 'mint',
  summary: words,
  options: {
    count: withDefault(count(), '2', words),
    head: flag(words, { env: 'CLOISON_HEAD' }),
    classLevel: optional(choice(['cp', 'ce1']), words),
    port: repeated(port(), words, { env: 'CLOISON_PORTS' }),
    reason: optional(choice(['a', 'b']), words),
  },
  rules: [apart('head', 'classLevel'), needs('reason', 'head', 'classLevel')],
  examples: ['cloison codes mint'],
  async run(session, options) {
    session.print('minted');
    return { ...options };
  },
});
const revoke = verb({
  name: 'staff revoke',
  summary: words,
  arguments: { list: required(file(), words) },
  options: { head: flag(words), all: flag(words) },
  rules: [exactlyOne('head', 'all')],
  examples: ['cloison codes staff revoke'],
  async run(_session, { list }) {
    throw list.endsWith('passwd') ? new RangeError('x') : new Error('a secret');
  },
});
const rooms: readonly Room[] = [
  {
    name: 'codes',
    summary: words,
    load: async () => ({ verbs: bindVerbs(frame, [mint, revoke]), groups: { staff: words } }),
  },
  {
    name: 'other',
    summary: words,
    load: () => Promise.reject(new Error('was loaded')),
  },
];
const run = (line: string, env: NodeJS.ProcessEnv = {}) =>
  runWords(rooms, line.split(' ').filter(Boolean), env);

describe('a command', () => {
  it('gets checked values, defaults among them, and ends with one JSON line', async () => {
    const { exit, out, json } = await run('codes mint --count 830 --class-level cp --port 1 --port 2 --json');
    expect(exit).toBe(0);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(json).toEqual({
      ok: true,
      command: 'codes mint',
      count: 830,
      head: false,
      classLevel: 'cp',
      port: [1, 2],
      vault: 'here',
    });
    expect((await run('codes mint')).out).toBe('minted\n');
    expect((await run('codes mint --json')).json).toMatchObject({ count: 2, port: [] });
  });

  it('takes the environment where the command line is silent, and names the variable that is wrong', async () => {
    const env = { CLOISON_HEAD: 'oui', CLOISON_PORTS: '1 2' };
    expect((await run('codes mint --json', env)).json).toMatchObject({ head: true, port: [1, 2] });
    expect((await run('codes mint --json', { CLOISON_HEAD: 'no' })).json).toMatchObject({ head: false });
    const wrong = await run('codes mint --lang en', { CLOISON_VAULT: 'elsewhere' });
    expect(wrong.err).toContain(
      'The value “elsewhere” of CLOISON_VAULT is not accepted; expected: one of: here',
    );
  });

  it.each([
    ['codes mint --count 830k', 'option-bad', /« 830k » de --count .* attendu : un nombre entier, 1 ou plus/],
    ['codes mint --port 99999', 'option-bad', /--port .* de 0 à 65535/],
    ['codes mint --count', 'option-value-missing', /--count/],
    ['codes mint --reason --head', 'option-value-missing', /--reason/],
    ['codes mint --cont 3', 'option-unknown', /« --cont »\. Peut-être : --count \?/],
    ['codes mint --head=yes', 'option-unknown', /--head=yes/],
    ['codes mint more words', 'arguments-too-many', /more words/],
    ['codes mint --count 1 --count 2', 'option-twice', /--count/],
    ['codes mint --head --class-level cp', 'options-apart', /--head, --class-level/],
    ['codes mint --reason a', 'options-together', /--reason demande aussi --head \| --class-level/],
    ['codes mimt', 'command-unknown', /« mimt »\. Peut-être : mint \?/],
    ['cods', 'command-unknown', /Peut-être : codes \?/],
    ['codes staff revok', 'command-unknown', /Peut-être : revoke \?/],
    ['codes staff revoke', 'argument-missing', /<fichier> ; attendu : un fichier ordinaire qui existe/],
    ['codes staff revoke /nowhere --head', 'option-bad', /« \/nowhere » de <fichier>/],
    ['codes staff revoke /etc/passwd', 'options-one-of', /--head, --all/],
    ['codes staff revoke /etc/passwd --head --all', 'options-one-of', /--head, --all/],
    ['codes mint --lang de', 'option-bad', /--lang/],
  ])('refuses « %s » with exit code 2 and %s, before anything is opened', async (line, code, said) => {
    opened.length = 0;
    const { exit, err, json } = await run(`${line} --json`);
    expect([exit, json.ok, json.code]).toEqual([2, false, code]);
    expect(err).toMatch(said);
    expect(json.message).toMatch(said);
    expect(opened).toEqual([]);
  });

  it('names every wrong option at once', async () => {
    const { json } = await run('codes mint --count x --port y --json');
    expect(json.problems).toMatchObject([{ option: '--count' }, { option: '--port' }]);
  });

  it('says what was refused by code, and hides nothing of who refused; closes what it opened', async () => {
    opened.length = 0;
    const refused = await run('codes staff revoke /etc/passwd --head --json --lang en');
    expect([refused.exit, refused.err]).toEqual([3, 'too far\n']);
    expect(refused.json).toEqual({
      ok: false,
      command: 'codes staff revoke',
      code: 'too-far',
      message: 'too far',
      by: 3,
    });
    const unforeseen = await run('codes staff revoke /etc/hosts --head --json --lang en');
    expect([unforeseen.exit, unforeseen.json.code]).toEqual([6, 'unexpected']);
    expect(opened).toEqual(['codes staff revoke', 'closed', 'codes staff revoke', 'closed']);
  });

  it('loads only the room that is asked for', async () => {
    expect((await run('--help')).out).toContain('other');
    await expect(run('other')).rejects.toThrow('was loaded');
  });
});

it('help has every option with its kind, default and variable, examples and exit codes, in the language asked for', async () => {
  const french = await run('codes mint --help');
  expect(french.exit).toBe(0);
  expect(french.out).toMatch(/Usage : cloison codes mint \[options\]\n/);
  expect(french.out).toMatch(/--count <nombre> +un mot \(par défaut : 2\)/);
  expect(french.out).toMatch(
    /--vault <choix> +un mot \(choix : here, there ; par défaut : here ; ou\s+CLOISON_VAULT\)/,
  );
  expect(french.out).toContain('Les options --head, --class-level ne vont pas ensemble.');
  expect(french.out).toContain('Exemples :\n  cloison codes mint');
  const english = await run('codes staff revoke --help', { CLOISON_LANG: 'en' });
  expect(english.out).toMatch(/Usage: cloison codes staff revoke \[options\] <file>\n/);
  expect(english.out).toMatch(/Arguments:\n +file +a word \(required\)/);
  expect(english.out).toContain('Exit codes: 0 done');
});

it.each([0, 1, 2, 3, 4, 5, 6])(
  'no line of the help begins with a French colon: shifted by %d',
  async (shift) => {
    // « avec l’une des deux clés » ended a line, and the colon began the next one.
    const said = `${'x'.repeat(shift)} ${'mot : mot ; « mot » ? '.repeat(20)}`.trim();
    const one = verb({
      name: 'x',
      summary: { fr: said, en: said },
      options: { list: flag({ fr: said, en: said }) },
      examples: [],
      run: async () => ({}),
    });
    const room = { name: 'r', summary: words, load: async () => ({ verbs: bindVerbs(frame, [one]) }) };
    const { out } = await runWords([room], ['r', 'x', '--help', '--lang', 'fr']);
    expect(out.split('\n').filter((line) => /^\s*[:;?»]|«\s*$/.test(line))).toEqual([]);
    expect(out.replace(/\s+/g, ' ')).toContain('mot : mot ; « mot » ?');
  },
);

it('a definition that names one thing twice, or an option that is not there, does not run', async () => {
  const twice = { arguments: { a: required(file(), words) }, options: { a: flag(words) } };
  const rest = { name: 'x', summary: words, examples: [], run: async () => ({}) };
  expect(() => verb({ ...rest, ...twice })).toThrow('a is an argument and an option');
  const lost = verb({ ...rest, rules: [exactlyOne('nowhere')] });
  const room = { name: 'r', summary: words, load: async () => ({ verbs: bindVerbs(frame, [lost]) }) };
  await expect(runWords([room], ['r', 'x'])).rejects.toThrow('no option nowhere');
});
