/** What staff keyed without network, on a computer whose page was closed, when all codes are replaced. */
import { MemoryStore, platformApi, type SessionOptions } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseCode, parseSlips } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { afterEach, expect, test } from 'vitest';
import { replaceLeakedCodes } from '../../apps/authority/src/codes/replace-leaked.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { Desk, signIn } from '../../apps/school/src/desk/desk.ts';
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

  async signIn(code: string): Promise<Desk> {
    const desk = await signIn(parseCode(code, 'staff'), argon2id, this.#options);
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

test('what was keyed offline reaches the office when the old code is typed on that computer, and the new code shows it', async () => {
  // It stayed there for ever: the new code does not know the old one's keys, and the old one was refused at the door.
  small = await startSmallCampaign();
  const here = { platform: small.platform.url };
  const publish = () => publishCampaign(small.campaign, small.keys, here);
  const serve = () => serveCampaign(small.campaign, small.keys, { ...here, once: true });
  await publish();
  const computer = new StaffComputer();
  const oldCode = await teachersCode();
  const desk = await computer.signIn(oldCode);
  const [own] = desk.classes;
  const book = await own!.book(SEQUENCE);
  const pupil = own!.pupils[0]!.orderNumber;
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
