import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { machinePath, withMachinePaths } from './machine-file.ts';

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
