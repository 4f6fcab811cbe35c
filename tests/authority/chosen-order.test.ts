/** Wherever the office chooses an order, what the platform keeps in it says nothing of schools and classes. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { LyingHost } from '@cloison/dev-env/platform/lying-host.ts';
import {
  type DocumentBatch,
  fromBase64Url,
  parseEnvelopeHeader,
  toBase64Url,
} from '@cloison/protocol/public';
import { afterEach, expect, test } from 'vitest';
import { holdersOfSchool } from '../../apps/authority/src/codes/holders.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { schoolIds } from '../../apps/authority/src/roster/schools.ts';
import { pupilBody, pupilsOf, save } from './simulated-people.ts';

let small: SmallCampaign;
afterEach(() => small.close());

/** Four classes of a collège and a school, twenty pupils each, in the order of a roster file. */
const ROSTER = ['6e A', '6e B', 'CP A', 'CP B'].flatMap((label, i) =>
  Array.from({ length: 20 }, (_, n) => {
    const ine = `1${i}${String(n).padStart(7, '0')}AA`;
    const [uai, level] = label.startsWith('6e') ? ['0770002', '6e'] : ['0750001', 'cp'];
    return [uai, label, level, ine, `Nom${n}`, `Prénom${n}`, '2015-02-10', 'F', ''] as const;
  }),
);

/** Holders of rows, in the order in which the platform's file has them. */
function inTheStore(table: 'holder' | 'document' | 'routing'): readonly string[] {
  const path = join(small.platformFolder, 'store', 'campaigns', NAME, 'campaign.sqlite');
  using db = new DatabaseSync(path, { readOnly: true });
  const rows =
    table === 'holder'
      ? db.prepare('SELECT holder FROM holder ORDER BY rowid').all()
      : db.prepare(`SELECT h.holder FROM ${table} t JOIN holder h ON h.id = t.holder ORDER BY t.rowid`).all();
  return rows.map(({ holder }) => Buffer.from(holder as Uint8Array).toString('hex'));
}

test('holders and documents are in the order of ids that chance gave, whatever the roster’s', async () => {
  small = await startSmallCampaign({ pupils: ROSTER });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  for (const table of ['holder', 'document'] as const) {
    const rows = inTheStore(table);
    expect(rows.length).toBeGreaterThan(50);
    expect(rows).toEqual(rows.toSorted());
  }
});

function holderOf(envelope: string): string {
  return toBase64Url(parseEnvelopeHeader(fromBase64Url(envelope)).holderId);
}

test('what goes out on a tick is in an order of its own, not school by school', async () => {
  small = await startSmallCampaign({ pupils: ROSTER });
  const here = { platform: small.platform.url };
  await publishCampaign(small.campaign, small.keys, here);
  const people = [...(await pupilsOf(small)).values()].filter(({ person }) => person !== null);
  for (const { person } of people.slice(0, 6))
    await save(small, person!, 'maths', pupilBody(small, { m1: 'B' }, true), { final: true });
  const school = new Map(
    schoolIds(small.campaign).flatMap((id) =>
      holdersOfSchool(small.campaign, id).map(({ holder_id }) => [toBase64Url(holder_id), id] as const),
    ),
  );
  /** Of each call: the holders, in the order in which their documents were sent. */
  const sent: string[][] = [];
  const host = await LyingHost.start(() => here.platform);
  // Ten passes, each with the documents of both schools: that all of them are sorted by school is one chance in a million.
  for (let pass = 0; pass < 10; pass++) {
    small.vault.run('UPDATE document SET body_lookup = ?', new Uint8Array(0));
    small.vault.run('INSERT OR IGNORE INTO to_publish SELECT id FROM school');
    await serveCampaign(small.campaign, small.keys, { platform: host.url, once: true });
  }
  await host.close();
  for (const { what, body } of host.asked) {
    if (what === 'documents') sent.push((body as DocumentBatch).envelopes.map(holderOf));
  }
  const schools = sent.map((holders) => holders.map((holder) => school.get(holder) ?? -1));
  const batches = schools.filter((one) => new Set(one).size > 1);
  expect(batches.length).toBeGreaterThanOrEqual(10);
  expect(batches.some((one) => one.join() !== one.toSorted((a, b) => a - b).join())).toBe(true);
  // Not in the order in which they were made, nor by holder: both are the same at each pass.
  const of = (order: (holders: string[]) => string[]) =>
    new Set(sent.map((holders) => order(holders).join()));
  expect(of((holders) => holders).size).toBeGreaterThan(of((holders) => holders.toSorted()).size);
});
