import { expect, it } from 'vitest';
import { openTerminal } from './terminal.ts';

const HOSTILE = 'ok\u001b]0;title\u0007 \u001b[2J \u009b1A \r\u007f \u202egnp.exe\u2066 \u0000';
const SHOWN = 'ok\\u{1b}]0;title\\u{7} \\u{1b}[2J \\u{9b}1A \\u{d}\\u{7f} \\u{202e}gnp.exe\\u{2066} \\u{0}';

function terminal(json: boolean) {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) =>
    ({
      isTTY: false,
      write: (text: string) => {
        written[name] += text;
        return true;
      },
      on: () => undefined,
      off: () => undefined,
    }) as unknown as NodeJS.WriteStream;
  const streams = { stdout: stream('stdout'), stderr: stream('stderr') };
  return { written, open: openTerminal({ lang: 'en', json, env: {}, streams, stopsWithOutput: false }) };
}

it('control characters and marks of direction, of a file or a host, are shown and never obeyed', () => {
  const { written, open } = terminal(false);
  open.print(`line\n\t${HOSTILE}`);
  open.note(HOSTILE);
  expect(written).toEqual({ stdout: `line\n\t${SHOWN}\n`, stderr: `${SHOWN}\n` });
});

it('nor in JSON, which says the same to programs', () => {
  const { written, open } = terminal(true);
  open.last({ name: HOSTILE });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(written.stdout.trimEnd()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e\u2066]/);
  expect(JSON.parse(written.stdout)).toEqual({ name: HOSTILE });
});

it('a line feed in what a file or a host says begins no line that looks like one of ours', () => {
  const { open } = terminal(false);
  const words = { fr: '{campaign} : {count} point(s)', en: '{campaign}: {count} point(s)' };
  const said = open.say(words, { campaign: `essai\nOK: valid\t${HOSTILE}`, count: 2 });
  expect(said).toBe(`essai\\u{a}OK: valid\\u{9}${SHOWN}: 2 points`);
});
