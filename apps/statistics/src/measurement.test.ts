import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refusal, silentProgress } from '@cloison/command';
import { calibrate, type ItemParameters, simulateResponses } from '@cloison/measurement';
import { parquetWriteFile } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type Pool } from './read/job.ts';
import { type ReadOptions, readResponses } from './read/read-responses.ts';

const BIN = fileURLToPath(new URL('../../../bin/cloison.ts', import.meta.url));
let folder: string;
let pool: Pool;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'measurement-'));
  pool = createPool(2);
});
afterAll(async () => {
  await pool.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const DEFAULTS = {
  header: 'auto',
  delimiter: null,
  items: null,
  id: null,
  group: null,
  weight: null,
  cluster: null,
  background: [],
  factors: [],
  omitted: ['.'],
  notReached: ['/'],
  trailingNotReached: false,
  key: null,
} as const;
const read = (path: string, options: Partial<ReadOptions> = {}) =>
  readResponses({ path, ...DEFAULTS, ...options }, pool, silentProgress, 'en');
const problemsOf = async (path: string, options: Partial<ReadOptions> = {}) =>
  read(path, options).then(
    () => 'none',
    (error: unknown) => (error instanceof Refusal ? error : String(error)),
  );

const items = Array.from({ length: 10 }, (_, j) => ({
  id: `I${j + 1}`,
  parameters: {
    kind: 'partialCredit',
    slope: 0.8 + j / 10,
    scores: [0, 1],
    intercepts: [0, (j - 5) / 3],
  } as ItemParameters,
}));
function csvOf(persons: number, seed: number, mean = 0): string {
  const { matrix } = simulateResponses(items, persons, seed, () => ({ mean, sd: 1 }));
  return Array.from({ length: persons }, (_, i) =>
    Array.from(matrix.scores.subarray(i * 10, i * 10 + 10)).join(','),
  ).join('\n');
}

function cloison(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', BIN, 'measurement', ...args],
    {
      encoding: 'utf8',
      cwd: folder,
      env: { ...process.env, CLOISON_LANG: '' },
    },
  );
  return {
    status,
    stdout,
    stderr,
    json: args.includes('--json') ? JSON.parse(stdout.trim().split('\n').at(-1)!) : null,
  };
}

describe('a response file', () => {
  const table = ['p1;G;1;0;;2', 'p2;F;.;1;10;0', 'p3;G;NA;1;1;/'];
  const expected = [
    [1, 0, 255, 2],
    [254, 1, 10, 0],
    [255, 1, 1, 253],
  ].flat();
  const roles = { id: '1', group: '2' };

  it('is read with a header, without, with quotes, with a mark of byte order and with returns, to the same answers', async () => {
    const header = 'pupil;sex;A;B;C;D';
    const quoted = [header, ...table].map((line) =>
      line
        .split(';')
        .map((cell) => `"${cell}"`)
        .join(','),
    );
    for (const [name, content] of [
      ['plain.csv', table.join('\n')],
      ['header.csv', `\ufeff${[header, ...table].join('\r\n')}\r\n\r\n`],
      ['quoted.csv', quoted.join('\n')],
      ['tabs.csv', [header, ...table].join('\n').replaceAll(';', '\t')],
    ] as const) {
      const found = await read(file(name, content), roles);
      expect([...found.matrix.scores], name).toEqual(expected);
      expect(found.ids).toEqual(['p1', 'p2', 'p3']);
      expect(found.groups).toEqual({ labels: ['F', 'G'], of: Uint16Array.of(1, 0, 1) });
      expect(found.matrix.itemIds).toEqual(
        name === 'plain.csv' ? ['I1', 'I2', 'I3', 'I4'] : ['A', 'B', 'C', 'D'],
      );
    }
  });

  it('may be Parquet', async () => {
    const path = join(folder, 'table.parquet');
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: 'pupil', data: ['p1', 'p2', 'p3'], type: 'STRING' },
        { name: 'sex', data: ['G', 'F', 'G'], type: 'STRING' },
        { name: 'A', data: [1, null, 0], type: 'INT32' },
        { name: 'B', data: [0, 1, 1], type: 'INT32' },
      ],
    });
    const found = await read(path, { id: 'pupil', group: 'sex' });
    expect([...found.matrix.scores]).toEqual([1, 0, 255, 1, 0, 1]);
    expect(found.groups!.labels).toEqual(['F', 'G']);
  });

  it('is not guessed at when its first row may be either: a wrong guess would lose or invent a pupil', async () => {
    for (const unclear of ['a,1,0\nb,0,1\n', '1,2,3,4\n0,1,1,0\n', 'id,1,2\nx,0,1\n'])
      expect(await problemsOf(file('unclear.csv', unclear))).toMatchObject({ code: 'header-unclear' });
    expect((await read(file('unclear.csv', 'a,1,0\nb,0,1\n'), { id: '1' })).matrix.persons).toBe(2);
    expect((await read(file('unclear.csv', 'id,1,2\nx,0,1\n'), { id: 'id' })).matrix.itemIds).toEqual([
      '1',
      '2',
    ]);
    expect((await read(file('unclear.csv', '1,2,3,4\n0,1,1,0\n'), { header: 'yes' })).matrix.persons).toBe(1);
  });

  it('takes columns by name, number and range, and refuses those that are not there', async () => {
    const path = file('range.csv', 'A,B,C,w\n1,0,1,2.5\n0,1,1,"1"'.replaceAll('"', ''));
    const found = await read(path, { items: ['B:C'], weight: 'w' });
    expect(found.matrix.itemIds).toEqual(['B', 'C']);
    expect([...found.weights!]).toEqual([2.5, 1]);
    expect(await problemsOf(path, { items: ['A', 'Z'], weight: 'poids' })).toMatchObject({
      code: 'column-unknown',
      data: { columns: ['poids', 'Z'] },
    });
  });

  it('says every bad cell with line and column, by lanes or one by one, and does not repeat what it holds', async () => {
    const plain = 'A,B,C\n1,0,1\n1,Dupont,1\n\n99,0,1\n1,0\n';
    const wanted = {
      code: 'responses-bad',
      data: {
        count: 3,
        problems: [
          { line: 3, column: 2, name: 'B', problem: 'neither a whole number nor a code for missing' },
          { line: 5, column: 1, name: 'A', problem: 'score above 60' },
          { line: 6, column: null, problem: '2 cells instead of 3' },
        ],
      },
    };
    const byLanes = await problemsOf(file('bad.csv', plain), { header: 'yes' });
    expect(byLanes).toMatchObject(wanted);
    expect((byLanes as Refusal).message).not.toContain('Dupont');
    const oneByOne = await problemsOf(file('bad-quoted.csv', plain.replace('A,', '"A",')), { header: 'yes' });
    expect(oneByOne).toMatchObject(wanted);
    expect(await problemsOf(join(folder, 'nowhere.csv'))).toMatchObject({ code: 'responses-missing' });
    expect(await problemsOf(file('empty.csv', 'A,B\n'))).toMatchObject({ code: 'responses-empty' });
    expect(await problemsOf(file('group.csv', 'A,g,w\n1,,-3'), { group: 'g', weight: 'w' })).toMatchObject({
      data: { count: 2 },
    });
    const words = await problemsOf(file('words.csv', 'A,sexe\n1,F\n0,G\n1,F\n'), { header: 'yes' });
    expect((words as Refusal).message).toContain('If sexe is no item, name the items by --items.');
    expect((byLanes as Refusal).message).not.toContain('--items');
  });

  it('of more than a megabyte gives the same matrix whatever the number of threads', async () => {
    const path = file('large.csv', csvOf(60_000, 3));
    const one = createPool(1);
    const first = await readResponses({ path, ...DEFAULTS, header: 'no' }, one, silentProgress, 'en');
    const second = await readResponses({ path, ...DEFAULTS, header: 'no' }, pool, silentProgress, 'en');
    expect(second.matrix.persons).toBe(60_000);
    expect(Buffer.compare(first.matrix.scores, second.matrix.scores)).toBe(0);
    expect([...first.matrix.scores.subarray(0, 10)]).toEqual(
      readFileSync(path, 'utf8').slice(0, 19).split(',').map(Number),
    );
    await one.close();
  });

  it('of choices is scored by its key', async () => {
    const choices = file('choices.csv', 'A,B\na,x\nb,.\n,y\n');
    const key = file('key.csv', 'item,option,score\nA,a,2\nA,b,1\nB,x\n');
    const found = await read(choices, { key });
    expect([...found.matrix.scores]).toEqual([2, 1, 1, 254, 255, 0]);
    expect(found.choices!.options).toEqual([
      ['a', 'b'],
      ['x', 'y'],
    ]);
    expect(await problemsOf(choices, { key: file('bad-key.csv', 'A,a,0.5\n,b\n') })).toMatchObject({
      code: 'key-bad',
    });
    expect(await problemsOf(choices, { key: file('other-key.csv', 'Z,a\n') })).toMatchObject({
      code: 'column-unknown',
    });
  });
});

describe('weights and clusters', () => {
  it('of a file widen standard errors', () => {
    const rows = csvOf(400, 21).split('\n');
    // Every pupil four times: four in a class who answer alike.
    const path = file(
      'clustered.csv',
      rows.flatMap((row, i) => Array.from({ length: 4 }, () => `c${i},${row}`)).join('\n'),
    );
    const error = (...more: string[]) => {
      const done = cloison('calibrate', path, '--model', 'rasch', '--id', '1', '--json', ...more);
      return [done.json.robust, done.json.items[0].standardErrors.intercept] as const;
    };
    const [none, plain] = error();
    const [robust, byClass] = error('--cluster', '1');
    expect([none, robust]).toEqual([null, 'clusters']);
    expect(Math.abs(byClass / plain - 2)).toBeLessThan(0.2);
  });
});

describe('threads', () => {
  it('give identical calibrations for any number of them', async () => {
    const { matrix } = simulateResponses(items, 12_000, 4);
    const quadrature = { nodes: 31, low: -6, high: 6 };
    for (const model of ['2pl', '3pl'] as const) {
      const results = [];
      for (const threads of [1, 2, 3]) {
        const own = createPool(threads);
        const found = await calibrate({ matrix, model, quadrature }, { pool: own });
        results.push([
          found.logLikelihood,
          found.items,
          Array.from(found.eap),
          Array.from(found.covariance!),
        ]);
        await own.close();
      }
      expect(results[1]).toEqual(results[0]);
      expect(results[2]).toEqual(results[0]);
    }
  });

  it('pass on what a lane throws, and take the next job although lanes still answer for the last', async () => {
    const bytes = new Uint8Array(new SharedArrayBuffer(8)).fill(49);
    const starts = Float64Array.of(0, 4, 8);
    for (let round = 0; round < 5; round++) {
      const rows = new Float64Array(new SharedArrayBuffer(16));
      const broken = {
        kind: 'countLines',
        lanes: 2,
        bytes: null as unknown as Uint8Array,
        starts,
        rows,
      } as const;
      await expect(pool.run(broken)).rejects.toThrow();
      await pool.run({ kind: 'countLines', lanes: 2, bytes, starts, rows });
      expect([...rows]).toEqual([1, 1]);
    }
  });

  it('that are closed in the middle of a job end it with an error, not in silence', async () => {
    const own = createPool(1);
    const bytes = new Uint8Array(new SharedArrayBuffer(1 << 27));
    const job = own.run({
      kind: 'countLines',
      lanes: 1,
      bytes,
      starts: Float64Array.of(0, bytes.length),
      rows: new Float64Array(new SharedArrayBuffer(8)),
    });
    const ended = expect(job).rejects.toThrow('stopped');
    await own.close();
    await ended;
  });
});

// Each test runs several commands, one process after another.
describe('the commands', () => {
  it('items: statistics, and a report that fetches nothing', () => {
    const path = file('i.csv', csvOf(400, 5));
    const done = cloison('items', path, '--report', 'items.html', '--json');
    expect(done.status).toBe(0);
    expect(done.json).toMatchObject({ ok: true, command: 'measurement items', persons: 400 });
    expect(done.json.summary.items).toHaveLength(10);
    const page = readFileSync(join(folder, 'items.html'), 'utf8');
    expect(page).toContain('<svg');
    expect(page).not.toMatch(/https?:|<script|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
  });

  it('calibrate, scores and link: from one year to the next', () => {
    const first = file('y1.csv', csvOf(2000, 6));
    const second = file('y2.csv', csvOf(2000, 7, 0.5));
    for (const [path, out] of [
      [first, 'y1.json'],
      [second, 'y2.json'],
    ] as const) {
      const done = cloison(
        'calibrate',
        path,
        '--model',
        '2pl',
        '--out',
        out,
        '--report',
        `${out}.html`,
        '--scores',
        `${out}.csv`,
        '--json',
      );
      expect(done.stderr).not.toContain('Error');
      expect(done.json).toMatchObject({ ok: true, information: 'louis', check: { enough: true } });
    }
    const linked = cloison(
      'link',
      'y1.json',
      'y2.json',
      '--out',
      'y2-on-1.json',
      '--report',
      'link.html',
      '--json',
    );
    expect(linked.json.link.slope).toBeGreaterThan(0.85);
    expect(linked.json.groups[0].mean).toBeGreaterThan(265);
    expect(linked.json.groups[0].mean).toBeLessThan(285);
    const scored = cloison(
      'scores',
      second,
      '--calibration',
      'y2-on-1.json',
      '--method',
      'wle',
      '--out',
      'y2-scores.csv',
      '--json',
    );
    expect(scored.json.summary[0].mean).toBeGreaterThan(262);
    const lines = readFileSync(join(folder, 'y2-scores.csv'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('row,wle,se');
    expect(lines).toHaveLength(2001);
    const anchored = cloison('calibrate', second, '--model', '2pl', '--anchors', 'y1.json', '--json');
    expect(anchored.json.groups[0].mean).toBeGreaterThan(0.3);
    expect(anchored.json.items.every((item: { anchored: boolean }) => item.anchored)).toBe(true);
    const pv = (seed: string) => {
      cloison(
        'scores',
        second,
        '--calibration',
        'y1.json',
        '--method',
        'pv',
        '--draws',
        '2',
        '--seed',
        seed,
        '--out',
        'pv.csv',
      );
      return readFileSync(join(folder, 'pv.csv'), 'utf8');
    };
    const drawn = pv('9');
    expect(pv('9')).toBe(drawn);
    expect(pv('10')).not.toBe(drawn);
  });

  it('dif: by each method', () => {
    const rows = `${csvOf(600, 8)}\n${csvOf(600, 9, -0.4)}`
      .split('\n')
      .map((line, i) => `${i < 600 ? 'G' : 'F'},${line}`);
    const path = file('dif.csv', rows.join('\n'));
    let items: unknown;
    for (const method of ['mh', 'logistic', 'irt']) {
      const done = cloison(
        'dif',
        path,
        '--group',
        '1',
        '--reference',
        'G',
        '--method',
        method,
        '--report',
        `${method}.html`,
        '--json',
        ...(method === 'irt' ? ['--test', 'I1,I2'] : []),
      );
      expect(done.json).toMatchObject({ ok: true, method, reference: 'G', focal: 'F' });
      expect(done.json.items).toHaveLength(method === 'irt' ? 2 : 10);
      items = done.json.items;
      expect(existsSync(join(folder, `${method}.html`))).toBe(true);
    }
    // Item 1 turned round for one group: its p is far below what is printed, and is not printed as nothing.
    const turned = rows.map((row) =>
      row.startsWith('F') ? row.replace(/^F,(.)/, (_, score: string) => `F,${1 - Number(score)}`) : row,
    );
    const turnedFile = file('turned.csv', turned.join('\n'));
    const { stdout } = cloison('dif', turnedFile, '--group', '1', '--reference', 'G', '--lang', 'fr');
    expect(stdout).toMatch(/I1 .* < 0,0001/);
    expect(stdout).not.toMatch(/ 0,0000/);
    // Persons of a third group change nothing: they are not compared.
    const third = file(
      'third.csv',
      [...rows, ...rows.slice(0, 50).map((row) => `H${row.slice(1)}`)].join('\n'),
    );
    const two = ['--reference', 'G', '--focal', 'F', '--method', 'irt', '--test', 'I1,I2', '--json'];
    expect(cloison('dif', third, '--group', '1', ...two).json.items).toEqual(items);
    const three = file('three.csv', 'a,1,0\nb,0,1\nc,1,1\n');
    expect(cloison('dif', three, '--group', '1', '--json')).toMatchObject({
      status: 1,
      json: { code: 'groups-needed' },
    });
  });

  it('refuse in the words of the reader, with a code, and write nothing', () => {
    const path = file('poly.csv', '0,1\n2,0\n1,1\n0,0\n');
    const done = cloison('calibrate', path, '--model', '2pl', '--out', 'none.json', '--json');
    expect(done).toMatchObject({ status: 1, json: { ok: false, code: 'model-unfit' } });
    expect(done.stderr).toContain('Le modèle ne convient pas');
    expect(cloison('calibrate', path, '--model', '2pl', '--lang', 'en').stderr).toContain(
      'The model does not fit',
    );
    expect(existsSync(join(folder, 'none.json'))).toBe(false);
    expect(
      cloison(
        'scores',
        path,
        '--calibration',
        file('x.json', '{"format":"other"}'),
        '--out',
        's.csv',
        '--json',
      ).json.code,
    ).toBe('calibration-bad');
    expect(cloison('calibrate', path, '--model', 'pcm', '--nodes', '2', '--json')).toMatchObject({
      status: 2,
      json: { code: 'option-bad' },
    });
    expect(cloison('calibrate', path).status).toBe(2);
  });
});

describe('a file of responses', () => {
  it.each([
    ['by commas', 'pupil,I1,I1,I3\n1,0,1,1\n2,1,0,1\n3,1,1,0\n'],
    ['with quotes', '"pupil","I1","I2","I1"\n1,0,1,1\n2,1,0,1\n3,1,1,0\n'],
  ])(
    'with two columns of one name is refused, and not calibrated as two items of one name: %s',
    (_, text) => {
      const done = cloison('items', file('twice.csv', text), '--id', 'pupil', '--json');
      expect(done).toMatchObject({ status: 1, json: { code: 'responses-unreadable' } });
      expect(done.stderr).toContain('deux colonnes s’appellent « I1 »');
    },
  );

  it('may have columns without a name', () => {
    const path = file('unnamed.csv', 'pupil,,I1,I2,\n1,,1,0,\n2,,0,1,\n3,,1,1,\n');
    expect(cloison('items', path, '--id', 'pupil', '--items', 'I1,I2').status).toBe(0);
  });

  it.each([
    ['so large that their sum is no number', '1e308', 'responses-bad', /10¹²/],
    ['that are all zero', '0', 'weights-zero', /colonne « w »/],
  ])(
    'with weights %s is refused: the figures of items were dashes, without a word',
    (_, weight, code, said) => {
      const rows = ['1,0', '0,1', '1,1'].map((row) => `${row},${weight}`);
      const done = cloison(
        'items',
        file('weights.csv', `I1,I2,w\n${rows.join('\n')}\n`),
        '--weight',
        'w',
        '--json',
      );
      expect(done).toMatchObject({ status: 1, json: { code } });
      expect(done.stderr).toMatch(said);
    },
  );

  it('in Windows-1252 is refused: items and groups would be called otherwise than they are', () => {
    const path = join(folder, 'latin.csv');
    writeFileSync(path, Buffer.from('élève,é1,è1\n1,0,1\n2,1,0\n3,1,1\n', 'latin1'));
    const done = cloison('items', path, '--header', 'yes', '--json');
    expect(done).toMatchObject({ status: 1, json: { code: 'responses-unreadable' } });
    expect(done.stderr).toContain('iconv -f WINDOWS-1252');
  });
});

describe('a calibration as it is reported', () => {
  it('says at once that three persons yield one, and how little it is worth', () => {
    const path = file('three.csv', '1,1,1,0,1\n0,1,0,1,0\n0,0,0,0,1');
    const done = cloison('calibrate', path, '--model', 'rasch', '--json', '--lang', 'en');
    expect(done.status).toBe(0);
    expect(done.json.remarks[0]).toMatchObject({ kind: 'few-persons', model: 'rasch', wanted: 100 });
    expect(done.stderr).toMatch(/▲ Few persons: the Rasch model asks for 100 an item; I1 \(3\)/);
    expect(done.stderr).toMatch(/▲ Reliability of 0\.\d+/);
  });

  it('gives errors of difficulties, reliability, factors and the Wright map, and scores by them', () => {
    const rows = csvOf(900, 4)
      .split('\n')
      .map((line, i) => `${['north', 'south', 'east'][i % 3]},${line}`);
    const path = file('factors.csv', [`region,${items.map(({ id }) => id).join(',')}`, ...rows].join('\n'));
    const out = join(folder, 'factors.json');
    const report = join(folder, 'factors.html');
    const args = ['--model', '2pl', '--factors', 'region', '--out', out, '--report', report, '--json'];
    const done = cloison('calibrate', path, ...args);
    expect(done.status).toBe(0);
    const { json } = done;
    expect(json.items[0].difficultyErrors[0]).toBeGreaterThan(0);
    expect(json.reliability).toBeGreaterThan(0.5);
    expect(json.groups[0].reliability).toBe(json.reliability);
    expect(json.factors[0]).toMatchObject({ name: 'region', reference: 'east', referencePersons: 300 });
    expect(json.factors[0].levels.map(({ level }: { level: string }) => level)).toEqual(['north', 'south']);
    const html = readFileSync(report, 'utf8');
    expect(html).toContain('aria-label="Carte de Wright"');
    expect(html).toMatch(/χ² = \d+,\d\d \(2\), p (= 0,\d+|&#60; 0,0001)/);
    expect(html).toMatch(/log L −\d+,\d{4}/);
    expect(html).toContain('<caption>Carte de Wright</caption>');
    const { eap, wle, marginal, alpha, alphaPersons } = json.reliabilities;
    expect(eap).toBe(json.reliability);
    expect([wle > 0.4, marginal, alphaPersons]).toEqual([true, null, 900]);
    const classical = cloison('items', path, '--id', 'region', '--json');
    expect(alpha).toBe(classical.json.summary.alpha);
    expect(html).toContain('fidélité');
    const scored = cloison(
      'scores',
      path,
      '--calibration',
      out,
      '--method',
      'wle',
      '--out',
      'scored.csv',
      '--json',
    );
    expect(scored.status).toBe(0);
    const unknown = file('unknown.csv', readFileSync(path, 'utf8').replace(/^north/m, 'west'));
    const refused = cloison(
      'scores',
      unknown,
      '--calibration',
      out,
      '--method',
      'wle',
      '--out',
      'x.csv',
      '--json',
    );
    expect(refused.status).not.toBe(0);
    expect(refused.stdout).toContain('west');
  });

  it('takes the 4PL from estimation to file to scores', () => {
    const path = file('four.csv', csvOf(1200, 6));
    const out = join(folder, 'four.json');
    const done = cloison('calibrate', path, '--model', '4pl', '--out', out, '--json');
    expect(done.status).toBe(0);
    expect(done.json.items[0].parameters).toMatchObject({ kind: 'asymptotes' });
    expect(done.json.items[0].upperError).toBeGreaterThan(0);
    expect(done.json.remarks[0]).toMatchObject({ kind: 'few-persons', model: '4pl', wanted: 5000 });
    expect(cloison('scores', path, '--calibration', out, '--method', 'map', '--out', 'f.csv').status).toBe(0);
  });

  it('calibrates two dimensions, and refuses one in two parts and items that are not there', () => {
    // Two tests of different people side by side: nothing in common.
    const [odd, even] = [csvOf(700, 8).split('\n'), csvOf(700, 9).split('\n')];
    const rows = odd.map((line, i) => `${line},${even[i]}`);
    const path = file('two.csv', rows.join('\n'));
    const [out, scores, report] = ['two.json', 'two-eap.csv', 'two.html'].map((name) => join(folder, name));
    const files = ['--out', out!, '--scores', scores!, '--report', report!];
    const run = (dimensions: string) =>
      cloison(
        'dimensions',
        path,
        '--dimensions',
        dimensions,
        '--model',
        '2pl',
        '--nodes',
        '15',
        '--json',
        ...files,
      );
    const done = run('first=I1:I9+I10,second=I11:I20');
    expect(done.status).toBe(0);
    const [pair] = done.json.correlations;
    expect(pair.between).toEqual(['first', 'second']);
    expect(Math.abs(pair.correlation)).toBeLessThan(3.5 * pair.standardError);
    expect(readFileSync(scores!, 'utf8').split('\n')[0]).toBe('row,eap_first,se_first,eap_second,se_second');
    expect(readFileSync(report!, 'utf8')).toContain('first × second');
    const written = JSON.parse(readFileSync(out!, 'utf8'));
    expect(written.eap).toBeUndefined();
    expect(written.remarks.at(-1).kind).toBe('coarse-nodes');
    expect(done.stderr).toContain('Trop peu de nœuds');
    // Columns that are in no dimension are not read: here one of words.
    const named = ['sexe', ...Array.from({ length: 20 }, (_, j) => `Q${j + 1}`)].join(',');
    const withWords = file('words.csv', [named, ...rows.map((line) => `F,${line}`)].join('\n'));
    const same = cloison(
      'dimensions',
      withWords,
      ...['--dimensions', 'first=Q1:Q10,second=Q11:Q20', '--model', '2pl', '--nodes', '15', '--json'],
    );
    expect(same.json.logLikelihood).toBeCloseTo(done.json.logLikelihood, 8);
    expect(run('a=I1+I3+I5+I7+I9,b=I2+I4+I6+I8+I10').stdout).toContain('dimensions-same');
    expect(run('a=I1:I5,b=I6:I21').stdout).toContain('column-unknown');
    expect(run('a=I1:I5,b').stdout).toContain('"ok":false');
  });
});
