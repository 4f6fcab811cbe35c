/**
 * A pupil of an adaptive sequence under a host that makes up every answer. Then the computer meets an honest platform, which has
 * nothing of all that: what was typed is there, is sent, and counts; and no receipt of the false world is the office's.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore, RefusedError, Session, UnreachableError } from '@cloison/client';
import { parseCode } from '@cloison/protocol';
import { type Bytes, ProtocolError, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isObserved, readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { LiveSitting } from '../../apps/pupil/src/sitting/live-sitting.ts';
import { openSequence } from '../../apps/pupil/src/sitting/open-sequence.ts';
import { NoTicketError, signIn } from '../../apps/pupil/src/sitting/sign-in.ts';
import { sequenceStates } from '../../apps/pupil/src/sitting/signed-sequences.ts';
import { pupilsOf } from '../authority/simulated-people.ts';
import { SeededRandom } from '../simulate/runtime/seeded-random.ts';
import { bytes, type Call, ForgedHost, refused, type Strategy } from './forged-host.ts';
import { ForgedPage, random } from './forged-page.ts';
import { rememberedArgon2id, until } from './matrix/browser.ts';
import { MatrixCampaign } from './matrix/matrix-campaign.ts';
import { OfficeWork } from './matrix/office-work.ts';

const ARRIVES_MS = 120_000;
/** So long a page stays under a lie at each step. */
const STAYS_MS = 700;

let campaign: MatrixCampaign;
let store: string;
let next = 0;
beforeAll(async () => {
  campaign = await MatrixCampaign.start({ kind: 'stages' });
  const folder = campaign.small.platformFolder;
  const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((name) =>
    name.endsWith('campaign.sqlite'),
  );
  store = join(folder, file ?? '');
});
afterAll(() => campaign.close());

/** A pupil's page. */
class Page extends ForgedPage {
  constructor(disk: MemoryStore, ask: typeof fetch, isLiedTo: boolean) {
    super(campaign.host.url, disk, ask, isLiedTo);
  }

  /** Null: the page says that it cannot. */
  async open(code: string): Promise<LiveSitting | null> {
    try {
      const signed = await signIn(code, rememberedArgon2id, this.options, Date.now);
      const { live } = await openSequence(signed, signed.ticket.sequences[0]!, {
        app: 'forged',
        now: () => Math.floor(performance.now()),
        later: this.later,
      });
      live.begin();
      return live;
    } catch (error) {
      const isSaid =
        error instanceof RefusedError ||
        error instanceof UnreachableError ||
        error instanceof ProtocolError ||
        error instanceof NoTicketError;
      if (!isSaid || !this.isLiedTo) throw error;
      return null;
    }
  }

  /** What the welcome page says of the sequence. */
  async state(code: string): Promise<string | undefined> {
    const signed = await signIn(code, rememberedArgon2id, this.options, Date.now);
    return (await sequenceStates(signed, this.disk, Date.now)).states[0]?.kind;
  }
}

const newDisk = () => new MemoryStore(random);
const honest = (disk: MemoryStore) => new Page(disk, fetch, false);
type Typed = Record<string, string>;

/** Answers what is on the screen, by item; what the screen calls "not kept yet" is not counted on. */
function answer(live: LiveSitting, typed: Typed, values: (item: string) => string): void {
  if (live.state.phase !== 'answering' || live.state.readOnly) return;
  for (const item of live.state.sitting.booklet) {
    live.moveTo(live.state.sitting.booklet.indexOf(item));
    live.answer('RESPONSE', values(item));
    if (live.state.save.kind !== 'keeping') typed[item] = values(item);
  }
}

const FIRST: Typed = { m1: 'B', m2: 'A' };
const valuesOf =
  (word: string, first = FIRST) =>
  (item: string) =>
    first[item] ?? (item === 'm3' ? `${word.length}` : word);

/** A whole sitting under a lie. */
async function sitUnder(page: Page, code: string, typed: Typed, values: (item: string) => string) {
  const live = await page.open(code);
  if (live === null) return null;
  await until(() => live.state.phase !== 'routing', STAYS_MS);
  for (let stage = 1; stage <= 2; stage++) {
    const before = live.state.sitting.route.length;
    answer(live, typed, values);
    live.finish();
    if (stage === 1 && before === 1)
      await until(() => live.state.phase === 'answering' && live.state.sitting.route.length === 2, STAYS_MS);
    else break;
  }
  await until(() => live.state.phase === 'finished', STAYS_MS);
  return live.state;
}

/** An honest platform again: the pupil comes back to the computer and ends. */
async function comeBack(disk: MemoryStore, code: string, typed: Typed, values: (item: string) => string) {
  const page = honest(disk);
  const live = (await page.open(code))!;
  await until(() => live.state.phase !== 'routing', ARRIVES_MS);
  for (const [item, value] of Object.entries(typed)) {
    if (live.state.sitting.booklet.includes(item))
      expect([item, live.state.sitting.items[item]?.responses.RESPONSE]).toEqual([item, value]);
  }
  if (live.state.sitting.route.length === 1 && live.state.phase === 'answering') {
    answer(live, typed, values);
    live.finish();
    await until(() => live.state.sitting.route.length === 2, ARRIVES_MS);
  }
  await until(() => live.state.phase !== 'routing', ARRIVES_MS);
  answer(live, typed, values);
  live.finish();
  expect(await until(() => live.state.phase === 'finished', ARRIVES_MS)).toBe(true);
  const { receipt } = live.state;
  live.stop();
  page.shut();
  return receipt;
}

async function atTheOffice(which: number) {
  await new OfficeWork(campaign).honestPass();
  const { small } = campaign;
  const online = [...(await pupilsOf(small)).values()].filter(({ person }) => person !== null);
  const { id } = online[which]!;
  const [sitting] = readSittings(small.campaign, id);
  return { id, sitting, isObserved: (code: string) => isObserved(small.vault, id, 'maths', code) };
}

/** A pupil of whom the host knows the token, as it knows all. */
async function anotherPupil(host: ForgedHost) {
  const which = next++;
  const code = campaign.pupils[which]!;
  const session = await Session.fromCode(
    parseCode(code, 'pupil'),
    rememberedArgon2id,
    honest(newDisk()).options,
  );
  await host.knows(session.holder);
  return { which, code, holder: toBase64Url(session.holder.holderId) };
}

const isFinal = ({ body }: Call) => body.length > 0 && parseEnvelopeHeader(body).kind === 'final';
const saved = () => new Response(null, { status: 204 });
const conflict = (version: number) =>
  Response.json({ code: 'conflict', version, hash: toBase64Url(random(32)) }, { status: 409 });
const another = (_host: ForgedHost, { holder }: Call, of: ReadonlyMap<string, Bytes>, name: string) =>
  [...of].find(([key]) => key.endsWith(` ${name}`) && !key.startsWith(holder))?.[1] ?? null;
const isRecord = ({ what, method }: Call, of = method) => what === 'records' && method === of;
const ownSent = (host: ForgedHost, { holder }: Call, name: string) =>
  host.loot.sent.filter((one) => one.holder === holder && one.name === name);

/** Each a whole world; made anew for each sitting. */
const STRATEGIES: Readonly<Record<string, () => Strategy>> = {
  'keeps everything to itself, and is consistent': () => () => null,
  'says that all is saved, and keeps nothing': () => (call) => (isRecord(call, 'PUT') ? saved() : null),
  'has acknowledged the end of a stage, then denies it': () => {
    let isEnded = false;
    return (call) => {
      if (isRecord(call, 'PUT') && isFinal(call)) isEnded = true;
      return isEnded && isRecord(call, 'GET') ? refused(404, 'not-found') : null;
    };
  },
  'never has the table': () => (call) => (call.what === 'routing' ? refused(404, 'not-found') : null),
  'never releases the table': () => (call) => (call.what === 'routing' ? refused(403, 'not-released') : null),
  'gives another pupil’s table': () => (call, host) =>
    call.what === 'routing' ? bytes(another(host, call, host.loot.routing, call.name)!) : null,
  'gives the table of no stage': () => (call) => (call.what === 'routing' ? bytes(random(700)) : null),
  'gives the pupil’s own envelope for a table': () => (call, host) =>
    call.what === 'routing' ? bytes(ownSent(host, call, 'maths').at(-1)!.envelope) : null,
  'denies each end, and gives the table': () => (call, host) => {
    if (isRecord(call, 'PUT') && isFinal(call)) return conflict(3);
    return call.what === 'routing' ? bytes(host.loot.routing.get(`${call.holder} ${call.name}`)!) : null;
  },
  'shows the first state as the head, in a conflict at each end': () => (call, host) => {
    if (isRecord(call, 'PUT') && isFinal(call)) return conflict(9);
    const [first] = ownSent(host, call, call.name);
    return isRecord(call, 'GET') && first !== undefined ? bytes(first.envelope) : null;
  },
  'shows the first state for ever': () => (call, host) => {
    const [first] = ownSent(host, call, call.name);
    return isRecord(call, 'GET') && first !== undefined ? bytes(first.envelope) : null;
  },
  'answers each save by a conflict with a ticket as its head': () => (call, host) => {
    if (isRecord(call, 'PUT')) return conflict(2);
    return isRecord(call, 'GET') ? bytes(host.loot.documents.get(`${call.holder} ticket`)!) : null;
  },
  'has the stages’ records swapped': () => (call, host) => {
    const other = call.name === 'maths' ? 'maths/2' : 'maths';
    const one = host.head('', call.holder, other);
    return isRecord(call, 'GET') && one !== null ? bytes(one) : null;
  },
  'calls every save late': () => (call) =>
    isRecord(call, 'PUT') ? Response.json({ code: 'late' }, { status: 202 }) : null,
  'calls the ends late': () => (call) =>
    isRecord(call, 'PUT') && isFinal(call) ? Response.json({ code: 'late' }, { status: 202 }) : null,
  'gives 200 and the bytes back': () => (call) => (isRecord(call, 'PUT') ? bytes(call.body) : null),
  'does not know the code any more once a stage has ended': () => {
    let isEnded = false;
    return (call) => {
      if (isRecord(call, 'PUT') && isFinal(call)) isEnded = true;
      return isEnded ? refused(401, 'unknown-code') : null;
    };
  },
  'has closed the window at the end of the stage': () => (call) =>
    isRecord(call, 'PUT') && isFinal(call)
      ? refused(403, 'window-closed', { opens: '2020-01-01T00:00:00Z', closes: '2020-01-02T00:00:00Z' })
      : null,
  'has erased the campaign at the end of the stage': () => (call) =>
    isRecord(call, 'PUT') && isFinal(call) ? refused(410, 'already-purged') : null,
  'cuts every call from the end of the stage on': () => {
    let isEnded = false;
    return (call) => {
      if (isRecord(call, 'PUT') && isFinal(call)) isEnded = true;
      if (isEnded) throw new TypeError('cut');
      return null;
    };
  },
  'is busy for ever at each end, for no time at all': () => (call) =>
    isRecord(call, 'PUT') && isFinal(call)
      ? Response.json({ code: 'busy' }, { status: 503, headers: { 'retry-after': '0.000001' } })
      : null,
  'gives another pupil’s ticket': () => (call, host) =>
    call.what === 'documents' ? bytes(another(host, call, host.loot.documents, 'ticket')!) : null,
  'is in the year 9999': () => (_, host) => {
    host.now = () => '9999-12-31T23:59:59Z';
    return null;
  },
  'lists ends that there are not': () => async (call, host) => {
    if (call.what !== 'me') return null;
    const records = ['maths', 'maths/2'].map((name) => ({
      name,
      version: 7,
      hash: toBase64Url(random(32)),
      final: true,
    }));
    return Response.json({ ...(await host.me(call)), records });
  },
  'lists newer versions that there are not': () => async (call, host) => {
    if (call.what !== 'me') return null;
    const me = (await host.me(call)) as { records: object[] };
    return Response.json({ ...me, records: me.records.map((one) => ({ ...one, version: 4_000_000_000 })) });
  },
};

describe('a host that makes up every answer, and', () => {
  it.each(Object.entries(STRATEGIES))('%s', async (_, strategy) => {
    const host = ForgedHost.steal(store, campaign.small.platform.url);
    const { which, code } = await anotherPupil(host);
    await anotherPupil(host).then(() => (next -= 1));
    host.strategy = strategy();
    const disk = newDisk();
    const typed: Typed = {};
    const page = new Page(disk, host.fetchOf('a'), true);
    const told = await sitUnder(page, code, typed, valuesOf('chat'));
    page.shut();
    expect(host.calls).toBeLessThan(400);
    // An honest platform, which has nothing of it.
    expect(await honest(disk).state(code)).not.toBe('finished');
    const receipt = await comeBack(disk, code, typed, valuesOf('chat'));
    const { sitting, isObserved: has } = await atTheOffice(which);
    expect(sitting).toMatchObject({ state: 'complete', receipt });
    for (const [item, value] of Object.entries(typed))
      expect([item, sitting?.items[item]?.responses.RESPONSE]).toEqual([item, value]);
    // A route by score is the one that the office computes; nobody is blamed for a table that was withheld.
    expect(has('route-differs')).toBe(false);
    if (told?.sitting.routed === 'score') expect(told.sitting.route.at(-1)).toBe('difficile');
  });

  it('shows two computers a world each, in which each of them ends: both ends are at the office', async () => {
    const host = ForgedHost.steal(store, campaign.small.platform.url);
    host.worldOf = (computer) => computer;
    const { which, code } = await anotherPupil(host);
    const disks = [newDisk(), newDisk()] as const;
    const typed: [Typed, Typed] = [{}, {}];
    const values = [valuesOf('chat'), valuesOf('loup', { m1: 'A', m2: 'B' })] as const;
    const told: (string | null)[] = [];
    for (const i of [0, 1] as const) {
      const page = new Page(disks[i], host.fetchOf(`${i}`), true);
      const state = await sitUnder(page, code, typed[i], values[i]);
      expect(state?.phase).toBe('finished');
      told.push(state?.receipt ?? null);
      page.shut();
    }
    expect(new Set(told).size).toBe(2);
    const receipt = await comeBack(disks[0], code, typed[0], values[0]);
    const { sitting } = await atTheOffice(which);
    expect(sitting).toMatchObject({ state: 'complete', receipt });
    // The other computer: its ends were acknowledged in its world, and are sent to be kept beside.
    const page = honest(disks[1]);
    const live = (await page.open(code))!;
    await until(() => live.state.phase === 'finished', ARRIVES_MS);
    expect(live.state).toMatchObject({ diverged: true, receipt });
    live.stop();
    page.shut();
    const after = await atTheOffice(which);
    expect(after.sitting).toMatchObject({ state: 'complete', receipt });
    expect(after.isObserved('final-on-branch')).toBe(true);
  });
});

describe('a host that chooses by chance among all that it can say', () => {
  const names = Object.keys(STRATEGIES);
  it.each(['1', '2', '3', '4', '5', '6'])('loses nothing: seed %s', async (seed) => {
    const chance = new SeededRandom(`forged/${seed}`);
    const host = ForgedHost.steal(store, campaign.small.platform.url);
    const { which, code } = await anotherPupil(host);
    const disk = newDisk();
    const typed: Typed = {};
    // Several pages one after the other, each under worlds that change from call to call.
    for (let visit = 0; visit < 3; visit++) {
      const mixed = names.map((name) => STRATEGIES[name]!());
      host.strategy = async (call, self) => (chance.chance(0.5) ? null : chance.pick(mixed)(call, self));
      const page = new Page(disk, host.fetchOf('a'), true);
      await sitUnder(page, code, typed, valuesOf('chat'));
      page.shut();
    }
    expect(host.calls).toBeLessThan(1_500);
    const receipt = await comeBack(disk, code, typed, valuesOf('chat'));
    const { sitting } = await atTheOffice(which);
    expect(sitting).toMatchObject({ state: 'complete', receipt });
    for (const [item, value] of Object.entries(typed))
      expect([item, sitting?.items[item]?.responses.RESPONSE]).toEqual([item, value]);
  });
});
