import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Refusal } from '@cloison/command';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readParquetColumns } from './parquet-columns.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'parquet-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

type Written = Parameters<typeof parquetWriteBuffer>[0]['columnData'];

function file(name: string, columnData: Written): string {
  const path = join(folder, `${name}.parquet`);
  writeFileSync(path, new Uint8Array(parquetWriteBuffer({ columnData })));
  return path;
}

/** Both languages of what is refused. */
async function refused(path: string): Promise<string> {
  const error = (await readParquetColumns(path).catch((one: unknown) => one)) as Refusal;
  expect(error).toMatchObject({ code: 'responses-unreadable' });
  return `${error.words.fr} ${error.words.en}`;
}

describe('a Parquet file', () => {
  it('gives dates as ISO writes them, bytes that are text as text, and large whole numbers whole', async () => {
    const born = [new Date('2015-03-04T00:00:00Z'), new Date('2015-03-04T08:30:00Z'), null];
    const path = file('types', [
      { name: 'born', data: born, type: 'TIMESTAMP', nullable: true },
      { name: 'id', data: [1n, 2n ** 60n, 3n], type: 'INT64' },
      { name: 'raw', data: ['é', 'b', 'c'].map((one) => new TextEncoder().encode(one)), type: 'BYTE_ARRAY' },
    ]);
    const { columns } = await readParquetColumns(path);
    const texts = columns.map(({ texts: own, codes }) => [...codes].map((code) => own[code]));
    expect(texts).toEqual([
      ['2015-03-04', '2015-03-04T08:30:00.000Z', ''],
      ['1', '1152921504606846976', '3'],
      ['é', 'b', 'c'],
    ]);
  });

  it('is refused with row and column where a cell is no single value or no text', async () => {
    expect(
      await refused(file('json', [{ name: 'answers', data: [{ q: 1 }, { q: 2 }], type: 'JSON' }])),
    ).toMatch(/ligne 1, colonne « answers ».* row 1, column “answers”: a list or a group/);
    expect(
      await refused(
        file('bytes', [
          { name: 'raw', data: [Uint8Array.of(97), Uint8Array.of(0xff, 0xfe)], type: 'BYTE_ARRAY' },
        ]),
      ),
    ).toMatch(/ligne 2, colonne « raw ».* row 2, column “raw”: bytes that are no text/);
  });

  it('that is none, or not whole, is said so in our words', async () => {
    const path = join(folder, 'none.parquet');
    writeFileSync(path, 'a,b\n1,2\n3,4\n');
    expect(await refused(path)).toMatch(/pas un fichier Parquet entier.*not a whole Parquet file/);
    writeFileSync(path, '');
    expect(await refused(path)).toMatch(/pas un fichier Parquet entier.*not a whole Parquet file/);
  });
});
