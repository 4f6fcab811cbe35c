/** What staff keyed without network, on a computer whose page was closed, when all codes are replaced. */
import { DOCUMENTS, MemoryStore, platformApi, Session, type SessionOptions } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type Keyring, parseCode, parseSlips } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { afterEach, describe, expect, it, test } from 'vitest';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { revokeStaff } from '../../apps/authority/src/codes/revoke.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { listRequests } from '../../apps/authority/src/desk/requests.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { Desk, type ReplacedCodeError, signIn, signInFailure } from '../../apps/school/src/desk/desk.ts';
import type { DeskWish } from '../../apps/school/src/desk/desk-record.ts';
import { briefSleep } from '../pupil/hand-clock.ts';
import { groupOf, readDocument } from './simulated-people.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const SEQUENCE = 'lettres';

let small: SmallCampaign;
afterEach(() => small.close());

class StaffComputer {
  online = true;
  readonly #options: SessionOptions;

  constructor() {
    this.#options = {
      campaign: NAME,
      store: new MemoryStore(random),
      random,
      api: platformApi({
        origin: new URL(small.platform.url).origin,
        campaign: NAME,
        fetch: async (input, init) => {
          if (!this.online) throw new TypeError('no network');
          return fetch(input, init);
        },
      }),
      sleep: briefSleep,
    };
  }

  /** As a page does that is closed before anything else comes, or that is open and meets another signing key. */
  async fetchKeyring(code: string): Promise<void> {
    const session = await Session.fromCode(parseCode(code, 'staff'), argon2id, this.#options);
    await session.document(DOCUMENTS.keyring.name, DOCUMENTS.keyring.parse);
  }

  async signIn(code: string, replaced: readonly Keyring[] = []): Promise<Desk> {
    const desk = await signIn(parseCode(code, 'staff'), argon2id, this.#options, replaced);
    if (!(desk instanceof Desk)) throw new Error('no desk');
    await desk.classes[0]!.refresh();
    return desk;
  }
}

async function teachersCode(): Promise<string> {
  const { school } = await groupOf(small, 'cp');
  const slips = parseSlips((await readDocument(small, school, 'slips/1'))?.body);
  return slips.teachers[0]!.code;
}

/** A published campaign, and a teacher at a computer of the class CP A. */
async function signedIn() {
  small = await startSmallCampaign({ moreStaffCodes: 6 });
  const here = { platform: small.platform.url };
  const publish = () => publishCampaign(small.campaign, small.keys, here);
  const serve = () => serveCampaign(small.campaign, small.keys, { ...here, once: true });
  await publish();
  const computer = new StaffComputer();
  const code = await teachersCode();
  const desk = await computer.signIn(code);
  const own = desk.classes[0]!;
  return { computer, code, desk, own, pupil: own.pupils[0]!.orderNumber, publish, serve };
}

test('what was keyed offline reaches the office when the old code is typed on that computer, and the new code shows it', async () => {
  // It stayed there for ever: the new code does not know the old one's keys, and the old one was refused at the door.
  const { computer, code: oldCode, desk, own, pupil, publish, serve } = await signedIn();
  const book = await own.book(SEQUENCE);
  const key = (item: string, value: string) =>
    book.apply([{ pupil, item, content: { kind: 'value', value } }]);
  await key('l1', 'A');
  await book.settled();
  computer.online = false;
  await key('l2', 'B');
  await key('l3', 'A');
  desk.stop();

  await replaceLeakedCodes(small.campaign);
  await publish();
  computer.online = true;
  await expect(computer.signIn(oldCode)).rejects.toMatchObject({ code: 'unknown-code' });
  await serve();
  await publish();

  const after = (await computer.signIn(await teachersCode())).classes[0]!;
  const cells = (await after.book(SEQUENCE)).rows.get(pupil)!.body.cells;
  expect(Object.keys(cells).sort()).toEqual(['l1', 'l2', 'l3']);
});

describe('What staff told the office without network', () => {
  const incident = (pupil: string, note: string): DeskWish => ({
    ...{ kind: 'incident', orderNumbers: [pupil], sequence: SEQUENCE, minute: 1, note, withdrawn: false },
  });
  const told = () =>
    listRequests(small.campaign).map(({ entry, state }) => [entry.kind === 'incident' && entry.note, state]);

  async function atWork() {
    const { computer, code, desk, own, pupil, publish, serve } = await signedIn();
    const record = own.record!;
    const saved = () => expect.poll(() => record.save.kind).toBe('saved');
    await record.ask('i', incident(pupil, 'avant'));
    await saved();
    await serve();
    const book = await own.book(SEQUENCE);
    computer.online = false;
    await record.ask('i', incident(pupil, 'sans réseau'));
    await book.apply([{ pupil, item: 'l1', content: { kind: 'value', value: 'A' } }]);
    desk.stop();
    return { computer, code, pupil, publish, serve };
  }

  it('goes by itself, once, when the class’s root was replaced and the person’s own code was not', async () => {
    // It stayed on that computer for ever, under a sentence that said that it was kept.
    const { computer, code, publish, serve } = await atWork();
    const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
    await revokeStaff(small.campaign, { role: 'head', uai });
    await publish();
    computer.online = true;
    for (const _time of [1, 2]) {
      const again = await computer.signIn(code);
      await expect.poll(() => again.classes[0]!.record!.save.kind).toBe('saved');
      again.stop();
      await serve();
      expect(told().toSorted()).toEqual([
        ['avant', 'told'],
        ['sans réseau', 'told'],
      ]);
    }
  });

  it('goes although the page had the new keyring once before, and sent nothing then', async () => {
    // By the next sign-in the page knew the roots in force alone, and left it where it was.
    const { computer, code, publish, serve } = await atWork();
    const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
    await revokeStaff(small.campaign, { role: 'head', uai });
    await publish();
    computer.online = true;
    await computer.fetchKeyring(code);
    const again = await computer.signIn(code);
    const book = await again.classes[0]!.book(SEQUENCE);
    await book.settled();
    await expect.poll(() => again.classes[0]!.record!.save.kind).toBe('saved');
    again.stop();
    await serve();
    expect(told().toSorted()).toEqual([
      ['avant', 'told'],
      ['sans réseau', 'told'],
    ]);
    expect([...book.rows.values()].flatMap(({ body }) => Object.keys(body.cells))).toEqual(['l1']);
  });

  it.each([false, true])(
    'goes by itself when the old code and then the new one are typed on that computer (the root was replaced before: %s)',
    async (isReplacedBefore) => {
      const { computer, code, publish, serve } = await atWork();
      if (isReplacedBefore) {
        const { uai } = small.vault.get<{ uai: string }>(`SELECT uai FROM school WHERE uai LIKE '0750001%'`)!;
        await revokeStaff(small.campaign, { role: 'head', uai });
        await publish();
        computer.online = true;
        await computer.fetchKeyring(code);
      }
      await replaceLeakedCodes(small.campaign);
      await publish();
      computer.online = true;
      const refused = await computer.signIn(code).catch((error: unknown) => error);
      expect(signInFailure(refused)).toEqual({ kind: 'unknown', unsent: { booklets: 1, tellings: 1 } });
      await serve();
      expect(told()).toEqual([['avant', 'told']]);
      const { keyrings } = refused as ReplacedCodeError;
      const again = await computer.signIn(await teachersCode(), keyrings);
      await expect.poll(() => Object.keys(again.classes[0]!.record!.entries).length).toBeGreaterThan(1);
      await expect.poll(() => again.classes[0]!.record!.save.kind).toBe('saved');
      await serve();
      expect(told().toSorted()).toEqual([
        ['avant', 'told'],
        ['sans réseau', 'told'],
      ]);
      // The booklet too, though nobody has opened it.
      await expect
        .poll(async () => signInFailure(await computer.signIn(code).catch((error: unknown) => error)))
        .toEqual({ kind: 'unknown', unsent: null });
    },
  );
});
