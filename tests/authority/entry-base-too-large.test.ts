/**
 * Whoever has the class's secret keys more than an `entry-base` can carry: after the class's root was replaced, its teachers find the
 * others' work all the same.
 */
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { entryRecordName, parseEntryBase } from '@cloison/protocol';
import { afterEach, expect, test } from 'vitest';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { groupOf, key, pupilsOf, readDocument } from './simulated-people.ts';

const TEXTS = Array.from({ length: 40 }, (_, i) => `t${i}`);
const item = (id: string) => `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="${id}" title="Item ${id}"
    adaptive="false" time-dependent="false" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="string"/>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"/>
  <qti-item-body><p>Écris : <qti-text-entry-interaction response-identifier="RESPONSE" data-cloison-max-length="60"/></p></qti-item-body>
</qti-assessment-item>
`;

const MORE = Array.from({ length: 80 }, (_, i) => [
  ...['0750001', 'CP A', 'cp', `3000000${10 + i}AA`, `Nom${i}`, `P${i}`, '2020-04-16', 'M', ''],
]);

let small: SmallCampaign | null = null;
afterEach(() => small?.close());

/** Symbols that no compression shortens much. */
function noise(seed: number): string {
  let state = seed;
  return Array.from({ length: 60 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return String.fromCharCode(0x4e00 + ((state >>> 8) % 20_000));
  }).join('');
}

test.each([
  ['that does not compress', 15, noise],
  // A browser inflates no more than a mebibyte.
  ['that compresses to nothing', 80, () => '\u0001'.repeat(60)],
])('whose own keying is small finds it, beside much %s', async (_, count, text) => {
  const name = 'entry-base';
  const others = MORE.slice(0, count);
  small = await startSmallCampaign({
    maths: Object.fromEntries(TEXTS.map((id) => [id, item(id)])),
    pupils: [...PUPILS, ...others],
    campaign: (yaml) =>
      yaml
        .replace('package: lettres', 'package: maths')
        .replace(
          'items: [l1, l2, l3, l4]\n    thresholds: [2, 4]',
          'items: [m1, m2, m3]\n    thresholds: [2, 3]',
        )
        .replaceAll('l1, l2, l3, l4', `m1, m2, m3, ${TEXTS.join(', ')}`),
  });
  const here = { platform: small.platform.url };
  await publishCampaign(small.campaign, small.keys, here);
  const pupils = await pupilsOf(small);
  const before = await groupOf(small, 'cp');
  const honest = ['Gaël', 'Hana'];
  for (const [i, one] of [...honest, ...others.map((row) => row[5]!)].entries()) {
    const keyed = TEXTS.map((id, k) => [id, i < honest.length ? 'chat' : text(100 * i + k)]);
    const { status } = await key(small, before.class, pupils.get(one)!, {
      m1: 'B',
      ...Object.fromEntries(keyed),
    });
    expect(status).toBe(204);
  }
  await serveCampaign(small.campaign, small.keys, { ...here, once: true });
  await mintCodes(small.campaign, { stock: { staff: 1 }, threads: 1 });
  const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
  await revokeStaff(small.campaign, { role: 'teacher', uai, label: 'CP A', rank: 1 });
  // The agent is told each time.
  await expect(publishCampaign(small.campaign, small.keys, here)).rejects.toMatchObject({
    code: 'documents-left-out',
    message: expect.stringContaining(`${name} (${uai})`),
  });
  const { class: after } = await groupOf(small, 'cp');
  const { records } = parseEntryBase((await readDocument(small, after, name))!.body);
  for (const one of honest) {
    const record = await entryRecordName(after.holder.namesKey, 'lettres', pupils.get(one)!.orderNumber);
    expect(records).toHaveProperty(record);
  }
  expect(Object.keys(records).length).toBeLessThan(honest.length + others.length);
});
