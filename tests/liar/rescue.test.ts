/** Somebody of the staff hands in made-up rescue files for a pupil whose id is known. */
import { randomBytes } from 'node:crypto';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { entryRecordName } from '@cloison/protocol';
import { bearer, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import { expect, test } from 'vitest';
import { entryBody, groupOf, type Person, pupilBody } from '../authority/simulated-people.ts';
import { forgedFrom, type LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

let one: LyingCampaign;

async function handIn(by: Person, envelopes: readonly Uint8Array[]): Promise<string[]> {
  const codes: string[] = [];
  for (let at = 0; at < envelopes.length; at += 50) {
    const response = await fetch(`${one.small.platform.url}/api/1/${NAME}/rescue`, {
      method: 'POST',
      headers: { authorization: bearer(by.holder.access), 'content-type': 'application/json' },
      body: JSON.stringify({ envelopes: envelopes.slice(at, at + 50).map(toBase64Url) }),
    });
    const { results } = (await response.json()) as { results: { code: string }[] };
    codes.push(...results.map(({ code }) => code));
  }
  return codes;
}

/** The header of an envelope before random bytes: all that somebody without the pupil's code can make. */
const madeUp = (envelope: Uint8Array, change: (bytes: Uint8Array) => void = () => {}) => {
  const bytes = forgedFrom(envelope, 2);
  change(bytes);
  return bytes;
};

test('made-up rescue files are refused as far as a platform sees, named by the office beyond, and displace nothing', async () => {
  one = await startForTest();
  const anna = one.person('Anna');
  const { teacher, head } = await groupOf(one.small, '6e');
  const first = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, false), {
    version: 1,
    saves: { 1: 1 },
  });
  expect(await one.send(anna, first.bytes)).toBe(204);
  expect(await one.serve()).toMatchObject({ received: 1, incidents: 0 });

  const { bodyOffset, name } = parseEnvelopeHeader(first.bytes);
  const next = await one.seal(anna, pupilBody(one.small, {}, false), { version: 2, previous: first.hash });
  const visible = [
    // Longer than the ceiling of the name, and shorter.
    new Uint8Array(Buffer.concat([first.bytes, randomBytes(512)])),
    first.bytes.slice(0, -512),
    // Nothing before a second version.
    madeUp(first.bytes),
    // Neither a magic number nor a kind.
    madeUp(next.bytes, (bytes) => bytes.set([0], 0)),
    madeUp(next.bytes, (bytes) => bytes.set([9], 4)),
    // A document of Anna's.
    madeUp(next.bytes, (bytes) => bytes.set([3], 4)),
  ];
  expect(await handIn(teacher, visible)).toEqual(visible.map(() => 'bad-envelope'));
  expect(
    await handIn(teacher, [madeUp(next.bytes, (bytes) => bytes.set(randomBytes(16), 7 + name.length + 16))]),
  ).toEqual(['wrong-holder']);

  // Only a pupil ends anything: an entry record is never final, nor has staff records.
  const { class: cp } = await groupOf(one.small, 'cp');
  const entry = await entryRecordName(cp.holder.namesKey, 'lettres', one.pupil('Gaël').orderNumber);
  const ended = await one.seal(cp, entryBody(one.small, { l1: 'A' }), { version: 1, final: true }, entry);
  expect(await handIn(teacher, [ended.bytes])).toEqual(['bad-envelope']);

  // Nobody outside can tell these from Anna's.
  const rubbish = Array.from({ length: 601 }, () => madeUp(next.bytes));
  expect(rubbish[0]!.length - bodyOffset).toBe(first.bytes.length - bodyOffset);
  const codes = await handIn(teacher, rubbish);
  expect([codes.filter((code) => code === 'ok').length, codes.at(-1)]).toEqual([600, 'too-many-records']);
  const outcome = await one.serve();
  expect(outcome).toMatchObject({ received: 0, incidents: 1 });
  expect(one.journaled()).toEqual([{ 'unreadable-rescue': 1 }]);
  expect(one.kept(anna)).toEqual({ hash: toBase64Url(first.hash), branches: [] });

  // What Anna's computer could not send is handed in by somebody else, and is there.
  const lost = await one.seal(anna, pupilBody(one.small, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' }, true), {
    version: 2,
    previous: first.hash,
    final: true,
    saves: { 1: 2 },
  });
  expect(await handIn(head, [lost.bytes])).toEqual(['ok']);
  expect(await one.serve()).toMatchObject({ received: 1, incidents: 0 });
  expect(one.kept(anna)).toEqual({ hash: toBase64Url(first.hash), branches: [toBase64Url(lost.hash)] });
  expect(one.sitting('Anna')).toMatchObject({ state: 'complete', points: 4 });
});
