import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentProgress } from '@cloison/command';
import type { Microdata } from '@cloison/disclosure';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CellJob, laneStarts, runCellLane } from './cell-lanes.ts';
import type { Job, Pool } from './disclosure-job.ts';
import { readMicrodata } from './read-microdata.ts';
import { writeMicrodata } from './write-microdata.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'microdata-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const pool: Pool = {
  threads: 1,
  async run(job: Job) {
    for (let lane = 0; lane < job.lanes; lane++) runCellLane(job as CellJob, lane);
  },
  async close() {},
};

const read = (content: string, missing: readonly string[] = ['', 'NA'], delimiter: string | null = null) => {
  const path = join(folder, 'file.csv');
  writeFileSync(path, content);
  return readMicrodata(path, pool, {
    delimiter,
    missing,
    skips: (name) => name === 'skipped',
    checkHeader: () => {},
    lang: 'en',
    progress: silentProgress,
  });
};
const textsOf = ({ rows, columns }: Microdata) =>
  Array.from({ length: rows }, (_, row) =>
    columns.map((column) =>
      column.kind === 'categorical' && column.codes[row]! >= 0 ? column.labels[column.codes[row]!]! : null,
    ),
  );

const cell = fc.oneof(
  fc.constantFrom('', 'a', 'b', '01', 'é', 'NA'),
  fc.string({ maxLength: 6 }),
  fc.constantFrom('x,y', 'say "so"', 'two\nlines', 'two\r\nlines', '"', '""', ';'),
);
const quote = (text: string) => (/[",\n\r]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

describe('a CSV file of persons', () => {
  it('is read as csv-parse reads it, quotes and line ends in cells included', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 30 }),
        fc.constantFrom('\n', '\r\n'),
        async (rows, end) => {
          // A row of empty cells of one column would be an empty line; here rows have three.
          const content = `${['one', 'skipped', 'three'].join(',')}${end}${rows.map((row) => row.map(quote).join(',')).join(end)}${end}`;
          const wanted: string[][] = parse(content, { from_line: 2, trim: false });
          const { data } = await read(content);
          expect(textsOf(data)).toEqual(
            wanted.map(([a, , c]) => [a, c].map((text) => (text === '' || text === 'NA' ? null : text))),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives the same for any cut into lanes, none of which begins inside a quoted cell', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (rows, lanes) => {
          const bytes = Buffer.from(rows.map((row) => `${row.map(quote).join(',')}\n`).join(''));
          const ends = [...laneStarts(bytes, 0, lanes)].map((at) => bytes.subarray(0, at).toString());
          for (const start of ends) {
            expect(start.replaceAll('""', '').split('"').length % 2).toBe(1);
            expect(start === '' || start.endsWith('\n')).toBe(true);
          }
        },
      ),
    );
  });

  it('may be large: texts keep their order and their rows', async () => {
    const rows = 300_000;
    const content = `id,skipped,group\n${Array.from({ length: rows }, (_, i) => `p${i},x,g${i % 7}`).join('\n')}\n`;
    const { data } = await read(content);
    expect(data.rows).toBe(rows);
    const [id, group] = data.columns;
    for (const row of [0, 1, 149_999, 299_999]) {
      expect(id!.kind === 'categorical' && id!.labels[id!.codes[row]!]).toBe(`p${row}`);
      expect(group!.kind === 'categorical' && group!.labels[group!.codes[row]!]).toBe(`g${row % 7}`);
    }
  });

  it('is refused with line and column of everything that is wrong', async () => {
    await expect(read('a,b\n1,2\n1\n"x"y,2\n1,2,3\n\n1,p"q\n')).rejects.toMatchObject({
      code: 'microdata-bad',
      data: {
        count: 4,
        problems: [
          { line: 3, column: null, problem: '1 cell instead of 2' },
          { line: 4, column: 1, name: 'a', problem: 'a quote out of place' },
          { line: 5, column: null, problem: '3 cells instead of 2' },
          { line: 7, column: 2, name: 'b', problem: 'a quote out of place' },
        ],
      },
    });
    await expect(read('a,b\n1,"2\n3,4\n')).rejects.toMatchObject({ code: 'microdata-bad' });
    await expect(read('a,b\n')).rejects.toMatchObject({ code: 'microdata-empty' });
    await expect(read('')).rejects.toThrow(/it is empty/);
    await expect(read('a,a,,b\n1,2,3,4\n')).rejects.toThrow(
      'column 2, a: column 1 is called so too ; column 3 has no name.',
    );
    await expect(read('a,b\r1,2\r')).rejects.toThrow(/by CR alone/);
    writeFileSync(join(folder, 'wide.csv'), Buffer.from('\uFEFFa,b\n1,2\n', 'utf16le'));
    const options = { delimiter: null, missing: [], skips: () => false, checkHeader: () => {} };
    const said = { lang: 'en' as const, progress: silentProgress };
    await expect(readMicrodata(join(folder, 'wide.csv'), pool, { ...options, ...said })).rejects.toThrow(
      /UTF-16/,
    );
    const bad = Buffer.from([0xe9]);
    writeFileSync(
      join(folder, 'latin.csv'),
      Buffer.concat([Buffer.from('a,b\nx,'), bad, Buffer.from('\ny,z\n'), bad, bad, Buffer.from(',z\n')]),
    );
    await expect(
      readMicrodata(join(folder, 'latin.csv'), pool, { ...options, ...said }),
    ).rejects.toMatchObject({
      data: {
        problems: [
          { line: 2, column: 2, name: 'b', problem: 'not UTF-8' },
          { line: 4, column: 1, name: 'a', problem: 'not UTF-8' },
        ],
      },
    });
  });

  it('takes other delimiters, a byte order mark and quoted names', async () => {
    const { data, delimiter, header } = await read('\uFEFF"a";b\n1;2,5\n');
    expect({ delimiter, header }).toEqual({ delimiter: ';', header: ['a', 'b'] });
    expect(textsOf(data)).toEqual([['1', '2,5']]);
  });
});

describe('a released file', () => {
  it('holds what its columns hold, quoted where needed, hidden values as said', () => {
    const path = join(folder, 'out.csv');
    writeMicrodata(
      path,
      [
        {
          kind: 'categorical',
          name: 'a,b',
          codes: Int32Array.of(0, 1, -1),
          labels: ['say "so"', 'two\nlines'],
        },
        { kind: 'numeric', name: 'n', values: Float64Array.of(1.5, Number.NaN, -2) },
      ],
      ',',
      'SUP',
    );
    const rows: string[][] = parse(readFileSync(path));
    expect(rows).toEqual([
      ['a,b', 'n'],
      ['say "so"', '1.5'],
      ['two\nlines', 'SUP'],
      ['SUP', '-2'],
    ]);
  });
});
