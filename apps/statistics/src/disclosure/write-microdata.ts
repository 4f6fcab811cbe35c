/** Released columns as a file: CSV (UTF-8, quotes of RFC 4180 where they are needed), or Parquet by its name. */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Column } from '@cloison/disclosure';
import { writeWhole } from '@cloison/durable-files';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';

const CHUNK = 1 << 22;
const NEWLINE = 10;

/**
 * Written beside its place and moved there when it is whole, so that no half of a file is ever found. `hiddenAs` stands for hidden and
 * missing values; in Parquet an empty `hiddenAs` is null, and numbers that are missing are null whatever it is.
 */
export function writeMicrodata(
  path: string,
  columns: readonly Column[],
  delimiter: string,
  hiddenAs: string,
): void {
  if (/\.parquet$/i.test(path)) {
    writeWhole(path, parquetOf(columns, hiddenAs));
    return;
  }
  const part = `${path}.part`;
  const file = openSync(part, 'w');
  try {
    writeRows(file, columns, delimiter, hiddenAs);
    fsyncSync(file);
  } catch (error) {
    closeSync(file);
    rmSync(part, { force: true });
    throw error;
  }
  closeSync(file);
  renameSync(part, path);
}

function parquetOf(columns: readonly Column[], hiddenAs: string): Uint8Array {
  const writer = new ByteWriter();
  const hidden = hiddenAs === '' ? null : hiddenAs;
  parquetWrite({
    writer,
    columnData: columns.map((column) =>
      column.kind === 'categorical'
        ? {
            name: column.name,
            type: 'STRING',
            nullable: true,
            data: Array.from(column.codes, (code) => (code < 0 ? hidden : column.labels[code]!)),
          }
        : {
            name: column.name,
            type: 'DOUBLE',
            nullable: true,
            data: Array.from(column.values, (value) => (Number.isNaN(value) ? null : value)),
          },
    ),
    createdBy: 'cloison',
  });
  return new Uint8Array(writer.getBuffer());
}

function writeRows(file: number, columns: readonly Column[], delimiter: string, hiddenAs: string): void {
  const cell = (text: string) => Buffer.from(quoted(text, delimiter));
  const hidden = cell(hiddenAs);
  const labels = columns.map((column) => (column.kind === 'categorical' ? column.labels.map(cell) : []));
  const between = delimiter.charCodeAt(0);
  const buffer = Buffer.alloc(2 * CHUNK);
  let at = 0;
  const flush = () => {
    for (let sent = 0; sent < at; ) sent += writeSync(file, buffer, sent, at - sent);
    at = 0;
  };
  const put = (bytes: Buffer) => {
    if (at + bytes.length + 1 > buffer.length) flush();
    if (bytes.length + 1 > buffer.length) {
      for (let sent = 0; sent < bytes.length; ) sent += writeSync(file, bytes, sent, bytes.length - sent);
      return;
    }
    // Cells are short: a loop is faster than a copy.
    for (let i = 0; i < bytes.length; i++) buffer[at++] = bytes[i]!;
  };
  put(Buffer.from(columns.map(({ name }) => quoted(name, delimiter)).join(delimiter)));
  buffer[at++] = NEWLINE;
  const [first] = columns;
  const rows =
    first === undefined ? 0 : first.kind === 'categorical' ? first.codes.length : first.values.length;
  for (let row = 0; row < rows; row++) {
    columns.forEach((column, j) => {
      if (column.kind === 'categorical') {
        const code = column.codes[row]!;
        put(code < 0 ? hidden : labels[j]![code]!);
      } else {
        const value = column.values[row]!;
        put(Number.isNaN(value) ? hidden : Buffer.from(String(value)));
      }
      buffer[at++] = j + 1 < columns.length ? between : NEWLINE;
    });
    if (at > CHUNK) flush();
  }
  flush();
}

function quoted(text: string, delimiter: string): string {
  return text.includes('"') || text.includes(delimiter) || /[\r\n]|^\s|\s$/.test(text)
    ? `"${text.replaceAll('"', '""')}"`
    : text;
}
