import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildApps } from './prepare/build-apps.ts';
import { buildElsewhere, builtFiles, differences, ELSEWHERE } from './reproduce-pages.ts';

describe('The pages of the school, built again', () => {
  it('in another folder, time zone, language and umask are the same to the byte', async () => {
    await buildApps({ quiet: true });
    const here = builtFiles(join(import.meta.dirname, '../apps/school/dist'));
    const other = buildElsewhere('school', ELSEWHERE[0]!, builtFiles);
    expect(here.size).toBeGreaterThan(10);
    expect(differences(here, other)).toEqual([]);
  });

  it('are told apart by one byte, and by a file that is missing', () => {
    const one = new Map([
      ['a', Buffer.from('1')],
      ['b', Buffer.from('2')],
    ]);
    expect(differences(one, new Map(one))).toEqual([]);
    expect(differences(one, new Map([['a', Buffer.from('3')]]))).toEqual(['a', 'b']);
  });
});
