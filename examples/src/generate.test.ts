import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { main } from './generate.ts';
import { demoSchools, forLevels, generateRoster } from './roster.ts';

const folder = mkdtempSync(join(tmpdir(), 'cloison-roster-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function run(...argv: string[]): Promise<{ code: number; printed: string }> {
  let printed = '';
  const code = await main(argv, (text) => {
    printed += text;
  });
  return { code, printed };
}

describe('generate', () => {
  it('writes the two files of the roster, and says how many', async () => {
    const out = join(folder, 'a');
    const { code, printed } = await run('--schools', '5', '--levels', 'cp,CE1', '--seed', '7', '--out', out);
    const roster = generateRoster({ schools: 5, seed: 7, levels: ['cp', 'ce1'] });
    expect(code).toBe(0);
    expect(printed).toContain(`5 schools and ${roster.pupils.length} pupils`);
    expect(readFileSync(join(out, 'schools.csv'), 'utf8')).toBe(roster.schoolsCsv);
    expect(readFileSync(join(out, 'pupils.csv'), 'utf8')).toBe(roster.pupilsCsv);
  });

  it('writes the schools of the demonstration', async () => {
    const out = join(folder, 'b');
    expect((await run('--demo', '--levels', '6e', '--out', out)).code).toBe(0);
    expect(readFileSync(join(out, 'pupils.csv'), 'utf8')).toBe(forLevels(demoSchools(), ['6e']).pupilsCsv);
  });

  it('writes exports of another program beside them', async () => {
    const out = join(folder, 'c');
    const { code } = await run('--demo', '--levels', '6e', '--format', 'siecle', '--out', out);
    expect(code).toBe(0);
    expect(readFileSync(join(out, 'siecle/0633297S-ElevesSansAdresses.xml'), 'latin1')).toContain(
      '<BEE_ELEVES',
    );
    expect(readFileSync(join(out, 'accommodations.csv'), 'utf8')).toMatch(/^ine,amenagements\r\n/);
  });

  it('shows help with examples', async () => {
    const { code, printed } = await run('--help');
    expect(code).toBe(0);
    expect(printed).toContain('Examples');
  });

  it.each([
    [['--schools', 'many'], '--schools is a whole number'],
    [['--levels', 'cp,zz'], 'unknown levels: zz'],
    [['--schools', '0'], 'at least 1'],
    [['--departements', '99'], '99'],
    [['--what'], '--what'],
    [['--format', 'xls'], 'onde, siecle, oneroster'],
    [['--demo', '--levels', 'cm1'], 'cp, ce1, 6e and 2de'],
  ])('answers %j with what is wrong, writes nothing and ends with 2', async (argv, words) => {
    const out = join(folder, 'never');
    const { code, printed } = await run(...argv, '--out', out);
    expect(code).toBe(2);
    expect(printed).toContain(words);
    expect(existsSync(out)).toBe(false);
  });

  it('asks for the folder when it is missing', async () => {
    expect(await run('--schools', '3')).toMatchObject({ code: 2, printed: expect.stringContaining('--out') });
  });
});
