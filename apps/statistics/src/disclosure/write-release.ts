/** The files of a release: what may leave in the folder, what is for the committee in a folder of its own inside it. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  codebookDdi,
  codebookPage,
  describedTable,
  type ReleaseRecord,
  readingScript,
  releaseColumns,
  releasePage,
  tableCodebook,
  tableCsv,
  tableSdmxCsv,
} from '@cloison/disclosure/tables';
import { writeWhole } from '@cloison/durable-files';
import { parquetWriteBuffer } from 'hyparquet-writer';

/** Gives the names of what was written, relative to the folder. */
export function writeRelease(folder: string, release: ReleaseRecord): readonly string[] {
  mkdirSync(folder, { recursive: true });
  const written: string[] = [];
  const write = (name: string, content: string | Uint8Array) => {
    writeWhole(join(folder, name), content);
    written.push(name);
  };
  const byTable = new Map<string, readonly string[]>();
  for (const table of release.tables) {
    const { name } = table;
    const data = [`${name}.csv`, `${name}.parquet`, `${name}.sdmx.csv`];
    const codebook = tableCodebook(release, table, data);
    write(data[0]!, tableCsv(release, table));
    write(data[1]!, tableParquet(release, table));
    write(data[2]!, tableSdmxCsv(release, table));
    write(`${name}.R`, readingScript(release, table, data[0]!));
    write(`${name}.codebook.json`, `${JSON.stringify(codebook, null, 1)}\n`);
    write(`${name}.codebook.html`, codebookPage(codebook));
    write(`${name}.ddi.xml`, codebookDdi(describedTable(codebook)));
    byTable.set(name, [
      ...data,
      `${name}.R`,
      `${name}.codebook.json`,
      `${name}.codebook.html`,
      `${name}.ddi.xml`,
    ]);
  }
  write('release.json', `${JSON.stringify(release)}\n`);
  write('index.html', releasePage(release, 'fr', { otherLang: 'index.en.html', byTable }));
  write('index.en.html', releasePage(release, 'en', { otherLang: 'index.html', byTable }));
  return written;
}

function tableParquet(release: ReleaseRecord, table: ReleaseRecord['tables'][number]): Uint8Array {
  return new Uint8Array(
    parquetWriteBuffer({
      columnData: releaseColumns(release, table).map((column) => ({
        name: column.name,
        data: [...column.values],
        type: column.kind === 'figures' ? ('DOUBLE' as const) : ('STRING' as const),
        nullable: column.kind === 'figures',
      })),
    }),
  );
}
