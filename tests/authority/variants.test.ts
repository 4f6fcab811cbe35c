/**
 * Items whose numbers differ from pupil to pupil: published, sat with the ticket's own variants, collected, scored by the key
 * of each variant, corrected and reported. Expected scores are written by hand.
 */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { parseClassReport, parseTicket } from '@cloison/protocol';
import { parseSequenceContent } from '@cloison/qti/delivery';
import { afterEach, expect, test } from 'vitest';
import { readDomainResponses } from '../../apps/authority/src/analyse/domain-responses.ts';
import { giveReserve } from '../../apps/authority/src/codes/reserve.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import {
  applyItemChange,
  correction,
  previewItemChange,
} from '../../apps/authority/src/rescore/change-items.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import { groupOf, pupilBody, pupilsOf, readDocument, save } from './simulated-people.ts';

const random = (min: number, max: number) => `<qti-random-integer min="${min}" max="${max}"/>`;
/** Asks for TEN times N; `key` is what the file says is right. */
const template = (key: string) => `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="m5" title="Dix fois" adaptive="false" time-dependent="false" xml:lang="fr">
  <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="integer"/>
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"/>
  <qti-template-declaration identifier="N" cardinality="single" base-type="integer"/>
  <qti-template-processing>
    <qti-set-template-value identifier="N">${random(11, 99)}</qti-set-template-value>
    <qti-set-correct-response identifier="RESPONSE">${key}</qti-set-correct-response>
  </qti-template-processing>
  <qti-item-body><p>Dix fois <qti-printed-variable identifier="N"/> font
    <qti-text-entry-interaction response-identifier="RESPONSE" expected-length="6"/>.</p></qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>`;
const times = (n: number) =>
  `<qti-product><qti-variable identifier="N"/><qti-base-value base-type="integer">${n}</qti-base-value></qti-product>`;

const withVariants = (yaml: string) =>
  yaml
    .replace('items: [m1, m2, m3, m4] }', 'items: [m1, m5], variants: { count: 4, seed: 7 } }')
    .replace('items: [m1, m2, m3]\n    thresholds: [1, 3]', 'items: [m1, m5]\n    thresholds: [1, 2]')
    .replace(/ {2}- id: mots\n(?: {4}.*\n)+/, '');

let small: SmallCampaign | null = null;
afterEach(async () => {
  await small?.close();
  small = null;
});

async function started(key = times(10)) {
  small = await startSmallCampaign({ campaign: withVariants, maths: { m5: template(key) } });
  const one = small;
  const here = { platform: one.platform.url };
  await publishCampaign(one.campaign, one.keys, here);
  const people = await pupilsOf(one);
  const person = (name: string) => {
    const found = people.get(name);
    if (found?.person == null) throw new Error(name);
    return { ...found, person: found.person };
  };
  const bookletOf = async (name: string) => {
    const document = await readDocument(
      one,
      (await pupilsOf(one)).get(name)?.person ?? person(name).person,
      'ticket',
    );
    return parseTicket(document?.body).sequences[0]?.booklet ?? [];
  };
  return {
    one,
    here,
    person,
    bookletOf,
    serve: () => serveCampaign(one.campaign, one.keys, { ...here, once: true }),
  };
}

/** The number that the variant shows, from what a browser gets. */
async function shownNumbers(one: SmallCampaign): Promise<ReadonlyMap<string, number>> {
  const found = one.vault.get<{ bytes: Uint8Array }>(
    "SELECT bytes FROM content WHERE campaign = ? AND path = 'sequences/maths.json'",
    one.campaign.name,
  );
  const content = parseSequenceContent(JSON.parse(new TextDecoder().decode(found?.bytes)));
  return new Map(
    content.items.flatMap((item) => {
      const number = /Dix fois "\},\{"kind":"text","text":"(\d+)"/.exec(JSON.stringify(item.body))?.[1];
      return number === undefined ? [] : [[item.id, Number(number)] as const];
    }),
  );
}

const NAMES = ['Anna', 'Bilal', 'Chloé', 'David', 'Emma', 'Farid'];

test('each pupil is drawn a variant, which a new code and a new publication do not change', async () => {
  const { one, here, person, bookletOf } = await started();
  const numbers = await shownNumbers(one);
  expect([...numbers.keys()]).toEqual(['m5.v1', 'm5.v2', 'm5.v3', 'm5.v4']);
  expect(new Set(numbers.values()).size).toBe(4);
  const drawn = new Map<string, readonly string[]>();
  for (const name of NAMES) drawn.set(name, await bookletOf(name));
  for (const own of drawn.values()) expect(own).toEqual(['m1', expect.stringMatching(/^m5\.v[1-4]$/)]);
  giveReserve(one.campaign, person('Anna').orderNumber, 'lost');
  await publishCampaign(one.campaign, one.keys, { ...here, again: true });
  for (const name of NAMES) expect(await bookletOf(name)).toEqual(drawn.get(name));
});

test('no variant that leaves says what is right, nor how its numbers were drawn', async () => {
  const { one } = await started();
  const published = one.vault
    .all<{ bytes: Uint8Array }>(
      "SELECT bytes FROM content WHERE campaign = ? AND kind = 'public'",
      one.campaign.name,
    )
    .map(({ bytes }) => new TextDecoder().decode(bytes))
    .join('');
  for (const number of (await shownNumbers(one)).values())
    expect(published).not.toContain(String(number * 10));
  expect(published).not.toMatch(/template|qti-|7\/maths/);
});

test('each answer is scored by the key of its own variant; another variant of the record counts for nothing', async () => {
  const { one, person, bookletOf, serve } = await started();
  const numbers = await shownNumbers(one);
  const own = async (name: string) => (await bookletOf(name))[1] ?? '';
  const right = async (name: string) => String((numbers.get(await own(name)) ?? 0) * 10);
  const sit = async (name: string, answers: Record<string, string>) =>
    save(one, person(name).person, 'maths', pupilBody(one, answers, true), { final: true });
  await sit('Anna', { m1: 'B', [await own('Anna')]: await right('Anna') });
  await sit('Bilal', { m1: 'B', [await own('Bilal')]: '1' });
  // What a hand-written record says of a variant that was not drawn.
  const drawn = await own('Chloé');
  const foreign = [...numbers.keys()].find((id) => id !== drawn) ?? '';
  await sit('Chloé', { [foreign]: String((numbers.get(foreign) ?? 0) * 10) });
  await sit('David', { m5: await right('David') });
  await serve();
  const items = (name: string) => readSittings(one.campaign, person(name).id)[0]?.items;
  expect(items('Anna')?.m5).toMatchObject({
    state: 'answered',
    score: 1,
    maxScore: 1,
    variant: Number((await own('Anna')).slice(-1)),
  });
  expect(items('Bilal')?.m5).toMatchObject({ state: 'answered', score: 0 });
  expect(items('Chloé')?.m5).toMatchObject({ state: 'noAnswer', score: 0 });
  // Nobody was given the item by its own name: the record is set apart.
  expect(items('David')).toBeUndefined();
  const group = await groupOf(one, '6e');
  const report = parseClassReport((await readDocument(one, group.class, 'report/class'))?.body);
  const anna = report.pupils.find(({ orderNumber }) => orderNumber === person('Anna').orderNumber);
  expect(anna?.domains).toEqual({ calcul: { score: 2, group: 'satisfactory' } });
  // Statistics take the variants of an item together.
  const [calcul] = await readDomainResponses(one.campaign, 'maths');
  expect(calcul?.matrix?.itemIds).toEqual(['m1', 'm5']);
});

test('a wrong key is corrected for every variant at once, as long as what was shown stays', async () => {
  const { one, person, bookletOf, serve } = await started(times(9));
  const numbers = await shownNumbers(one);
  const own = (await bookletOf('Anna'))[1] ?? '';
  const answers = { m1: 'B', [own]: String((numbers.get(own) ?? 0) * 10) };
  await save(one, person('Anna').person, 'maths', pupilBody(one, answers, true), { final: true });
  await serve();
  const score = () => readSittings(one.campaign, person('Anna').id)[0]?.items.m5?.score;
  expect(score()).toBe(0);
  const file = (xml: string) => new TextEncoder().encode(xml);
  const shownOtherwise = template(times(10)).replace(random(11, 99), random(11, 98));
  expect(() => correction(one.campaign, 'm5', file(shownOtherwise))).toThrow('changes what pupils see');
  const wanted = correction(one.campaign, 'm5', file(template(times(10))));
  expect(previewItemChange(one.campaign, wanted)).toMatchObject({ given: 1, changed: 1, gain: 1 });
  applyItemChange(one.campaign, wanted, 'La clé était fausse.');
  await serve();
  expect(score()).toBe(1);
});
