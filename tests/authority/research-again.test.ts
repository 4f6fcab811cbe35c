/** A research file that is made again: what is the same, and what chance draws anew so that two files can't be laid side by side. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parse } from 'csv-parse/sync';
import { parquetReadObjects } from 'hyparquet';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { anonymise } from '../../apps/authority/src/research/anonymise.ts';
import { exportResearch } from '../../apps/authority/src/research/export-research.ts';
import { pseudonymise } from '../../apps/authority/src/research/pseudonymise.ts';
import { Sealer } from '../../apps/authority/src/vault/sealer.ts';
import { pupilsOf, sit } from './simulated-people.ts';

type Row = Readonly<Record<string, unknown>>;
let small: SmallCampaign;
/** Folders of files: made, made again from the same rows, exported again without being made again. */
const folders: Record<'first' | 'again' | 'exported', string> = { first: '', again: '', exported: '' };
const outcomes: unknown[] = [];

beforeAll(async () => {
  small = await startSmallCampaign();
  const { vault, keys, actor, campaign, platform, folder } = small;
  await publishCampaign(campaign, keys, { platform: platform.url });
  for (const [i, pupil] of [...(await pupilsOf(small)).values()].entries())
    if (pupil.person !== null) await sit(small, pupil, { m1: 'B', m2: i % 2 === 0 ? 'A' : 'C', m3: '12' });
  await serveCampaign(campaign, keys, { platform: platform.url, once: true });
  const { key } = await keys.ensureKey('research', NAME);
  await vault.exclusive(() => pseudonymise(campaign, key));
  vault.run(`INSERT INTO closing VALUES (?, 'distilled', '', '{}')`, NAME);
  for (const name of ['first', 'again', 'exported'] as const) {
    if (name !== 'exported') outcomes.push(await anonymise(vault, keys, actor, NAME));
    folders[name] = join(folder, name);
    await exportResearch(vault, keys, actor, NAME, folders[name]);
  }
});
afterAll(() => small.close());

const rowsOf = (folder: string): Row[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.csv'))
    .toSorted()
    .flatMap(
      (file) => parse(readFileSync(join(folder, file)), { columns: true, record_delimiter: '\r\n' }) as Row[],
    );
const idsOf = (folder: string) => rowsOf(folder).map(({ id }) => id);
const withoutIds = (rows: readonly Row[]) => rows.map(({ id: _id, ...row }) => JSON.stringify(row));
const others = (folder: string) => readdirSync(folder).filter((file) => !/\.(?:csv|parquet)$/.test(file));

describe('A research file that is made again from the same rows', () => {
  test('hides and counts the same: outcome, codebooks and scripts are equal to the byte', () => {
    expect(outcomes[1]).toEqual(outcomes[0]);
    expect(others(folders.first)).toContain('codebook.json');
    for (const file of others(folders.first))
      expect([file, readFileSync(join(folders.again, file), 'utf8')]).toEqual([
        file,
        readFileSync(join(folders.first, file), 'utf8'),
      ]);
  });

  test('has the same rows, under other identifiers', () => {
    const [first, again] = [folders.first, folders.again].map(rowsOf);
    expect(first).toHaveLength(PUPILS.length);
    expect(withoutIds(again!).toSorted()).toEqual(withoutIds(first!).toSorted());
    expect(idsOf(folders.first).filter((id) => idsOf(folders.again).includes(id))).toEqual([]);
  });

  test('has them in another order, so that its bytes are others by design', async () => {
    const { vault, keys, actor, folder } = small;
    // Few rows, some of them alike: by chance two orders are the same, but not ten.
    const orders = new Set<string>();
    for (let i = 0; i < 10; i++) {
      await anonymise(vault, keys, actor, NAME, { threads: 1 });
      await exportResearch(vault, keys, actor, NAME, join(folder, 'order'));
      orders.add(withoutIds(rowsOf(join(folder, 'order'))).join('\n'));
    }
    expect(orders.size).toBeGreaterThan(1);
  });

  test('has the same rows in CSV and Parquet', async () => {
    for (const folder of [folders.first, folders.again]) {
      const ids: unknown[] = [];
      for (const file of readdirSync(folder)
        .filter((one) => one.endsWith('.parquet'))
        .toSorted()) {
        const bytes = readFileSync(join(folder, file));
        const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
        for (const row of await parquetReadObjects({ file: buffer as ArrayBuffer })) ids.push(row.id);
      }
      expect(ids).toEqual(idsOf(folder));
    }
  });
});

test('A research file that is exported again, and not made again, is the same to the byte', () => {
  const files = readdirSync(folders.again);
  expect(readdirSync(folders.exported)).toEqual(files);
  for (const file of files)
    expect([
      file,
      readFileSync(join(folders.exported, file)).equals(readFileSync(join(folders.again, file))),
    ]).toEqual([file, true]);
});

test('Pseudonymous rows, and the numbers of their schools, follow no order of the roster: each closing draws it', async () => {
  const { vault, keys, campaign } = small;
  const { key } = await keys.openKey('research', NAME);
  const sealer = new Sealer(NAME, key);
  const orders = new Set<string>();
  for (let i = 0; i < 10; i++) {
    await vault.exclusive(() => pseudonymise(campaign, key, { threads: 1 }));
    const rows = vault.all<{ id: number; sealed: Uint8Array }>('SELECT id, sealed FROM research ORDER BY id');
    orders.add(
      rows
        .map(({ id, sealed }) => JSON.stringify(withoutId(sealer.open('research', 'sealed', id, sealed))))
        .join('\n'),
    );
  }
  expect(orders.size).toBeGreaterThan(1);
});

const withoutId = ({ id: _id, ...row }: Row) => row;
