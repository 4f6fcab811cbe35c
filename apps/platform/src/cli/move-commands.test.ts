import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { platformCommand } from './cli.ts';
import { fingerprintOf } from './move-commands.ts';
import { moveWords } from './move-words.ts';

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}

it.each([
  ['fr', /Exemples :\n {2}cloison platform /],
  ['en', /Examples:\n {2}cloison platform /],
] as const)('export, import and relay explain themselves with examples (%s)', (language, examples) => {
  const platform = platformCommand(language);
  const find = (of: Command, name: string) => of.commands.find((one) => one.name() === name)!;
  const relay = find(platform, 'relay');
  const all = [
    ...['export', 'import'].map((name) => find(platform, name)),
    ...['start', 'export', 'status', 'purge'].map((name) => find(relay, name)),
  ];
  for (const command of all) {
    expect(helpOf(command), command.name()).toMatch(examples);
    expect(command.description().length).toBeGreaterThan(20);
  }
});

it('shows a key as the authority does, and has every word in both languages', () => {
  // SHA-256 of 32 zero bytes (FIPS 180-4), in groups of four.
  expect(fingerprintOf(new Uint8Array(32))).toMatch(/^6668 7AAD F862 BD77 /);
  expect(Object.keys(moveWords.fr)).toEqual(Object.keys(moveWords.en));
});
