/** Faults that fuzzing found, each by the input that showed it. */
import { sign } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import { publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
import { parseEntryBase, parseEntryBody, parsePupilBody } from '@cloison/protocol';
import { parsePublishedCampaign } from '@cloison/protocol/public';
import { parquetMetadata } from 'hyparquet';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { afterAll, describe, expect, it } from 'vitest';
import { campaignProblems } from '../../apps/authority/src/specify/campaign-problems.ts';
import { YamlFile } from '../../apps/authority/src/specify/yaml-file.ts';
import { authorityKeyOf, verifySignedCall } from '../../apps/platform/src/authority/signed-call.ts';
import { readParquetColumns } from '../../apps/statistics/src/read/parquet-columns.ts';
import { readKey } from '../../apps/statistics/src/read/read-responses.ts';
import { readTable } from '../../apps/statistics/src/read/table.ts';
import { isIdentifier } from '../../packages/qti/src/lexical/identifier.ts';

const folder = temporaryFolder('found');
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, content: string | Uint8Array) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const GOOD = new Uint8Array(
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
/** Pages of the third column occur a second time, before their right offset. */
const ENDLESS = Buffer.concat([
  GOOD.subarray(0, 142),
  Buffer.from(
    '145c1550151c15501510150c150000000bb66ddbb66d0204003415041518151c4c1504150000000c2c020000006730020000006731150615121516145c1550151c15501510150c150000000bb66ddbb66d0204003415041518151c4c1504150000000c2c020000006730020000006731150615121516',
    'hex',
  ),
  GOOD.subarray(142),
]);
const INVALID = expect.objectContaining({ code: 'message-invalid' });

describe('a message', () => {
  const body = {
    v: 1,
    items: {},
    position: 0,
    elapsedMs: 0,
    seed: 0,
    route: [],
    routed: null,
    manifest: 'a'.repeat(64),
    app: '',
    final: false,
  };
  it('has no array where a map is meant: it was read as an empty one', () => {
    expect(parsePupilBody(body)).toEqual(body);
    expect(() => parsePupilBody({ ...body, items: [] })).toThrow(INVALID);
    expect(() => parseEntryBase({ v: 1, kind: 'entry-base', records: [{}] })).toThrow(INVALID);
    const published = publishedCampaign();
    expect(() => parsePublishedCampaign({ ...published, calendars: [[]] })).toThrow(INVALID);
  });
  it.each(['__proto__', 'constructor', 'prototype'])(
    'has no key %s: what stood under it was lost without a word',
    (key) => {
      const item = { responses: {}, ms: 0, visits: 0 };
      const items = JSON.parse(`{"${key}":${JSON.stringify(item)}}`) as object;
      expect(() => parsePupilBody({ ...body, items })).toThrow(INVALID);
      // So no item or response may be called that either.
      expect(isIdentifier(key)).toBe(false);
    },
  );
  it('has no more in a pair than two: the rest was cut off', () => {
    const entry = { v: 1, conflicts: [], manifest: 'a'.repeat(64), app: '' };
    const cells = (edit: unknown[]) => ({ ...entry, cells: { a: { state: 'empty', edit } } });
    expect(parseEntryBody(cells([0, '0'.repeat(16)]))).toEqual(cells([0, '0'.repeat(16)]));
    expect(() => parseEntryBody(cells([0, '0'.repeat(16), 0]))).toThrow(INVALID);
  });
});

describe('a YAML file', () => {
  it('with an alias of nothing, or that unfolds without end, is refused with line and column: it stopped the command', () => {
    const read = (text: string) => {
      const problems = campaignProblems();
      const { value } = new YamlFile('campaign.yaml', text, problems);
      return [value, problems.sorted().map(({ code, line, column }) => [code, line, column])];
    };
    expect(read('a: &x 1\nb: *x\n')).toEqual([{ a: 1, b: 1 }, []]);
    expect(read('a: 1\nb: *nobody\n')).toEqual([undefined, [['yaml-syntax', 2, 4]]]);
    const levels = Array.from({ length: 9 }, (_, i) => `l${i + 1}: &l${i + 1} [${`*l${i}, `.repeat(9)}]`);
    expect(read(`l0: &l0 [a]\n${levels.join('\n')}\n`)).toEqual([undefined, [['yaml-syntax', 0, 0]]]);
  });
});

describe('a file of responses', () => {
  const options = {
    header: 'auto',
    delimiter: null,
    roles: [],
    isAnswer: (text: string) => /^\d$/.test(text),
  } as const;
  it('with a quote out of place is refused in words of our own, which show no cell: those of csv-parse were shown', async () => {
    const path = file('quote.csv', 'qI1","I2"\n"1","0"\n');
    const refusal = await readTable(path, { ...options, path }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'responses-unreadable' });
    expect((refusal as Error).message).not.toContain('qI1');
    expect(() => readKey(file('key.csv', '"item,option\nI1,A\n'))).toThrow(
      expect.objectContaining({ code: 'responses-unreadable' }),
    );
  });
  it('that keeps the Parquet decoder busy for ever is given up, and the next one is read', async () => {
    await expect(readParquetColumns(file('endless.parquet', ENDLESS), 2_000)).rejects.toMatchObject({
      code: 'responses-unreadable',
    });
    const good = await readParquetColumns(file('good.parquet', GOOD), 30_000);
    expect(good.rows).toBe(40);
    const [first] = good.columns;
    expect(first?.name).toBe('I1');
    expect([...(first?.codes.slice(0, 3) ?? [])].map((code) => first?.texts[code])).toEqual(['0', '1', '0']);
  });
  it('damaged in two Parquet columns is refused, and the program goes on: the error of the second column ended it', async () => {
    const damaged = Buffer.from(GOOD.slice().buffer);
    const [first] = parquetMetadata(damaged.buffer).row_groups[0]!.columns;
    // The first column's page says that it is of the other kind (`DataPageHeader` of the format), whose header it has not;
    // the second is of no column of the schema.
    damaged[Number(first!.meta_data!.data_page_offset) + 1]! ^= 6;
    damaged.write('ZZ', damaged.lastIndexOf('I2'), 'latin1');
    await expect(readParquetColumns(file('damaged.parquet', damaged), 30_000)).rejects.toMatchObject({
      code: 'responses-unreadable',
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await readParquetColumns(file('good.parquet', GOOD), 30_000)).rows).toBe(40);
  });
});

describe('a signed call', () => {
  it('whose address has a symbol beyond one byte is refused: only its last eight bits were compared', () => {
    const { raw, privateKey } = newAuthorityKey();
    const authority = authorityKeyOf(raw);
    const parameters =
      '("@method" "@path" "@query" "content-digest" "cloison-sequence");created=1789041600;nonce="01234567";keyid="k"';
    const digest = 'sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:';
    const lines = [
      '"@method": GET',
      '"@path": /a',
      '"@query": ?',
      `"content-digest": ${digest}`,
      '"cloison-sequence": 1',
      `"@signature-params": ${parameters}`,
    ];
    const signature = sign(null, Buffer.from(lines.join('\n')), privateKey).toString('base64');
    const headers: Record<string, string> = {
      'signature-input': `s=${parameters}`,
      signature: `s=:${signature}:`,
      'content-digest': digest,
      'cloison-sequence': '1',
    };
    const verify = (target: string) => {
      const request = { method: 'GET', target, header: (name: string) => headers[name] };
      return verifySignedCall(request, authority, 1_789_041_600_000);
    };
    expect(verify('/a').sequence).toBe(1);
    // U+7661 ends in 0x61, the letter a.
    expect(() => verify('/\u7661')).toThrow(expect.objectContaining({ code: 'bad-signature' }));
  });
});
