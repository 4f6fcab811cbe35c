import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type FileCodebook, simulatePupils } from '@cloison/disclosure';
import { uniformAt } from '@cloison/measurement';
import { SaxesParser } from 'saxes';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSpecification } from './read-specification.ts';

const BIN = fileURLToPath(new URL('../../../../bin/cloison.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'disclosure-commands-'));
  const columns = simulatePupils(6000, (stream, counter) => uniformAt(11, stream, counter));
  const rows = Array.from({ length: 6000 }, (_, row) =>
    [`p${row}`, ...columns.map(({ labels, codes }) => labels[codes[row]!]!)].join(','),
  );
  file('pupils.csv', `id,${columns.map(({ name }) => name).join(',')}\n${rows.join('\n')}\n`);
  file('release.yaml', SPECIFICATION);
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const SPECIFICATION = `format: cloison-disclosure/1
variables:
  id: identifier
  sexe: quasi-identifier
  naissance: { role: quasi-identifier, hierarchy: { kind: date, levels: [quarter, year] } }
  departement: { role: quasi-identifier, hierarchy: { kind: departement } }
  secteur: quasi-identifier
  ep: quasi-identifier
  groupe: { role: sensitive, criteria: [{ kind: distinct, l: 2 }], label: { fr: Groupe de niveau, en: Level group }, labels: { "1": { fr: "à besoins", en: needs support } } }
protection: { method: suppress, k: 5 }
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

const rowsOf = (name: string) =>
  readFileSync(join(folder, name), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));

function page(name: string): string {
  const content = readFileSync(join(folder, name), 'utf8');
  expect(content).toContain("default-src 'none'");
  expect(content).not.toMatch(/https?:|<script|src=|@import|url\(|NaN|undefined|Infinity/);
  return content;
}

/** The codebook in its three forms and the script say what is in the released file. */
function expectCodebook(released: readonly string[][], hidden: number): void {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const codebook: FileCodebook = JSON.parse(read('released.codebook.json'));
  const header = read('released.csv').split('\n', 1)[0]!.split(',');
  expect(codebook).toMatchObject({ format: 'cloison-file-codebook/1', rows: 6000, files: ['released.csv'] });
  expect(codebook.columns.map(({ name }) => name)).toEqual(header);
  expect(codebook.columns.reduce((sum, { absent }) => sum + absent, 0)).toBe(hidden);
  codebook.columns.forEach(({ codes }, j) => {
    for (const { code, rows } of codes) expect(released.filter((row) => row[j] === code)).toHaveLength(rows);
  });
  const group = codebook.columns.find(({ name }) => name === 'groupe')!;
  expect(group).toMatchObject({ role: 'sensitive', label: { fr: 'Groupe de niveau' } });
  expect(group.codes[0]).toMatchObject({ code: '1', label: { en: 'needs support' } });
  const variables: string[] = [];
  const parser = new SaxesParser({ xmlns: true });
  parser.on('opentag', ({ local, attributes }) => {
    if (local === 'var') variables.push(attributes.name!.value);
  });
  parser.write(read('released.ddi.xml')).close();
  expect(variables).toEqual(header);
  const script = read('released.R');
  expect(script).toContain(
    'file.path(cloison_folder, "released.csv"), encoding = "UTF-8", sep = ",", na.strings = ""',
  );
  expect(script).toContain('labels = c("\\U000000e0 besoins"');
  expect(page('released.codebook.html')).toContain(
    '<td>à besoins / <span lang="en">needs support</span></td>',
  );
}

describe('disclosure anonymise', () => {
  it('writes a file that passes an independent reading, a report and all measures', () => {
    const { status, json, stderr } = cloison(
      'anonymise',
      'pupils.csv',
      '--spec',
      'release.yaml',
      '--out',
      'released.csv',
      '--report',
      'secrecy.html',
      '--measures',
      'measures.json',
      '--json',
    );
    expect(stderr).toContain('released.csv');
    expect(status).toBe(0);
    const released = rowsOf('released.csv');
    expect(released).toHaveLength(6000);
    const classes = Map.groupBy(released, (row) => row.slice(0, 5).join('|'));
    for (const members of classes.values()) {
      expect(members.length).toBeGreaterThanOrEqual(5);
      expect(new Set(members.map((row) => row[5])).size).toBeGreaterThanOrEqual(2);
    }
    const hidden = released.flatMap((row) => row.slice(0, 5)).filter((cell) => cell === '').length;
    expect(json).toMatchObject({
      ok: true,
      rowsRead: 6000,
      rowsReleased: 6000,
      missing: 'category',
      suppression: { cells: hidden },
      after: { category: { classes: classes.size, sampleUniques: 0 } },
      attackAfter: { uniqueLinks: 0 },
    });
    // Every released row is a row as read with cells hidden, and each is used once.
    const open = Map.groupBy(rowsOf('pupils.csv'), (row) => row[6]!);
    expect(released.map((row) => row[5]).sort()).toEqual(
      [...open.entries()].flatMap(([group, members]) => members.map(() => group)).sort(),
    );
    expectCodebook(released, hidden);
    const html = page('secrecy.html');
    expect(html).toContain('Dossier de secret statistique');
    expect(html).toContain(json.sha256);
    expect(JSON.parse(readFileSync(join(folder, 'measures.json'), 'utf8'))).toMatchObject({
      format: 'cloison-disclosure-report/1',
      utility: {
        categorical: expect.arrayContaining([expect.objectContaining({ variable: 'departement' })]),
      },
    });
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('reads and writes Parquet by the name of the file', () => {
    const run = (from: string, out: string) =>
      cloison('anonymise', from, '--spec', 'plain.yaml', '--out', out, '--seed', '3', '--json').json;
    file('plain.yaml', SPECIFICATION.replace('  id: identifier\n', '').replace('k: 5', 'k: 5, order: kept'));
    file(
      'plain.csv',
      [
        'sexe,naissance,departement,secteur,ep,groupe',
        ...rowsOf('pupils.csv').map((row) => row.slice(1).join(',')),
      ].join('\n'),
    );
    const first = run('plain.csv', 'plain.parquet');
    expect(first.suppression.cells).toBeGreaterThan(0);
    // What was protected once needs nothing more, and holds the same classes when it is read again.
    const again = run('plain.parquet', 'again.csv');
    expect(again.suppression.cells).toBe(0);
    expect(again.before.category).toEqual(first.after.category);
    expect(rowsOf('again.csv')).toHaveLength(6000);
  });

  it('writes the same bytes for any number of threads with a seed, and another order without', () => {
    const at = (out: string, ...more: string[]) => {
      expect(cloison('anonymise', 'pupils.csv', '--spec', 'recode.yaml', '--out', out, ...more).status).toBe(
        0,
      );
      return readFileSync(join(folder, out), 'utf8');
    };
    file(
      'recode.yaml',
      SPECIFICATION.replace(
        'method: suppress, k: 5',
        'method: recode-and-suppress, k: 5, measure: entropy, maxFailing: 0.05',
      ),
    );
    const one = at('one.csv', '--seed', '5', '--threads', '1');
    expect(at('three.csv', '--seed', '5', '--threads', '3')).toBe(one);
    const secret = at('secret.csv');
    expect(secret).not.toBe(one);
    expect(secret.split('\n').sort()).toEqual(one.split('\n').sort());
  });

  it('stops at undeclared variables before anything is written', () => {
    file(
      'short.yaml',
      SPECIFICATION.replace('  ep: quasi-identifier\n', '').replace('  id: identifier\n', ''),
    );
    const { status, json } = cloison(
      'anonymise',
      'pupils.csv',
      '--spec',
      'short.yaml',
      '--out',
      'none.csv',
      '--json',
    );
    expect(status).toBe(1);
    expect(json).toMatchObject({ ok: false, code: 'undeclared-variables' });
    expect(JSON.stringify(json)).toContain('id');
    expect(existsSync(join(folder, 'none.csv'))).toBe(false);
    file('more.yaml', SPECIFICATION.replace('  ep:', '  age: other\n  ep:'));
    expect(
      cloison('anonymise', 'pupils.csv', '--spec', 'more.yaml', '--out', 'none.csv', '--json').json.code,
    ).toBe('missing-variables');
  });

  it('names every fault of a specification by line and column', () => {
    file(
      'bad.yaml',
      SPECIFICATION.replace('  sexe: quasi-identifier', '  sexe: quasi').replace(
        'k: 5',
        'k: five, colour: red',
      ),
    );
    const { status, stderr } = cloison(
      'anonymise',
      'pupils.csv',
      '--spec',
      'bad.yaml',
      '--out',
      'none.csv',
      '--lang',
      'en',
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/line 4, column \d+ \(variables\.sexe\)/);
    expect(stderr).toMatch(/line 10, column \d+ \(protection\.k\)/);
    expect(stderr).toMatch(/line 10, column \d+ \(protection\.colour\): unknown key/);
    file('syntax.yaml', 'format: [cloison\n');
    expect(cloison('risk', 'pupils.csv', '--spec', 'syntax.yaml', '--lang', 'en').stderr).toMatch(
      /line \d+, column \d+/,
    );
  });

  it('refuses to overwrite what it reads, a value that a rule cannot take, and a protection that cannot be met', () => {
    expect(
      cloison('anonymise', 'pupils.csv', '--spec', 'release.yaml', '--out', 'pupils.csv', '--json').json.code,
    ).toBe('would-overwrite');
    file(
      'dates.yaml',
      SPECIFICATION.replace(
        'sexe: quasi-identifier',
        'sexe: { role: quasi-identifier, recode: [{ kind: date, level: year }] }',
      ),
    );
    const dates = cloison(
      'anonymise',
      'pupils.csv',
      '--spec',
      'dates.yaml',
      '--out',
      'none.csv',
      '--json',
    ).json;
    expect(dates).toMatchObject({ code: 'column-kind' });
    expect(JSON.stringify(dates)).toContain('"line":2');
    file('many.yaml', SPECIFICATION.replace('k: 5', 'k: 7000'));
    expect(
      cloison('anonymise', 'pupils.csv', '--spec', 'many.yaml', '--out', 'none.csv', '--json').json.code,
    ).toBe('too-few-rows');
    expect(existsSync(join(folder, 'none.csv'))).toBe(false);
  });

  it('takes hierarchies from files, a population, perturbation and a decision on answers', () => {
    file(
      'regions.csv',
      `departement,half\n${[...new Set(rowsOf('pupils.csv').map((row) => row[3]!))].map((one) => `${one},${one < '50' ? 'low' : 'high'}`).join('\n')}\n`,
    );
    file(
      'full.yaml',
      `format: cloison-disclosure/1
title: Essai de diffusion
hiddenAs: "?"
population: pupils.csv
variables:
  id: identifier
  sexe: quasi-identifier
  naissance: { role: quasi-identifier, hierarchy: { kind: date, levels: [year] }, levels: { from: 1 } }
  departement: { role: quasi-identifier, hierarchy: { kind: file, path: regions.csv }, importance: 2 }
  secteur: { role: other, use: drop }
  ep: other
  groupe: { role: sensitive, criteria: [{ kind: closeness, t: 0.3, order: ['1', '2', '3', '4', '5', '6'] }] }
perturb:
  - { kind: pram, variables: [ep], keep: 0.8 }
responses: { variables: [ep, groupe], release: items, acceptUnique: 0.01, with: [sexe] }
protection: { method: recode-and-suppress, k: 5, kMap: 10, maxFailing: 0.05, measure: precision, order: kept }
`,
    );
    const { status, json, stderr } = cloison(
      'anonymise',
      'pupils.csv',
      '--spec',
      'full.yaml',
      '--out',
      'full.csv',
      '--report',
      'full.html',
      '--json',
      '--lang',
      'en',
    );
    expect(stderr).not.toContain('rror');
    expect(status).toBe(0);
    expect(readFileSync(join(folder, 'full.csv'), 'utf8').split('\n')[0]).toBe(
      'sexe,naissance,departement,ep,groupe',
    );
    expect(rowsOf('full.csv').every((row) => /^\d{4}$|^\?$|^\*$/.test(row[1]!))).toBe(true);
    expect(json.after.category.journalist.highest).toBeLessThanOrEqual(0.1);
    expect(json.responses.released).toBe(true);
    const html = page('full.html');
    for (const words of [
      'Essai de diffusion',
      'Vectors of answers',
      'PRAM of ep',
      'journalist',
      'population uniques (counted)',
    ])
      expect(html).toContain(words);
  });
});

describe('the format of a specification', () => {
  it('is that of the README, whose example reads whole', () => {
    const readme = readFileSync(
      new URL('../../../../packages/disclosure/README.md', import.meta.url),
      'utf8',
    );
    const [, yaml] = /```yaml\n([\s\S]*?)```/.exec(readme)!;
    file('readme.yaml', yaml!);
    file('communes.csv', 'commune,canton\n001,A\n');
    const { specification, population } = readSpecification(join(folder, 'readme.yaml'), 'en');
    expect(Object.keys(specification.variables)).toHaveLength(11);
    expect(specification.variables.commune).toMatchObject({
      hierarchy: { kind: 'rows', rows: [['001', 'A']] },
    });
    expect(population).toBe(join(folder, 'roster.csv'));
    expect(specification.perturb).toHaveLength(3);
  });
});

describe('disclosure risk', () => {
  it('measures a file as it is, in words and as a page', () => {
    const { status, json } = cloison(
      'risk',
      'pupils.csv',
      '--spec',
      'release.yaml',
      '--report',
      'risk.html',
      '--json',
      '--lang',
      'en',
    );
    expect(status).toBe(0);
    const sizes = Map.groupBy(rowsOf('pupils.csv'), (row) => row.slice(1, 6).join('|'));
    expect(json.risk.category).toMatchObject({
      records: 6000,
      classes: sizes.size,
      sampleUniques: [...sizes.values()].filter((members) => members.length === 1).length,
    });
    expect(page('risk.html')).toContain('Special uniques');
    expect(cloison('risk', 'pupils.csv', '--spec', 'release.yaml', '--suda', '0').stdout).toContain(
      'plus petite classe',
    );
  });
});
