import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expectedSum, type ItemParameters } from '@cloison/measurement';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const BIN = fileURLToPath(new URL('../../../bin/cloison.ts', import.meta.url));
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'measurement-studies-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return name;
};

function cloison(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', BIN, 'measurement', ...args],
    { encoding: 'utf8', cwd: folder, env: { ...process.env, CLOISON_LANG: '' } },
  );
  return {
    status,
    stdout,
    stderr,
    json: args.includes('--json') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : null,
  };
}

const page = (name: string) => {
  const content = readFileSync(join(folder, name), 'utf8');
  expect(content).toContain("default-src 'none'");
  expect(content).not.toMatch(/https?:|<script|src=|@import|url\(|NaN|undefined|Infinity/);
  return content;
};

const item = (b: number, slope = 1): ItemParameters => ({
  kind: 'partialCredit',
  slope,
  scores: [0, 1],
  intercepts: [0, -slope * b],
});
const calibration = (items: readonly (readonly [string, ItemParameters])[], more: object = {}) =>
  JSON.stringify({
    format: 'cloison-calibration/1',
    items: items.map(([id, parameters]) => ({ id, parameters })),
    groups: [
      { label: 'a', mean: 0, sd: 1, persons: 3000 },
      { label: 'b', mean: 0.4, sd: 1.1, persons: 1000 },
    ],
    ...more,
  });
const nine = Array.from({ length: 9 }, (_, k) => [`I${k + 1}`, item((k - 4) / 2)] as const);

describe('standards', () => {
  beforeAll(() => {
    file('nine.json', calibration(nine));
    file('bookmarks.csv', 'judge,threshold1,threshold2\nA,3,7\nB,I3,8\nC,4,8\n');
  });

  it('prints the booklet for a panel before it judges, with no threshold in it', () => {
    const done = cloison(
      'standards',
      'nine.json',
      '--items',
      'I9,I1,I5',
      '--booklet',
      'booklet.html',
      '--json',
    );
    expect(done.json.booklet.map(({ id }: { id: string }) => id)).toEqual(['I1', 'I5', 'I9']);
    expect(done.json.booklet[1].theta).toBeCloseTo(Math.LN2, 9);
    expect(done.json).toMatchObject({ proposal: null, sureness: null });
    const sheet = page('booklet.html');
    expect(sheet).toContain('I9');
    // The place in θ would lead the panel.
    expect(sheet).not.toContain('θ');
  });

  it('prints a booklet that shows the items, and refuses a folder that lacks some', () => {
    const folderOfItems = fileURLToPath(new URL('../../../examples/6e/maths', import.meta.url));
    const flat = { kind: 'partialCredit', slope: 1, scores: [0, 1] } as const;
    const shown = (id: string, d: number): [string, ItemParameters] => [id, { ...flat, intercepts: [0, d] }];
    file('maths.json', calibration([shown('ma-geometrie-1', -1), shown('ma-calcul-1', 1)]));
    const args = ['--booklet', 'shown.html', '--content', folderOfItems, '--json', '--lang', 'fr'];
    expect(cloison('standards', 'maths.json', ...args).status).toBe(0);
    const sheet = readFileSync(join(folder, 'shown.html'), 'utf8');
    expect(sheet).not.toMatch(/https?:|<script|src="(?!data:)/);
    expect(sheet.indexOf('1. ma-calcul-1')).toBeGreaterThan(0);
    expect(sheet.indexOf('2. ma-geometrie-1')).toBeGreaterThan(sheet.indexOf('1. ma-calcul-1'));
    expect(sheet).toContain('Réponse attendue : 282');
    expect(sheet).toMatch(/<img src="data:image\/svg\+xml;base64,/);
    expect(sheet).not.toContain('θ');
    const refused = cloison('standards', 'nine.json', ...args);
    expect(refused.stdout).toContain('items-unknown');
    expect(refused.stdout).toContain('I9');
  });

  it('cuts at the median of the bookmarks, with panel errors, expected sums and groups of the population', () => {
    const done = cloison(
      ...['standards', 'nine.json', '--bookmark', 'bookmarks.csv', '--scale', '250,50'],
      ...['--report', 'standards.html', '--out', 'standards.json', '--json'],
    );
    expect(done.status, done.stderr).toBe(0);
    const { proposal, sureness } = done.json;
    // Pages 3, 3 and 4: midway before the third page, half a unit lower than the fourth's.
    expect(proposal.cuts[0].theta).toBeCloseTo(-1.25 + Math.LN2, 9);
    expect(proposal.cuts[0].standardError).toBeCloseTo((0.5 * Math.sqrt(7 * 20)) / 27, 9);
    expect(proposal.cuts[0].scale).toBeCloseTo(250 + 50 * (-1.25 + Math.LN2), 7);
    const parameters = nine.map(([, one]) => one);
    proposal.cuts.forEach((cut: { theta: number; expected: number; points: number }) => {
      expect(cut.expected).toBeCloseTo(expectedSum(parameters, cut.theta), 9);
      expect(cut.points).toBe(Math.ceil(cut.expected));
    });
    expect(sureness.from).toBe('population');
    expect(sureness.shares.reduce((a: number, b: number) => a + b, 0)).toBeCloseTo(1, 9);
    expect(sureness.consistency).toBeLessThan(sureness.accuracy);
    expect(page('standards.html')).toContain('<svg');
    expect(JSON.parse(readFileSync(join(folder, 'standards.json'), 'utf8')).proposal).toEqual(proposal);
  });

  it('takes an Angoff table, and sureness from scores on the scale they are on', () => {
    const parameters = nine.map(([, one]) => one);
    const row = (judge: string, threshold: number, theta: number) =>
      `${judge},${threshold},${parameters.map((one) => expectedSum([one], theta)).join(',')}`;
    const table = ['A', 'B'].flatMap((judge, k) => [row(judge, 1, -0.7 - k / 5), row(judge, 2, 0.6 + k / 5)]);
    file('angoff.csv', [`judge,threshold,${nine.map(([id]) => id).join(',')}`, ...table].join('\n'));
    file('wle.csv', `id,wle,se,w\np1,200,0,1\np2,250,0,2\np3,320,0,1\np4,,,1\n`);
    const run = (...more: string[]) =>
      cloison('standards', 'nine.json', '--angoff', 'angoff.csv', '--scores', 'wle.csv', '--json', ...more)
        .json;
    const scaled = run('--scale', '250,50', '--weight', 'w');
    expect(scaled.proposal.cuts.map(({ theta }: { theta: number }) => theta)).toEqual([
      expect.closeTo(-0.8, 9),
      expect.closeTo(0.7, 9),
    ]);
    expect(scaled.sureness).toMatchObject({
      from: 'scores',
      persons: 3,
      shares: [0.25, 0.5, 0.25],
      accuracy: 1,
    });
    // The same numbers as θ are all beyond the second cut.
    expect(run('--scale', '250,50', '--scores-on', 'theta').sureness.shares).toEqual([0, 0, 1]);
    expect(run().sureness.shares).toEqual([0, 0, 1]);
  });

  it('refuses with line and column, and writes nothing', () => {
    file('bad.csv', 'judge,threshold1,threshold2\nA,3,7\nB,Z9,8\nC,8,4\n');
    const done = cloison('standards', 'nine.json', '--bookmark', 'bad.csv', '--report', 'no.html', '--json');
    expect(done).toMatchObject({ status: 1, json: { code: 'table-bad', count: 2 } });
    expect(done.json.problems).toMatchObject([
      { code: 'table-item', line: 3, column: 3 },
      { code: 'table-order', line: 4 },
    ]);
    expect(done.stderr).toContain('bad.csv:3:3');
    expect(existsSync(join(folder, 'no.html'))).toBe(false);
    const scores = file('letters.csv', 'id,wle,se\np1,x,1\np2,2,1\n');
    const cells = cloison(
      ...[
        'standards',
        'nine.json',
        '--bookmark',
        'bookmarks.csv',
        '--scores',
        scores,
        '--json',
        '--lang',
        'en',
      ],
    );
    expect(cells.json).toMatchObject({
      code: 'responses-bad',
      problems: [{ line: 2, column: 2, name: 'wle' }],
    });
    const beyond = file('beyond.csv', 'judge,threshold1,threshold2\nA,3,17\n');
    expect(cloison('standards', 'nine.json', '--bookmark', beyond, '--json').json).toMatchObject({
      code: 'standard-impossible',
      remarks: ['standard-page'],
    });
    expect(cloison('standards', 'nine.json', '--items', 'I1,Q', '--json').json.code).toBe('items-unknown');
    expect(cloison('standards', 'nine.json', '--scores', scores, '--json')).toMatchObject({
      status: 2,
      json: { code: 'options-together' },
    });
    file('cond.json', calibration(nine, { regression: [{ name: 'ses', coefficient: 0.3, center: 0 }] }));
    expect(cloison('standards', 'cond.json', '--bookmark', 'bookmarks.csv', '--json').json.code).toBe(
      'population-conditional',
    );
  });
});

describe('estimate', () => {
  const rows = Array.from({ length: 80 }, (_, i) => {
    const school = Math.floor(i / 8);
    const value = (draw: number) => 250 + 10 * (school % 5) + ((i * 37 + draw * 11) % 60) - 30;
    return [
      `p${i}`,
      i % 2 === 0 ? 'F' : 'G',
      `s${school}`,
      school < 5 ? 'N' : 'S',
      1 + (i % 3),
      value(0),
      value(1),
      value(2),
    ];
  });
  const header = 'id,sex,school,region,w,pv1,pv2,pv3';
  beforeAll(() => {
    file('pv.csv', [header, ...rows.map((row) => row.join(','))].join('\n'));
  });

  it('gives means, spread, percentiles, shares and differences with the errors of design and imputation', () => {
    const done = cloison(
      ...[
        'estimate',
        'pv.csv',
        '--values',
        'pv1:pv3',
        '--by',
        'sex,school',
        '--weight',
        'w',
        '--cluster',
        'school',
      ],
      ...[
        '--stratum',
        'region',
        '--cuts',
        '245,270',
        '--report',
        'estimate.html',
        '--out',
        'estimate.json',
        '--json',
      ],
    );
    expect(done.status, done.stderr).toBe(0);
    const { groupings } = done.json;
    expect(done.json).toMatchObject({ design: 'jackknife', replicates: 10, values: ['pv1', 'pv2', 'pv3'] });
    const mean = (draw: number, keep: (row: (typeof rows)[number]) => boolean = () => true) => {
      const kept = rows.filter(keep);
      const weight = kept.reduce((sum, row) => sum + Number(row[4]), 0);
      return kept.reduce((sum, row) => sum + Number(row[4]) * Number(row[5 + draw]), 0) / weight;
    };
    const [all] = groupings[0].groups;
    expect(all.mean.estimate).toBeCloseTo((mean(0) + mean(1) + mean(2)) / 3, 9);
    expect(all.mean.standardError).toBeGreaterThan(1);
    expect(all.shares.reduce((sum: number, one: { estimate: number }) => sum + one.estimate, 0)).toBeCloseTo(
      1,
      9,
    );
    expect(all.percentiles.map(({ percentile }: { percentile: number }) => percentile)).toEqual([
      10, 25, 50, 75, 90,
    ]);
    expect(groupings[1].groups.map(({ label }: { label: string }) => label)).toEqual(['F', 'G']);
    const boys = [0, 1, 2].map(
      (draw) => mean(draw, (row) => row[1] === 'G') - mean(draw, (row) => row[1] === 'F'),
    );
    expect(groupings[1].differences[0].mean.estimate).toBeCloseTo(boys.reduce((a, b) => a + b, 0) / 3, 9);
    // A school is one cluster: there is no error between clusters to see, and none is claimed.
    expect(groupings[2].groups[0]).toMatchObject({ label: 's0', clusters: 1, mean: { standardError: null } });
    expect(page('estimate.html')).toContain('Woodruff');
    expect(page('estimate.html')).toContain('245 – 270');
  });

  it('takes replicate weights, and wants to know how they were made', () => {
    const replicated = rows.map((row, i) => [
      ...row,
      ...[0, 1, 2, 3].map((r) => ((i >> r) & 1 ? 1.5 : 0.5) * Number(row[4])),
    ]);
    file(
      'rep.csv',
      [`${header},r1,r2,r3,r4`, ...replicated.map((row) => row.join(';').replaceAll(';', ','))].join('\n'),
    );
    const run = (...more: string[]) =>
      cloison(
        'estimate',
        'rep.csv',
        '--values',
        'pv1',
        '--weight',
        'w',
        '--replicates',
        'r1:r4',
        '--json',
        ...more,
      );
    const fay = run('--fay', '0.5');
    expect(fay.json).toMatchObject({ design: 'replicates', replicates: 4 });
    const error = fay.json.groupings[0].groups[0].mean.standardError;
    expect(run('--factor', '1').json.groupings[0].groups[0].mean.standardError).toBeCloseTo(error, 9);
    expect(run('--fay', '0').json.groupings[0].groups[0].mean.standardError).toBeCloseTo(error / 2, 9);
    expect(run()).toMatchObject({ status: 2, json: { code: 'options-together' } });
    expect(run('--fay', '0.5', '--cluster', 'school').json.code).toBe('options-apart');
  });

  it('says of rows without a design what that means, and refuses cells with line and column', () => {
    const plain = cloison('estimate', 'pv.csv', '--values', 'pv1', '--lang', 'en');
    expect(plain.stdout).toContain('drawn one by one');
    file('bad-pv.csv', `${header}\np1,F,s1,N,1,2,3,4\np2,,s1,N,-1,x,3,4\n`);
    const bad = cloison(
      'estimate',
      'bad-pv.csv',
      '--values',
      'pv1:pv3',
      '--by',
      'sex',
      '--weight',
      'w',
      '--json',
    );
    expect(bad).toMatchObject({ status: 1, json: { code: 'responses-bad', count: 3 } });
    expect(
      bad.json.problems.map(({ line, column }: { line: number; column: number }) => [line, column]),
    ).toEqual([
      [3, 2],
      [3, 5],
      [3, 6],
    ]);
    expect(bad.stderr).not.toContain('x,3');
    expect(cloison('estimate', 'pv.csv', '--values', 'pv1:pv9', '--json').json.code).toBe('column-unknown');
    expect(
      cloison('estimate', 'pv.csv', '--values', 'pv1', '--cluster', 'school', '--stratum', 'school', '--json')
        .json.code,
    ).toBe('design-invalid');
  });
});

describe('adaptive', () => {
  const bank = Array.from(
    { length: 80 },
    (_, k) => [`B${k + 1}`, item(-2.5 + (5 * k) / 79, 0.9 + ((k * 7) % 10) / 10)] as const,
  );
  beforeAll(() => {
    file('bank.json', calibration(bank));
  });

  it('assembles, routes by sums and simulates, beside a linear test as long', () => {
    const run = () =>
      cloison(
        ...[
          'adaptive',
          'bank.json',
          '--routing',
          '10',
          '--length',
          '14',
          '--centers',
          '-1.2,1.2',
          '--persons',
          '3000',
        ],
        ...['--report', 'adaptive.html', '--out', 'modules.json', '--json'],
      );
    const done = run();
    expect(done.status, done.stderr).toBe(0);
    const { routing, modules, cuts, linear, simulated, population } = done.json;
    // 3000 of N(0; 1), 1000 of N(0.4; 1.1²).
    expect(population.mean).toBeCloseTo(0.1, 12);
    expect(population.sd ** 2).toBeCloseTo(0.75 * (1 + 0.01) + 0.25 * (1.21 + 0.09), 9);
    expect([routing.items.length, modules.length, modules[0].items.length, linear.items.length]).toEqual([
      10, 2, 14, 24,
    ]);
    expect(new Set([routing, ...modules].flatMap(({ items }) => items)).size).toBe(38);
    expect(cuts[0].sum).toBeGreaterThan(2);
    expect(cuts[0].sum).toBeLessThan(9);
    expect(simulated.twoStage.routes[0].meanTheta).toBeLessThan(simulated.twoStage.routes[1].meanTheta);
    const ends = ({ conditional }: { conditional: { theta: number; persons: number; rmse: number }[] }) =>
      conditional
        .filter(({ theta, persons }) => Math.abs(theta - 0.1) > 1.2 && persons > 30)
        .reduce((sum, { rmse }) => sum + rmse, 0);
    expect(ends(simulated.twoStage)).toBeLessThan(ends(simulated.linear));
    expect(page('adaptive.html').match(/<svg/g)).toHaveLength(2);
    expect(run().json.simulated).toEqual(simulated);
  });

  it('follows a design: named items, content rules, its own population', () => {
    const domains = Object.fromEntries(bank.map(([id], k) => [id, k % 2 === 0 ? 'numbers' : 'space']));
    const design = {
      routing: { items: ['B30', 'B35', 'B40', 'B45', 'B50'] },
      modules: [-1, 1].map((center) => ({ length: 8, thetas: [center], share: 0.6, most: { numbers: 3 } })),
      domains,
      population: { mean: 0, sd: 1 },
    };
    file('design.json', JSON.stringify(design));
    const done = cloison('adaptive', 'bank.json', '--design', 'design.json', '--persons', '500', '--json');
    expect(done.json.routing.items).toEqual(design.routing.items);
    for (const { items } of done.json.modules)
      expect(items.filter((id: string) => domains[id] === 'numbers')).toHaveLength(3);
    const code = (changed: object) => {
      file('other.json', JSON.stringify({ ...design, ...changed }));
      return cloison('adaptive', 'bank.json', '--design', 'other.json', '--json').json.code;
    };
    expect(code({ routing: { items: ['Q'] } })).toBe('items-unknown');
    expect(code({ modules: [{ items: ['B30'] }, { items: ['B70'] }] })).toBe('items-twice');
    expect(code({ modules: [design.modules[0], { length: 79, thetas: [1] }] })).toBe('bank-small');
    expect(code({ modules: [design.modules[0]] })).toBe('design-bad');
    file('other.json', '{\n "routing": }');
    expect(cloison('adaptive', 'bank.json', '--design', 'other.json', '--json').json.message).toContain(
      'other.json:2:13',
    );
    expect(code({ modules: [{ items: ['B70', 'B71'] }, { items: ['B1', 'B2'] }] })).toBe('route-invalid');
    expect(
      cloison('adaptive', 'bank.json', '--design', 'design.json', '--centers', '0,1', '--json').json.code,
    ).toBe('options-apart');
  });
});
