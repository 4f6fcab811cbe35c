/** Items withdrawn and corrected in the middle of a campaign, with a real platform. Expected scores are written by hand. */
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseClassReport } from '@cloison/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sourcePackage } from '../../apps/authority/src/campaign/content-files.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { itemChangesOf } from '../../apps/authority/src/item-changes/item-changes.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import {
  applyItemChange,
  correction,
  previewItemChange,
  restoration,
  type WantedChange,
  withdrawal,
} from '../../apps/authority/src/rescore/change-items.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { setStandards } from '../../apps/authority/src/standards/change-standards.ts';
import { domainsInForce } from '../../apps/authority/src/standards/standards-in-force.ts';
import { groupOf, key, type Pupil, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
let pupils: Map<string, Pupil>;
const pupil = (name: string) => pupils.get(name) ?? expect.fail(name);
const serve = () => serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });

beforeEach(async () => {
  small = await startSmallCampaign();
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  pupils = await pupilsOf(small);
  // calcul (m1 = B, m2 = A, m3 = 12): Anna 3, Bilal 2, Chloé 0; below 1 needs, below 3 fragile.
  await sit(small, pupil('Anna'), { m1: 'B', m2: 'A', m3: '12' });
  await sit(small, pupil('Bilal'), { m1: 'C', m2: 'A', m3: '12' });
  await sit(small, pupil('Chloé'), { m1: 'C', m2: 'C' });
  await serve();
});
afterEach(() => small.close());

async function report() {
  const document = await readDocument(small, (await groupOf(small, '6e')).class, 'report/class');
  const body = parseClassReport(document?.body);
  const of = (name: string) => body.pupils.find((one) => one.orderNumber === pupil(name).orderNumber);
  return {
    notices: body.notices,
    calcul: ['Anna', 'Bilal', 'Chloé'].map((name) => of(name)?.domains.calcul),
    maximum: body.domains.find(({ id }) => id === 'calcul')?.maxScore,
    items: Object.keys(of('Anna')?.items ?? {}).sort(),
  };
}
const apply = async (wanted: WantedChange, reason = 'deux bonnes réponses') => {
  const kept = applyItemChange(small.campaign, wanted, reason);
  await serve();
  return kept;
};
const itemFile = (id: string) =>
  Buffer.from(sourcePackage(small.vault, NAME, 'maths').get(`items/${id}.xml`) ?? []).toString('utf8');
const withKey = (id: string, from: string, to: string) => {
  const text = itemFile(id);
  expect(text).toContain(`<qti-value>${from}</qti-value>`);
  return Buffer.from(text.replace(`<qti-value>${from}</qti-value>`, `<qti-value>${to}</qti-value>`));
};
const published = () => small.vault.all("SELECT path, hash FROM content WHERE kind = 'public' ORDER BY path");

test('a withdrawn item shows first what would change, then gives its points to all who had it', async () => {
  const before = published();
  const wanted = withdrawal(small.campaign, 'm1', 'all');
  expect(previewItemChange(small.campaign, wanted)).toEqual({
    sequence: 'maths',
    item: 'm1',
    given: 3,
    changed: 2,
    gain: 2,
    lose: 0,
    maxBefore: 1,
    maxAfter: 1,
    domain: {
      id: 'calcul',
      pupils: 3,
      meanBefore: 5 / 3,
      meanAfter: 7 / 3,
      groupsBefore: { needs: 1, fragile: 1, satisfactory: 1 },
      groupsAfter: { needs: 0, fragile: 1, satisfactory: 2 },
      moved: 2,
    },
  });
  // Shown is not done.
  expect((await report()).calcul.map((one) => one?.score)).toEqual([3, 2, 0]);
  expect(itemChangesOf(small.campaign)).toEqual([]);

  await apply(wanted);
  const after = await report();
  expect(after.calcul).toEqual([
    { score: 3, group: 'satisfactory' },
    { score: 3, group: 'satisfactory' },
    { score: 1, group: 'fragile' },
  ]);
  expect(after.items).toEqual(['m2', 'm3']);
  expect(after.notices).toHaveLength(1);
  expect(after.notices[0]?.fr).toMatch(
    /^Restitution rééditée le .* : l’exercice « Item m1 » est retiré, et tous/,
  );
  expect(after.notices[0]?.en).toContain('exercise “Item m1” is withdrawn, and all pupils who had it');
  // Whoever has begun, or will, sees what was published.
  expect(published()).toEqual(before);
  const line = [...journalLines(small.vault)]
    .map((text) => JSON.parse(text))
    .find(({ what }) => what === 'items.withdraw');
  expect(line).toMatchObject({
    who: 'testeuse',
    detail: { number: 1, item: 'm1', credit: 'all', records: 3, reason: 'deux bonnes réponses' },
  });
  expect(itemChangesOf(small.campaign)[0]?.issuedAt).not.toBeNull();
  // Who sits later has the points too.
  await sit(small, pupil('David'), {});
  await serve();
  expect(previewItemChange(small.campaign, withdrawal(small.campaign, 'm2', 'all'))).toMatchObject({
    given: 4,
  });
});

test('a withdrawn item that counts for nobody leaves its domain, as long as the thresholds hold', async () => {
  // The second threshold is 3 of 3 points.
  expect(() => withdrawal(small.campaign, 'm1', 'none')).toThrow(
    expect.objectContaining({ code: 'items-threshold' }),
  );
  const points = { method: 'points', judges: 0, theta: null, scale: null } as const;
  setStandards(small.campaign, [{ ...points, domain: 'calcul', thresholds: [1, 2] }], 'un item de moins');
  const wanted = withdrawal(small.campaign, 'm1', 'none');
  expect(previewItemChange(small.campaign, wanted)).toMatchObject({
    changed: 1,
    lose: 1,
    maxAfter: 0,
    domain: { meanAfter: 4 / 3, groupsAfter: { needs: 1, fragile: 0, satisfactory: 2 } },
  });
  await apply(wanted);
  expect(await report()).toMatchObject({
    maximum: 2,
    calcul: [{ score: 2 }, { score: 2 }, { score: 0 }],
    items: ['m2', 'm3'],
  });
});

test('a domain by entry is scored again without the item', async () => {
  const gael = pupil('Gaël');
  const { class: teachers } = await groupOf(small, 'cp');
  await key(small, teachers, gael, { l1: 'A', l2: 'B', l3: 'B', l4: '!noAnswer' });
  await serve();
  const wanted = withdrawal(small.campaign, 'l4', 'all');
  expect(previewItemChange(small.campaign, wanted)).toMatchObject({
    given: 1,
    gain: 1,
    domain: { moved: 0 },
  });
  await apply(wanted);
  const document = await readDocument(small, teachers, 'report/class');
  const result = parseClassReport(document?.body).pupils.find(
    ({ orderNumber }) => orderNumber === gael.orderNumber,
  );
  expect(result?.domains.lettres).toEqual({ score: 3, group: 'fragile' });
});

test('a corrected key is scored again from the sealed records, twice if need be', async () => {
  // m1: C, and not B, is right.
  const wanted = correction(small.campaign, 'm1', withKey('m1', 'B', 'C'));
  expect(previewItemChange(small.campaign, wanted)).toMatchObject({ given: 3, changed: 3, gain: 2, lose: 1 });
  await apply(wanted, 'clé C');
  const after = await report();
  expect(after.calcul.map((one) => one?.score)).toEqual([2, 3, 1]);
  expect(after.items).toEqual(['m1', 'm2', 'm3']);
  expect(after.notices[0]?.fr).toContain('la correction de l’exercice « Item m1 » était fausse');
  expect(() => correction(small.campaign, 'm1', withKey('m1', 'B', 'C'))).toThrow(
    expect.objectContaining({ code: 'items-same' }),
  );
  await apply(correction(small.campaign, 'm1', withKey('m1', 'B', 'A')), 'clé A');
  expect((await report()).calcul.map((one) => one?.score)).toEqual([2, 2, 0]);
  // The vault is the folder's campaign still.
  const again = await createCampaign(small.vault, small.keys, small.actor, join(small.folder, 'campaign'));
  expect(again.created).toBe(false);
  await small.reopen();
  expect(domainsInForce(small.campaign).find(({ id }) => id === 'calcul')?.maxScore).toBe(3);
});

test('a file with another question, another item, no XML or no score is refused, and nothing changes', () => {
  for (const [edit, code] of [
    [(text: string) => text.replace('>un<', '>one<'), 'items-question'],
    [(text: string) => text.replace('identifier="m1"', 'identifier="m9"'), 'items-other'],
    [() => 'clé C', 'items-file'],
    [(text: string) => text.replace(/<qti-response-processing.*\/>/, ''), 'items-unscored'],
  ] as const) {
    const bytes = Buffer.from(edit(itemFile('m1')));
    expect(() => correction(small.campaign, 'm1', bytes)).toThrow(expect.objectContaining({ code }));
  }
  expect(itemChangesOf(small.campaign)).toEqual([]);
});

test('a withdrawal is taken back after a look at what would change, and reports say so', async () => {
  expect(() => restoration(small.campaign, 'm1')).toThrow(
    expect.objectContaining({ code: 'items-unchanged' }),
  );
  await apply(withdrawal(small.campaign, 'm1', 'all'));
  const wanted = restoration(small.campaign, 'm1');
  expect(previewItemChange(small.campaign, wanted)).toEqual({
    sequence: 'maths',
    item: 'm1',
    given: 3,
    changed: 2,
    gain: 0,
    lose: 2,
    maxBefore: 1,
    maxAfter: 1,
    domain: {
      id: 'calcul',
      pupils: 3,
      meanBefore: 7 / 3,
      meanAfter: 5 / 3,
      groupsBefore: { needs: 0, fragile: 1, satisfactory: 2 },
      groupsAfter: { needs: 1, fragile: 1, satisfactory: 1 },
      moved: 2,
    },
  });
  // Shown is not done.
  expect((await report()).calcul.map((one) => one?.score)).toEqual([3, 3, 1]);
  await apply(wanted, 'l’item était juste');
  const after = await report();
  expect(after.calcul).toEqual([
    { score: 3, group: 'satisfactory' },
    { score: 2, group: 'fragile' },
    { score: 0, group: 'needs' },
  ]);
  expect(after.items).toEqual(['m1', 'm2', 'm3']);
  expect(after.notices).toHaveLength(2);
  expect(after.notices[1]?.fr).toContain('un changement de l’exercice « Item m1 » est annulé');
  expect(after.notices[1]?.en).toContain('a change of exercise “Item m1” is taken back');
  const line = [...journalLines(small.vault)]
    .map((text) => JSON.parse(text))
    .find(({ what }) => what === 'items.restore');
  expect(line).toMatchObject({
    who: 'testeuse',
    detail: { number: 2, item: 'm1', restored: 1, records: 3, reason: 'l’item était juste' },
  });
  // Once: what was wanted then is done, and nothing is left to take back.
  expect(applyItemChange(small.campaign, wanted, 'encore')).toBeNull();
  expect(() => restoration(small.campaign, 'm1')).toThrow(
    expect.objectContaining({ code: 'items-unchanged' }),
  );
});

test('decisions on an item are taken back one by one, the last one first', async () => {
  const points = { method: 'points', judges: 0, theta: null, scale: null } as const;
  setStandards(small.campaign, [{ ...points, domain: 'calcul', thresholds: [1, 2] }], 'un item de moins');
  // Anna answered B, Bilal and Chloé C.
  await apply(correction(small.campaign, 'm1', withKey('m1', 'B', 'C')), 'la clé est C');
  await apply(withdrawal(small.campaign, 'm1', 'none'), 'item fautif');
  const scores = async () => (await report()).calcul.map((one) => one?.score);
  expect(await scores()).toEqual([2, 2, 0]);
  const first = restoration(small.campaign, 'm1');
  // It counts again, with the corrected key: the maximum and the points of Bilal and Chloé come back.
  expect(previewItemChange(small.campaign, first)).toMatchObject({
    changed: 2,
    gain: 2,
    lose: 0,
    maxBefore: 0,
    maxAfter: 1,
    domain: { id: 'calcul', pupils: 3, meanBefore: 4 / 3, meanAfter: 2 },
  });
  await apply(first, 'il compte');
  expect(await scores()).toEqual([2, 3, 1]);
  expect((await report()).maximum).toBe(3);
  await apply(restoration(small.campaign, 'm1'), 'la clé était B');
  expect(await scores()).toEqual([3, 2, 0]);
  expect(itemChangesOf(small.campaign).map(({ change }) => change.kind)).toEqual([
    'correct',
    'withdraw',
    'restore',
    'restore',
  ]);
  // Withdrawn again, it is withdrawn: what was taken back stays so.
  await apply(withdrawal(small.campaign, 'm1', 'all'), 'tout compte fait');
  expect(await scores()).toEqual([3, 3, 1]);
});

test('an item that is not there, a withdrawal that is in force, and a change without a reason', async () => {
  expect(() => withdrawal(small.campaign, 'zz', 'all')).toThrow(
    expect.objectContaining({ code: 'items-unknown' }),
  );
  const wanted = withdrawal(small.campaign, 'm4', 'all');
  expect(() => applyItemChange(small.campaign, wanted, '  ')).toThrow(
    expect.objectContaining({ code: 'standards-reason' }),
  );
  expect(applyItemChange(small.campaign, wanted, 'faute')).not.toBeNull();
  expect(applyItemChange(small.campaign, wanted, 'faute')).toBeNull();
  expect(() => withdrawal(small.campaign, 'm4', 'all')).toThrow(
    expect.objectContaining({ code: 'items-withdrawn' }),
  );
  expect(itemChangesOf(small.campaign)).toHaveLength(1);
});
