import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { simulatePupils } from '@cloison/disclosure';
import { parseReleaseRecord } from '@cloison/disclosure/tables';
import { uniformAt } from '@cloison/measurement';
import { parquetReadObjects } from 'hyparquet';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
const ROWS = 8000;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'table-commands-'));
  const columns = simulatePupils(ROWS, (stream, counter) => uniformAt(5, stream, counter));
  const rows = Array.from({ length: ROWS }, (_, row) =>
    [...columns.map(({ labels, codes }) => labels[codes[row]!]!), `e${row % 300}`, 200 + (row % 90)].join(
      ',',
    ),
  );
  file('pupils.csv', `${columns.map(({ name }) => name).join(',')},ecole,score\n${rows.join('\n')}\n`);
  file('tables.yaml', SPECIFICATION);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SPECIFICATION = `name: test-2026
title: { fr: Maîtrise du français, en: Mastery of French }
period: "2026"
variables:
  departement: { map: departements }
  groupe: { labels: { "1": { fr: à besoins, en: needs support } } }
  ep: {}
sums: [{ column: score }]
tables:
  - { name: areas, by: [departement, groupe] }
  - { name: priority, by: [ep, groupe] }
rules: { minUnits: 5, minGroups: { column: ecole, atLeast: 2 } }
`;

function file(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return name;
}

function cloison(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', BIN, 'disclosure', ...args],
    { encoding: 'utf8', cwd: folder, env: { ...process.env, CLOISON_LANG: '' } },
  );
  return {
    status,
    stdout,
    stderr,
    json: args.includes('--json') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : null,
  };
}

const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');

describe('disclosure tabulate', () => {
  it('writes a release in every form, the committee’s file apart, and the attack finds nothing in it', async () => {
    const { status, json, stderr } = cloison(
      'tabulate',
      'pupils.csv',
      '--spec',
      'tables.yaml',
      '--out',
      'release',
      '--json',
    );
    expect(status, stderr).toBe(0);
    expect(json.attack.findings).toBe(0);
    const [areas, priority] = json.tables;
    expect(areas.primary).toBeGreaterThan(20);
    expect(areas.shown + areas.primary + areas.secondary).toBe(areas.cells);
    expect(priority.cells).toBe(4 * 7);
    const wanted = [
      ...['areas', 'priority'].flatMap((name) =>
        ['R', 'codebook.html', 'codebook.json', 'csv', 'ddi.xml', 'parquet', 'sdmx.csv'].map(
          (end) => `${name}.${end}`,
        ),
      ),
      'committee',
      'index.en.html',
      'index.html',
      'release.json',
    ];
    expect(readdirSync(join(folder, 'release')).sort()).toEqual(wanted.sort());
    const record = parseReleaseRecord(JSON.parse(read('release', 'release.json')));
    const hidden = record.tables[0]!.rows.filter(([, shown]) => shown === null).length;
    expect(hidden).toBe(areas.primary + areas.secondary);

    const csv = read('release', 'areas.csv').trimEnd().split('\n');
    expect(csv[0]).toBe('departement,groupe,persons,score_sum,score_mean,status');
    expect(csv.filter((line) => line.endsWith(',,,s'))).toHaveLength(hidden);
    const parquet = await parquetReadObjects({
      file: new Uint8Array(readFileSync(join(folder, 'release', 'areas.parquet'))).buffer,
    });
    expect(parquet).toHaveLength(csv.length - 1);
    expect(parquet.filter((row) => row.status === 's' && row.persons === null)).toHaveLength(hidden);
    const sdmx = read('release', 'areas.sdmx.csv').trimEnd().split('\n');
    expect(sdmx).toHaveLength(1 + 3 * (csv.length - 1));
    expect(sdmx.filter((line) => line.endsWith(',Q,C'))).toHaveLength(3 * hidden);
    const codebook = JSON.parse(read('release', 'areas.codebook.json'));
    expect(codebook).toMatchObject({ rows: csv.length - 1, hiddenRows: hidden });
    expect(codebook.columns.map(({ name }: { name: string }) => name).join()).toBe(csv[0]);
    const parser = new SaxesParser({ xmlns: true });
    const variables: string[] = [];
    parser.on('opentag', ({ local, uri, attributes }) => {
      expect(uri).toBe('ddi:codebook:2_5');
      if (local === 'var') variables.push(attributes.name!.value);
    });
    parser.write(read('release', 'areas.ddi.xml')).close();
    expect(variables.join()).toBe(csv[0]);
    for (const name of ['index.html', 'index.en.html', 'areas.codebook.html'])
      expect(read('release', name)).not.toMatch(/https?:|<script|src=|@import|url\(|NaN|undefined|Infinity/);
    const page = read('release', 'index.en.html');
    expect(page).toContain('needs support');
    expect(page.match(/<svg class="map"/gu)!.length).toBeGreaterThanOrEqual(7);
    expect(page).not.toContain('primary');
    expect(read('release', 'committee', 'secrecy.en.html')).toContain('The attack found nothing');
  });

  it('says the line and column of every mistake of the specification', () => {
    file(
      'bad.yaml',
      SPECIFICATION.replace('minUnits: 5', 'minUnits: one').replace('by: [ep, groupe]', 'by: [ep, group]'),
    );
    const { status, stderr } = cloison('tabulate', 'pupils.csv', '--spec', 'bad.yaml', '--out', 'bad');
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/ligne 12, colonne \d+ \(rules\.minUnits\)/u);
    file('worse.yaml', SPECIFICATION.replace('by: [ep, groupe]', 'by: [ep, group]'));
    expect(cloison('tabulate', 'pupils.csv', '--spec', 'worse.yaml', '--out', 'bad').stderr).toMatch(
      /ligne 11, colonne \d+ \(tables\.1\.by\.1\): group n’est pas une des variables/u,
    );
    expect(existsSync(join(folder, 'bad'))).toBe(false);
  });

  it('says the line of a value that is no number, and the columns that are missing', () => {
    file('letters.csv', read('pupils.csv').replace(/,200\n/u, ',a lot\n'));
    const { stderr } = cloison('tabulate', 'letters.csv', '--spec', 'tables.yaml', '--out', 'bad');
    expect(stderr).toMatch(/ligne 2, colonne score/u);
    file('other.yaml', SPECIFICATION.replace('column: ecole', 'column: school'));
    expect(cloison('tabulate', 'pupils.csv', '--spec', 'other.yaml', '--out', 'bad').stderr).toContain(
      'school',
    );
  });

  it('writes nothing where an earlier release has shown a cell that is sensitive now', () => {
    file(
      'first.yaml',
      SPECIFICATION.replace('minUnits: 5', 'minUnits: 2').replace(/minGroups: \{[^}]*\}/u, 'sumPercent: 5'),
    );
    expect(cloison('tabulate', 'pupils.csv', '--spec', 'first.yaml', '--out', 'first').status).toBe(0);
    file('second.yaml', `${SPECIFICATION}earlier: [first/release.json]\n`);
    const { status, json } = cloison(
      'tabulate',
      'pupils.csv',
      '--spec',
      'second.yaml',
      '--out',
      'second',
      '--json',
    );
    expect(status).not.toBe(0);
    expect(json.code).toBe('release-differencing');
    expect(existsSync(join(folder, 'second'))).toBe(false);
  });
});

describe('disclosure attack', () => {
  it('finds nothing in a release, and says what a release lets out that was changed by hand', () => {
    expect(cloison('tabulate', 'pupils.csv', '--spec', 'tables.yaml', '--out', 'whole').status).toBe(0);
    expect(cloison('attack', 'whole/release.json', '--json').json).toMatchObject({ findings: [] });
    const truth = ['--microdata', 'pupils.csv', '--spec', 'tables.yaml', '--json'];
    expect(cloison('attack', 'whole/release.json', ...truth).json).toMatchObject({ findings: [] });
    // All hidden cells of the département of the first one, but that one, shown again by their relations' values.
    const release = JSON.parse(read('whole', 'release.json'));
    const { rows } = release.tables[0];
    const area = rows.find(([, shown]: [string[], unknown]) => shown === null)[0][0];
    const own = rows.filter(([codes]: [string[]]) => codes[0] === area);
    const [victim, ...others] = own.filter(([, shown]: [string[], unknown]) => shown === null);
    for (const other of others) other[1] = [1, 1];
    file('leak.json', JSON.stringify(release));
    const { status, json } = cloison('attack', 'leak.json', '--json');
    expect(status).not.toBe(0);
    expect(json.code).toBe('attack-found');
    expect(json.findings).toContainEqual(
      expect.objectContaining({ kind: 'exact', cell: `departement=${victim[0][0]}, groupe=${victim[0][1]}` }),
    );
  });

  it('refuses a file that is no record of a release', () => {
    file('none.json', '{"format":"other"}');
    expect(cloison('attack', 'none.json', '--json').json.code).toBe('release-unreadable');
    file('none.json', '{\n "format" }');
    expect(cloison('attack', 'none.json', '--json').json.message).toContain('none.json:2:11');
  });
});
