/** The thread behind `parquet-columns.ts`: bytes in, columns of texts out. */
import { parentPort } from 'node:worker_threads';
import { parquetMetadata, parquetRead } from 'hyparquet';
import type { DecodeAnswer, ParquetColumns } from './parquet-columns.ts';

// Columns are decoded side by side; the first that fails is answered, and what becomes of the others is nobody's concern.
process.on('unhandledRejection', () => undefined);

parentPort!.on('message', async (bytes: Uint8Array<ArrayBuffer>) => {
  let answer: DecodeAnswer;
  try {
    answer = { kind: 'decoded', table: await columnsOf(bytes.buffer) };
  } catch (error) {
    answer = { kind: 'failed', detail: error instanceof Error ? error.message.slice(0, 200) : 'unknown' };
  }
  const buffers = answer.kind === 'decoded' ? answer.table.columns.map(({ codes }) => codes.buffer) : [];
  parentPort!.postMessage(answer, buffers as ArrayBuffer[]);
});

async function columnsOf(file: ArrayBuffer): Promise<ParquetColumns> {
  const metadata = parquetMetadata(file);
  const names = metadata.schema.filter((one) => one.num_children === undefined).map(({ name }) => name);
  if (new Set(names).size < names.length) throw new Error('two columns with one name');
  const rows = Number(metadata.num_rows);
  // A cell takes some bits even when a run of equal ones takes few: no file has so many rows.
  if (!(rows >= 0 && rows <= 64 + 4096 * file.byteLength)) throw new Error(`${rows} rows`);
  const columns = new Map(
    names.map((name) => [
      name,
      { name, texts: [''], codes: new Uint32Array(rows), known: new Map([['', 0]]) },
    ]),
  );
  await parquetRead({
    file,
    metadata,
    onChunk: ({ columnName, columnData, rowStart }) => {
      const column = columns.get(columnName);
      if (column === undefined) throw new Error('columns within columns are not read');
      for (let i = 0; i < columnData.length; i++) {
        const text = textOf(columnData[i]);
        let code = column.known.get(text);
        if (code === undefined) {
          code = column.texts.push(text) - 1;
          column.known.set(text, code);
        }
        column.codes[rowStart + i] = code;
      }
    },
  });
  return {
    rows,
    columns: [...columns.values()].map(({ name, texts, codes }) => ({ name, texts, codes })),
  };
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  return String(value).trim();
}
