/**
 * A teacher who keys a class in under a host that makes up every answer; then the same computers meet an honest platform. Every
 * cell that the page did not call "not kept" is there, at another computer too.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore } from '@cloison/client';
import { parseCode } from '@cloison/protocol';
import { type Bytes, parseEnvelopeHeader, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Desk, signIn, signInFailure } from '../../apps/school/src/desk/desk.ts';
import { contentOf } from '../../apps/school/src/entry-records/cell-content.ts';
import type { EntryBook } from '../../apps/school/src/entry-records/entry-book.ts';
import { groupOf } from '../authority/simulated-people.ts';
import { bytes, type Call, ForgedHost, refused, type Strategy } from './forged-host.ts';
import { ForgedPage, random } from './forged-page.ts';
import { rememberedArgon2id, until } from './matrix/browser.ts';
import { MatrixCampaign } from './matrix/matrix-campaign.ts';

const ARRIVES_MS = 120_000;
const STAYS_MS = 500;
const SEQUENCE = 'lettres';

let campaign: MatrixCampaign;
let store: string;
beforeAll(async () => {
  campaign = await MatrixCampaign.start();
  const folder = campaign.small.platformFolder;
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  store = join(folder, names.find((name) => name.endsWith('campaign.sqlite')) ?? '');
});
afterAll(() => campaign.close());

const newDisk = () => new MemoryStore(random);

async function forgedHost(): Promise<ForgedHost> {
  const host = ForgedHost.steal(store, campaign.small.platform.url);
  const { class: group, teacher } = await groupOf(campaign.small, 'cp');
  await host.knows(group.holder);
  await host.knows(teacher.holder);
  return host;
}

/** The class's book on a computer; null: the page says that it cannot. */
async function open(disk: MemoryStore, ask: typeof fetch, isLiedTo: boolean) {
  const page = new ForgedPage(campaign.host.url, disk, ask, isLiedTo);
  try {
    const desk = await signIn(parseCode(campaign.teacher, 'staff'), rememberedArgon2id, page.options);
    if (!(desk instanceof Desk)) throw new Error('the desk of an area');
    const own = desk.classes[0]!;
    await own.refresh();
    const book = await own.book(SEQUENCE);
    const pupils = own.pupils.map(({ orderNumber }) => orderNumber);
    const shut = () => {
      desk.stop();
      page.shut();
    };
    return { own, book, pupils, shut };
  } catch (error) {
    page.shut();
    if (!isLiedTo) throw error;
    // Throws what no screen explains.
    signInFailure(error);
    return null;
  }
}

interface Cell {
  readonly pupil: string;
  readonly item: string;
  readonly value: string;
}

/** Keys one cell of each pupil; gives those that the page has kept. */
async function key(book: EntryBook, pupils: readonly string[], item: string, value: string): Promise<Cell[]> {
  const content = { kind: 'value', value } as const;
  await Promise.all(pupils.map((pupil) => book.apply([{ pupil, item, content }]).catch(() => undefined)));
  await until(() => pupils.every((pupil) => book.rows.get(pupil)?.save.kind === 'saved'), STAYS_MS);
  return pupils.flatMap((pupil) =>
    book.rows.get(pupil)?.save.kind === 'keeping' ? [] : [{ pupil, item, value }],
  );
}

async function arrives(book: EntryBook): Promise<void> {
  const all = () => [...book.rows.values()].every(({ save }) => save.kind === 'saved');
  expect(await until(all, ARRIVES_MS)).toBe(true);
}

/** As another computer sees them: in the cell, or beside what was keyed there since. */
async function areThere(cells: readonly Cell[]): Promise<void> {
  const seen = (await open(newDisk(), fetch, false))!;
  for (const { pupil, item, value } of cells) {
    const body = seen.book.rows.get(pupil)!.body;
    const besides = body.conflicts.filter((one) => one.item === item).map((one) => JSON.stringify(one.cell));
    const inCell = JSON.stringify(contentOf(body, item));
    expect([inCell, ...besides].join(' ')).toContain(`"${value}"`);
  }
  seen.shut();
}

const isSave = ({ what, method }: Call) => what === 'records' && method === 'PUT';
const isRead = ({ what, method }: Call) => what === 'records' && method === 'GET';
const conflict = () =>
  Response.json({ code: 'conflict', version: 6, hash: toBase64Url(random(32)) }, { status: 409 });
const sentBy = (host: ForgedHost, { holder, name }: Call, isOwn = true) =>
  host.loot.sent.filter((one) => one.holder === holder && (one.name === name) === isOwn);
const firstOf = (host: ForgedHost, call: Call): Bytes | null => sentBy(host, call)[0]?.envelope ?? null;

const STRATEGIES: Readonly<Record<string, Strategy>> = {
  'keeps everything to itself, and is consistent': () => null,
  'says that all is saved, and keeps nothing': (call) =>
    isSave(call) ? new Response(null, { status: 204 }) : null,
  'shows the first state of each record for ever, as a newer one': async (call, host) => {
    const first = firstOf(host, call);
    if (isRead(call) && first !== null) return bytes(first);
    if (call.what !== 'me') return null;
    const me = (await host.me(call)) as { records: object[] };
    const records = me.records.map((one) => ({ ...one, version: 900, hash: toBase64Url(random(32)) }));
    return Response.json({ ...me, records });
  },
  'answers each save by a conflict with the first state as its head': (call, host) => {
    if (isSave(call)) return conflict();
    const first = firstOf(host, call);
    return isRead(call) && first !== null ? bytes(first) : null;
  },
  'answers each save by a conflict with another pupil’s record as its head': (call, host) => {
    if (isSave(call)) return conflict();
    const other = sentBy(host, call, false)[0];
    return isRead(call) && other !== undefined ? bytes(other.envelope) : null;
  },
  'answers each save by a conflict, and fails to show its head': (call) => {
    if (isSave(call)) return conflict();
    return isRead(call) ? refused(500, 'internal') : null;
  },
  'calls every save late': (call) => (isSave(call) ? Response.json({ code: 'late' }, { status: 202 }) : null),
  'does not know the code any more when something is saved': (call) =>
    isSave(call) ? refused(401, 'unknown-code') : null,
  'has erased the campaign when something is saved': (call) =>
    isSave(call) ? refused(410, 'already-purged') : null,
  'is of the year 1': (_, host) => {
    host.now = () => '0001-01-01T00:00:00Z';
    return null;
  },
  'has the roster of somebody else’s class': (call, host) => {
    if (call.what !== 'documents' || call.name !== 'roster') return null;
    const other = [...host.loot.documents].find(
      ([key]) => key.endsWith(' roster') && !key.startsWith(call.holder),
    );
    return other === undefined ? null : bytes(other[1]);
  },
  'acknowledges one save of two, and lists what it has not': (call) =>
    isSave(call) && parseEnvelopeHeader(call.body).version % 2 === 0
      ? new Response(null, { status: 204 })
      : null,
};

describe('a class under a host that makes up every answer, and', () => {
  it.each(Object.entries(STRATEGIES).map(([name, strategy], i) => [name, strategy, i] as const))(
    '%s',
    async (_, strategy, turn) => {
      const host = await forgedHost();
      const disk = newDisk();
      // This computer has been here before.
      const before = (await open(disk, fetch, false))!;
      before.shut();
      host.strategy = strategy;
      const cells: Cell[] = [];
      for (const [item, value] of [
        ['l1', `A${turn}`],
        ['l2', `B${turn}`],
      ] as const) {
        const lied = await open(disk, host.fetchOf('a'), true);
        if (lied === null) continue;
        const { pupils } = before;
        cells.push(...(await key(lied.book, pupils, item, value)));
        await lied.own.refresh().catch(() => undefined);
        lied.shut();
      }
      expect(host.calls).toBeLessThan(1_000);
      const after = (await open(disk, fetch, false))!;
      expect(after.own.refusedDocuments).toEqual([]);
      expect(after.pupils).toEqual(before.pupils);
      await arrives(after.book);
      after.shut();
      await areThere(cells);
    },
  );

  it('shows two computers a world each: what was keyed at both is there', async () => {
    const host = await forgedHost();
    host.worldOf = (computer) => computer;
    const disks = [newDisk(), newDisk()] as const;
    const cells: Cell[] = [];
    for (const [i, disk] of disks.entries()) {
      const lied = (await open(disk, host.fetchOf(`${i}`), true))!;
      cells.push(...(await key(lied.book, lied.pupils, i === 0 ? 'l1' : 'l2', `C${i}`)));
      lied.shut();
    }
    expect(cells).toHaveLength(10);
    for (const disk of disks) {
      const after = (await open(disk, fetch, false))!;
      await arrives(after.book);
      after.shut();
    }
    await areThere(cells);
  });
});
