/** What families ask of the office: to see, to have corrected, to object. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { parseRoster } from '@cloison/protocol';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { pseudonymise } from '../../apps/authority/src/research/pseudonymise.ts';
import { heldAboutPupil } from '../../apps/authority/src/rights/held-about-pupil.ts';
import { object } from '../../apps/authority/src/rights/objections.ts';
import { rectify } from '../../apps/authority/src/rights/rectify.ts';
import { writeAccess } from '../../apps/authority/src/rights/write-access.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { pupilOfOrder } from '../../apps/authority/src/roster/pupils.ts';
import { groupOf, pupilsOf, readDocument, sit } from './simulated-people.ts';

let small: SmallCampaign;
beforeEach(async () => {
  small = await startSmallCampaign({
    campaign: (yaml) => `${yaml}cohort: { name: panel-2026, until: 2036-08-31 }\n`,
  });
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
});
afterEach(() => small.close());

const serve = () => serveCampaign(small.campaign, small.keys, { platform: small.platform.url, once: true });

test('an access request is answered whole, as JSON and as a PDF for the family alone, and journaled without a name', async () => {
  const anna = (await pupilsOf(small)).get('Anna')!;
  await sit(small, anna, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await serve();
  const { id } = pupilOfOrder(small.campaign, anna.orderNumber)!;
  // Under both keys of the cohort: the family is told that there is a mark, never the mark.
  small.vault.run('INSERT INTO cohort_mark VALUES (?, 2, zeroblob(1))', id);
  const cohort = { name: 'panel-2026', until: '2036-08-31' };
  const marked = heldAboutPupil(small.campaign, anna.orderNumber);
  expect(marked.cohort).toEqual({ ...cohort, marked: 'both' });
  const [, paper] = await writeAccess(marked, join(small.folder, 'marque'));
  const said = execFileSync('pdftotext', ['-layout', paper, '-'], { encoding: 'utf8' }).replace(/\s+/gu, ' ');
  expect(said).toContain('Un identifiant tiré de son INE par deux clés');
  expect(said).toContain('jusqu’au 2036-08-31 au plus tard');
  object(small.campaign, anna.orderNumber, 'courrier du 12 septembre');
  // What a desk would have told of a booklet that was keyed twice.
  small.vault.run('INSERT INTO double_entry VALUES (?, ?, ?, ?)', id, 'maths', 4, 1);
  const held = heldAboutPupil(small.campaign, anna.orderNumber);
  expect(held).toMatchObject({
    identity: { firstName: 'Anna' },
    class: { level: '6e' },
    sittings: [{ sequence: 'maths', state: 'complete', secondKeying: { cells: 4, differing: 1 } }],
  });
  expect(held.sittings[0]?.items.m1).toMatchObject({ responses: { RESPONSE: 'B' }, score: 1 });
  expect(held.objectionAt).not.toBeNull();
  expect(held.cohort).toEqual({ ...cohort, marked: 'none' });
  const [json, pdf] = await writeAccess(held, join(small.folder, 'reponse'));
  expect(JSON.parse(readFileSync(json, 'utf8'))).toEqual(held);
  for (const file of [json, pdf]) expect(statSync(file).mode & 0o077).toBe(0);
  const text = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' });
  expect(text).toContain(held.identity.lastName);
  expect(text).toContain(anna.orderNumber);
  expect(text).toContain('terminée');
  expect(text.replace(/\s+/gu, ' ')).toContain(
    'une seconde fois pour contrôle, 4 réponses comparées, 1 différente',
  );
  expect(text).toContain('Opposition enregistrée');
  const lines = [...journalLines(small.vault)].join('\n');
  expect(lines).toContain('"rights.access"');
  expect(lines).not.toContain(anna.orderNumber);
  expect(lines).not.toContain(held.identity.lastName);
});

test('once roles are given, what is held about a child is read by two persons only', async () => {
  const { orderNumber } = (await pupilsOf(small)).get('Anna')!;
  giveRole(small.vault, small.campaign.actor, small.campaign.actor.who, 'custodian');
  expect(() => heldAboutPupil(small.campaign, orderNumber)).toThrowError(
    expect.objectContaining({ code: 'approval-missing' }),
  );
});

test('a rectification reaches the lists of the school at the next pass; one of nothing is refused', async () => {
  const { orderNumber } = (await pupilsOf(small)).get('Anna')!;
  rectify(small.campaign, orderNumber, { firstName: 'Hannah' });
  await serve();
  const { class: classHolder } = await groupOf(small, '6e');
  const roster = parseRoster((await readDocument(small, classHolder, 'roster'))?.body);
  expect(roster.pupils.find((one) => one.orderNumber === orderNumber)?.firstName).toBe('Hannah');
  expect(() => rectify(small.campaign, orderNumber, {})).toThrowError(
    expect.objectContaining({ code: 'rectify-nothing' }),
  );
  expect(() => rectify(small.campaign, '0', { sex: 'F' })).toThrowError(
    expect.objectContaining({ code: 'order-unknown' }),
  );
});

test('a pupil whose family objected is not in the research file', async () => {
  const { rows: before } = await small.vault.exclusive(() =>
    pseudonymise(small.campaign, new Uint8Array(32)),
  );
  object(small.campaign, (await pupilsOf(small)).get('Anna')!.orderNumber, 'refus');
  const { rows: after } = await small.vault.exclusive(() => pseudonymise(small.campaign, new Uint8Array(32)));
  expect(after).toBe(before - 1);
});
