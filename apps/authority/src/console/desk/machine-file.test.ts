import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { certificateFile, machineFile, machinePath, requirePlace, withMachinePaths } from './machine-file.ts';

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-machine-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

it('a path that begins with ~/ is one of the home of whoever runs the console, as in a terminal', () => {
  // « Il n’y a pas de dossier ~/campagnes/6e » was said of a folder that is there.
  expect(machinePath('~/campagnes/6e')).toBe(join(homedir(), 'campagnes/6e'));
  expect(machinePath('/srv/~/6e')).toBe('/srv/~/6e');
  expect(machinePath('~autre/6e')).toBe('~autre/6e');
});

it('of a request for work only paths are read so, not the words of a person', () => {
  const request = {
    ...({
      kind: 'roster',
      campaign: '~/x',
      schools: '~/e.csv',
      pupils: 'p.csv',
      accommodations: null,
    } as const),
    ...{ levelWords: [], dryRun: true, allowDepartures: false },
  };
  expect(withMachinePaths(request)).toEqual({ ...request, schools: join(homedir(), 'e.csv') });
});

it('nothing is written into the vault or among its keys, by whatever name the folder is reached', () => {
  // The commands refused it; the console wrote research files beside the vault’s own.
  const folder = temporaryFolder();
  const places = { vaultFolder: join(folder, 'coffre'), keysFolder: join(folder, 'cles') };
  mkdirSync(places.vaultFolder);
  mkdirSync(places.keysFolder);
  symlinkSync(places.vaultFolder, join(folder, 'autre-nom'));
  const to = (out: string) => () =>
    requirePlace(places, { kind: 'export', campaign: '2026-6e', out: join(folder, out) });
  for (const out of ['coffre', 'coffre/recherche', 'cles/recherche', 'autre-nom/recherche'])
    expect(to(out), out).toThrow(expect.objectContaining({ code: 'console-place' }));
  expect(to('recherche')).not.toThrow();
  expect(() =>
    requirePlace(places, { kind: 'analyse', campaign: '2026-6e', out: null, lang: 'fr' }),
  ).not.toThrow();
});

it('a pipe or a folder in the place of a file is refused, and not waited for', () => {
  // The whole console stood still until somebody wrote into the pipe.
  const folder = temporaryFolder();
  execFileSync('mkfifo', [join(folder, 'tube')]);
  for (const read of [machineFile, certificateFile]) {
    for (const name of ['tube', '.', 'absent'])
      expect(() => read(join(folder, name)), name).toThrow(expect.objectContaining({ code: 'console-file' }));
  }
});
