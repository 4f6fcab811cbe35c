/** Files of responses, keys and calibrations that statisticians bring. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@cloison/command/refusal';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
import { parseCalibration } from '@cloison/study-files';
import fc from 'fast-check';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { type CsvJob, runCsvLane } from '../../apps/statistics/src/read/csv-lanes.ts';
import type { Pool } from '../../apps/statistics/src/read/job.ts';
import { readParquetColumns } from '../../apps/statistics/src/read/parquet-columns.ts';
import { type ReadOptions, readKey, readResponses } from '../../apps/statistics/src/read/read-responses.ts';
import { accepted, acceptedLater, type FuzzTarget, must, target } from './fuzz-target.ts';
import { hostileBytes, hostileJson, hostileText } from './mutations.ts';

/** Some damaged files keep the decoder busy for ever: its thread is then ended. */
const LONGEST_DECODING_MS = 1_000;
const isRefusal = (error: unknown) => error instanceof Refusal;

/** The threads' work, done in this thread: the results are the same. */
const pool: Pool = {
  threads: 1,
  run: async (job) => {
    for (let lane = 0; lane < job.lanes; lane++) runCsvLane(job as CsvJob, lane);
  },
  close: async () => undefined,
};

const OPTIONS: Omit<ReadOptions, 'path'> = {
  header: 'auto',
  delimiter: null,
  items: null,
  id: null,
  group: null,
  weight: null,
  cluster: null,
  background: [],
  factors: [],
  omitted: ['9'],
  notReached: [],
  trailingNotReached: true,
  key: null,
};

export async function measurementTargets(): Promise<readonly FuzzTarget[]> {
  const folder = temporaryFolder('fuzz');
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  const csv = join(folder, 'responses.csv');
  const parquet = join(folder, 'responses.parquet');
  const keyPath = join(folder, 'key.csv');
  const samples = [
    'I1,I2,I3\n1,0,1\n0,,2\n9,9,1\n',
    '1;0;1\r\n0;0;1\r\n',
    '"I1","I2"\n"1","0"\n"2","1"\n',
    'id\tgroup\ta\n1\tx\t1\n',
  ].map((text) => Buffer.from(text));
  const table = new Uint8Array(
    parquetWriteBuffer({
      columnData: [
        { name: 'I1', data: Array.from({ length: 40 }, (_, i) => i % 2), type: 'INT32' },
        {
          name: 'I2',
          data: Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? null : 1)),
          type: 'INT32',
          nullable: true,
        },
        { name: 'g', data: Array.from({ length: 40 }, (_, i) => `g${i % 2}`), type: 'STRING' },
      ],
    }),
  );
  const read = async (path: string, more: Partial<ReadOptions>) => {
    const options = { ...OPTIONS, ...more, path };
    const read = await acceptedLater(() => readResponses(options, pool, () => QUIET, 'en'), isRefusal);
    if (read === null) return;
    const { persons, itemIds, scores } = read.value.matrix;
    must(scores.length === persons * itemIds.length, 'a matrix of another size');
  };
  const more = fc.constantFrom<Partial<ReadOptions>>(
    {},
    { header: 'no' },
    { header: 'yes' },
    { id: '1' },
    { group: 'g' },
    { weight: '2', background: ['1'] },
    { items: ['1:2'] },
  );
  const words = [',', ';', '\t', '|', '"', '\n', '\r\n', 'NA', '1.0', '61', '-1', '1e3'];
  const parameters = { kind: 'partialCredit', slope: 1, scores: [0, 1], intercepts: [0, 0.5] };
  const calibration = {
    format: 'cloison-calibration/1',
    items: [{ id: 'I1', parameters }],
    groups: [{ label: 'all', mean: 0, sd: 1 }],
  };

  return [
    target({
      name: 'responses in CSV',
      share: 800,
      input: fc.tuple(
        fc.oneof(
          hostileBytes(samples, 120),
          hostileText(samples.map(String), words).map((text) => Buffer.from(text)),
        ),
        more,
      ),
      check: ([bytes, options]) => {
        writeFileSync(csv, bytes);
        return read(csv, options);
      },
    }),
    target({
      name: 'responses in Parquet',
      share: 500,
      input: hostileBytes([table], 120),
      check: async (bytes) => {
        writeFileSync(parquet, bytes);
        const columns = await acceptedLater(
          () => readParquetColumns(parquet, LONGEST_DECODING_MS),
          isRefusal,
        );
        for (const { texts, codes } of columns?.value.columns ?? []) {
          must(
            codes.length === columns?.value.rows && codes.every((code) => code < texts.length),
            'a cell of nothing',
          );
        }
      },
    }),
    target({
      name: 'table of a Parquet file',
      share: 100,
      input: fc.tuple(fc.constant(table), more),
      check: ([bytes, options]) => {
        writeFileSync(parquet, bytes);
        return read(parquet, options);
      },
    }),
    target({
      name: 'key of responses',
      share: 800,
      input: hostileText(['item,option,score\nI1,A,1\nI2,B,2\n', 'I1;A\nI2;B\n'], words),
      check: async (text) => {
        writeFileSync(keyPath, text);
        const key = accepted(() => readKey(keyPath), isRefusal)?.value;
        if (key !== undefined) must(key.size > 0, 'a key of nothing');
        writeFileSync(csv, 'I1,I2\nA,B\nC,A\n');
        await read(csv, { key: keyPath });
      },
    }),
    target({
      name: 'calibration file',
      share: 8_000,
      input: hostileJson(fc.constant(calibration)),
      check: (json) => {
        const file = parseCalibration(Buffer.from(JSON.stringify(json) ?? ''));
        must((file.calibration === null) === (file.detail !== ''), 'refused without a word');
      },
    }),
  ];
}

const QUIET = { update: () => undefined, stop: () => undefined } as never;
