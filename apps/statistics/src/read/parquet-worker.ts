/** The thread behind `parquet-columns.ts`: bytes in, columns of texts out. */
import { parentPort } from 'node:worker_threads';
import { type FileMetaData, parquetMetadata, parquetRead } from 'hyparquet';
import type { DecodeAnswer, ParquetColumns, ParquetFault } from './parquet-columns.ts';

// Columns are decoded side by side; the first that fails is answered, and what becomes of the others is nobody's concern.
process.on('unhandledRejection', () => undefined);

parentPort!.on('message', async (bytes: Uint8Array<ArrayBuffer>) => {
  let answer: DecodeAnswer;
  try {
    answer = { kind: 'decoded', table: await columnsOf(bytes.buffer) };
  } catch (error) {
    answer = { kind: 'failed', fault: error instanceof FaultyFile ? error.fault : DAMAGED };
  }
  const buffers = answer.kind === 'decoded' ? answer.table.columns.map(({ codes }) => codes.buffer) : [];
  parentPort!.postMessage(answer, buffers as ArrayBuffer[]);
});

class FaultyFile extends Error {
  readonly fault: ParquetFault;

  constructor(fault: ParquetFault) {
    super(fault.en);
    this.fault = fault;
  }
}

const UNSUPPORTED: ParquetFault = {
  fr: 'ce fichier Parquet a une compression, un codage ou un type de colonne qui n’est pas lu ici : écrivez-le en colonnes simples, sans compression ou avec Snappy',
  en: 'this Parquet file has a compression, an encoding or a type of column that is not read here: write it with plain columns, uncompressed or with Snappy',
};
const CUT: ParquetFault = {
  fr: 'ce n’est pas un fichier Parquet entier : son début ou sa fin manque',
  en: 'this is not a whole Parquet file: its beginning or its end is missing',
};
const DAMAGED: ParquetFault = {
  fr: 'ce fichier Parquet est endommagé',
  en: 'this Parquet file is damaged',
};

/** What hyparquet 1 decodes without another library. */
const CODECS: ReadonlySet<string | undefined> = new Set(['UNCOMPRESSED', 'SNAPPY']);
const ENCODINGS: ReadonlySet<string | undefined> = new Set([
  ...['PLAIN', 'PLAIN_DICTIONARY', 'RLE_DICTIONARY', 'RLE', 'BIT_PACKED', 'BYTE_STREAM_SPLIT'],
  ...['DELTA_BINARY_PACKED', 'DELTA_LENGTH_BYTE_ARRAY', 'DELTA_BYTE_ARRAY'],
]);
const UNREAD_TYPES: ReadonlySet<string | undefined> = new Set(['BSON', 'INTERVAL']);

/** Apache Parquet, "File format": `PAR1` at both ends, and before the last the length of the metadata. */
function isWhole(file: ArrayBuffer): boolean {
  if (file.byteLength < 12) return false;
  const view = new DataView(file);
  const end = file.byteLength - 4;
  const isMark = (at: number) => view.getUint32(at) === 0x50415231;
  return isMark(0) && isMark(end) && view.getUint32(end - 4, true) <= end - 8;
}

function isSupported({ row_groups, schema }: FileMetaData): boolean {
  const columns = row_groups.flatMap((group) => group.columns);
  return (
    columns.every(
      ({ meta_data }) =>
        meta_data === undefined ||
        (CODECS.has(meta_data.codec) && meta_data.encodings.every((one) => ENCODINGS.has(one))),
    ) && schema.every(({ converted_type }) => !UNREAD_TYPES.has(converted_type))
  );
}

async function columnsOf(file: ArrayBuffer): Promise<ParquetColumns> {
  if (!isWhole(file)) throw new FaultyFile(CUT);
  const metadata = parquetMetadata(file);
  if (!isSupported(metadata)) throw new FaultyFile(UNSUPPORTED);
  const names = metadata.schema.filter((one) => one.num_children === undefined).map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined)
    throw new FaultyFile({
      fr: `deux colonnes s’appellent « ${twice} »`,
      en: `two columns are called “${twice}”`,
    });
  const rows = Number(metadata.num_rows);
  // A cell takes some bits even when a run of equal ones takes few: no file has so many rows.
  if (!(rows >= 0 && rows <= 64 + 4096 * file.byteLength))
    throw new FaultyFile({
      fr: `il dit avoir ${rows} lignes, plus qu’un fichier de cette taille n’en tient`,
      en: `it says that it has ${rows} rows, more than a file of this size holds`,
    });
  const columns = new Map(
    names.map((name) => [
      name,
      { name, texts: [''], codes: new Uint32Array(rows), known: new Map([['', 0]]) },
    ]),
  );
  // The decoder forgets what its callback throws.
  let fault: unknown = null;
  const take = (columnName: string, columnData: ArrayLike<unknown>, rowStart: number) => {
    const column = columns.get(columnName);
    if (column === undefined) throw nested(columnName, null);
    for (let i = 0; i < columnData.length; i++) {
      const text = textOf(columnData[i], columnName, rowStart + i + 1);
      let code = column.known.get(text);
      if (code === undefined) {
        code = column.texts.push(text) - 1;
        column.known.set(text, code);
      }
      column.codes[rowStart + i] = code;
    }
  };
  await parquetRead({
    file,
    metadata,
    onChunk: ({ columnName, columnData, rowStart }) => {
      try {
        take(columnName, columnData, rowStart);
      } catch (error) {
        fault ??= error;
      }
    },
  });
  if (fault !== null) throw fault;
  return {
    rows,
    columns: [...columns.values()].map(({ name, texts, codes }) => ({ name, texts, codes })),
  };
}

/** Dates as ISO 8601 writes them, without a time where it is midnight. `row` from 1. Throws for what is no single value. */
function textOf(value: unknown, column: string, row: number): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime())) return '';
    return value.toISOString().replace(/T00:00:00\.000Z$/, '');
  }
  if (value instanceof Uint8Array) {
    try {
      return UTF8.decode(value).trim();
    } catch {
      throw noText(column, row);
    }
  }
  if (typeof value === 'object') throw nested(column, row);
  const text = String(value).trim();
  // What the decoder writes for bytes that are not UTF-8.
  if (text.includes('\uFFFD')) throw noText(column, row);
  return text;
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

function noText(column: string, row: number): FaultyFile {
  return new FaultyFile({
    fr: `ligne ${row}, colonne « ${column} » : des octets qui ne sont pas un texte`,
    en: `row ${row}, column “${column}”: bytes that are no text`,
  });
}

function nested(column: string, row: number | null): FaultyFile {
  return new FaultyFile({
    fr: `${row === null ? '' : `ligne ${row}, `}colonne « ${column} » : une liste ou un groupe, là où il faut une seule valeur`,
    en: `${row === null ? '' : `row ${row}, `}column “${column}”: a list or a group, where one value is needed`,
  });
}
