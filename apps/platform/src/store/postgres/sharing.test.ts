/** Several processes on one database: here several stores, each with its own connections and memory. */
import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { fixtureEnvelope, latin1 } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import {
  decideWrite,
  MAX_BRANCH_DEVICES,
  type PublishedCampaign,
  type RecordState,
  type WindowState,
} from '@cloison/protocol/public';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CampaignStore } from '../campaign-store.ts';
import type { NewEnvelope } from '../envelopes.ts';
import type { FeedItem } from '../feed.ts';
import { StaleView, StorageFailure, StorageRefusal } from '../storage-error.ts';
import type { Store } from '../store.ts';
import { SLOT_MS, UNKNOWN_CODES_PER_SECOND } from '../unknown-code-slots.ts';
import { openPostgresStore } from './store.ts';

const PEPPER = new Uint8Array(32).fill(3);
const PUBLISHED = publishedCampaign() as PublishedCampaign;
const DATES = { opensMs: 0, closesMs: 9e12 };
const OPEN: WindowState = { kind: 'open', window: DATES };

let postgres: PostgresServer;
let address: string;
let stores: Store[];
beforeAll(async () => {
  postgres = await PostgresServer.start();
});
afterAll(() => postgres.remove());
beforeEach(async () => {
  address = await postgres.createDatabase();
  // Processes start together: the tables are made once.
  stores = await Promise.all(Array.from({ length: 3 }, () => openPostgresStore({ address, pepper: PEPPER })));
  await stores[0]!.publish(CAMPAIGN, PUBLISHED);
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
});

async function opened(store: Store): Promise<CampaignStore> {
  const lookup = await store.campaign(CAMPAIGN);
  if (lookup.state !== 'open') throw new Error(lookup.state);
  return lookup.campaign;
}

async function newHolders(
  count: number,
): Promise<{ readonly id: Uint8Array; readonly access: Uint8Array }[]> {
  const holders = Array.from({ length: count }, () => ({
    id: new Uint8Array(randomBytes(16)),
    access: new Uint8Array(randomBytes(32)),
  }));
  const campaign = await opened(stores[0]!);
  await campaign.putHolders(
    holders.map(({ id, access }) => ({ holder: id, access, calendar: 0, role: 'pupil' })),
  );
  return holders;
}

const save = (campaign: CampaignStore, envelope: NewEnvelope, window: WindowState = OPEN) =>
  campaign.save({ ...envelope, window, nowMs: 0, maxRecords: 30 });
const record = (holder: Uint8Array, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder, name: 'francais', ...more });
const lineOf = ({ holder, hash }: Pick<FeedItem, 'holder' | 'hash'>) =>
  `${Buffer.from(holder).toString('hex')} ${Buffer.from(hash).toString('hex')}`;

/** A connection that stands for another process, whose transaction the test holds open. */
async function held(sql: string): Promise<{ readonly commit: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: address });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('BEGIN');
  await client.query(sql);
  return {
    async commit() {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

describe('several processes on one database', () => {
  it('give a reader every change that they make, whatever the order in which they commit', async () => {
    const holders = await newHolders(60);
    const campaigns = await Promise.all(stores.map(opened));
    const written = new Set<string>();
    const last = new Map<string, string>();
    let writing = true;
    const writers = campaigns.flatMap((campaign, process) =>
      Array.from({ length: 8 }, async (_, lane) => {
        for (let i = lane; i < holders.length / 3; i += 8) {
          const { id } = holders[process * 20 + i]!;
          let previous: Uint8Array | undefined;
          for (let version = 1; version <= 8; version++) {
            const envelope = record(id, { version, ...(previous === undefined ? {} : { previous }) });
            expect(await save(campaign, envelope)).toEqual({ kind: 'saved' });
            previous = envelope.hash;
            last.set(
              Buffer.from(id).toString('hex'),
              lineOf({ holder: id as never, hash: envelope.hash as never }),
            );
          }
          const branch = record(id, { device: randomBytes(8) });
          expect((await save(campaign, branch)).kind).toBe('conflict');
          written.add(lineOf({ holder: id as never, hash: branch.hash as never }));
        }
      }),
    );
    // Another reader pages through while they write, and never goes back.
    const seen = new Set<string>();
    const reader = (async () => {
      let after = '';
      for (let rest = true; rest; ) {
        rest = writing;
        for (let more = true; more; ) {
          const page = await campaigns[1]!.feed({ after, limit: 7, wholeHeads: false, maxBytes: 1e9 });
          expect(page.rewound).toBe(false);
          for (const entry of page.entries) seen.add(lineOf(entry));
          after = page.entries.at(-1)?.cursor ?? after;
          more = page.more;
        }
      }
    })();
    await Promise.all(writers);
    writing = false;
    await reader;
    // Heads that were replaced meanwhile may have been seen or not; what stayed was.
    expect([...written, ...last.values()].filter((line) => !seen.has(line))).toEqual([]);
    expect(last.size).toBe(60);
  });

  it('do not let a reader pass a change that was given its place and is not committed yet', async () => {
    const [one, two] = await newHolders(2);
    const [campaign, other] = await Promise.all(stores.map(opened));
    await save(campaign!, record(one!.id));
    const all = () => other!.feed({ after: '', limit: 10, wholeHeads: false, maxBytes: 1e9 });
    const first = await all();
    expect(first.entries).toHaveLength(1);
    // A process that hangs: its change has a position, and others commit later positions.
    const hanging = await held(
      `SELECT cloison.enter(1);
       WITH added AS (
         INSERT INTO cloison_c1.record (holder, name, version, hash, place, at, envelope)
         SELECT id, 'maths', 1, '\\x01', nextval('cloison_c1.place'), 0, '\\x02' FROM cloison_c1.holder WHERE id = 2
         RETURNING place, id
       )
       INSERT INTO cloison_c1.version SELECT place, id, 1, '\\x01' FROM added`,
    );
    expect(await save(campaign!, record(two!.id))).toEqual({ kind: 'saved' });
    const during = await all();
    expect(during.entries.map(lineOf)).toEqual(first.entries.map(lineOf));
    // A process that has just started gives nothing, but recognises the cursor of another process.
    const third = await (await opened(stores[2]!)).feed({
      after: first.entries[0]!.cursor,
      limit: 10,
      wholeHeads: false,
      maxBytes: 1e9,
    });
    expect(third).toEqual({ entries: [], more: false, rewound: false });
    // Neither the reader nor the saves wait for it.
    expect(await save(campaign!, record(two!.id, { name: 'oral' }))).toEqual({ kind: 'saved' });
    await hanging.commit();
    const after = first.entries[0]!.cursor;
    const rest = await other!.feed({ after, limit: 10, wholeHeads: false, maxBytes: 1e9 });
    expect(rest.entries.map(({ name }) => name)).toEqual(['maths', 'francais', 'oral']);
  });

  it('read on over a long run of places where nothing stands any more', async () => {
    const [one] = await newHolders(1);
    const campaign = await opened(stores[0]!);
    for (const [i, name] of ['francais', 'maths', 'oral'].entries()) {
      await postgres.query(`SELECT setval('cloison_c1.place', ${70_000 * i + 1})`, address);
      expect(await save(campaign, record(one!.id, { name }))).toEqual({ kind: 'saved' });
    }
    const page = await campaign.feed({ after: '', limit: 2, wholeHeads: false, maxBytes: 1e9 });
    expect(page).toMatchObject({ more: true, entries: [{ name: 'francais' }, { name: 'maths' }] });
    const after = page.entries[1]!.cursor;
    const rest = await campaign.feed({ after, limit: 2, wholeHeads: false, maxBytes: 1e9 });
    expect(rest).toMatchObject({ more: false, entries: [{ name: 'oral' }] });
  });

  it('see a revocation, a new holder, a publication and a content type of another at once', async () => {
    const [one] = await newHolders(1);
    const [mine, theirs] = stores as [Store, Store];
    expect((await (await opened(theirs)).holderByAccess(latin1(one!.access)))!.revoked).toBe(false);
    await (await opened(mine)).revoke([one!.id]);
    expect((await (await opened(theirs)).holderByAccess(latin1(one!.access)))!.revoked).toBe(true);
    expect((await save(await opened(theirs), record(one!.id))).kind).toBe('conflict');

    const access = randomBytes(32);
    expect(await (await opened(theirs)).holderByAccess(latin1(access))).toBeNull();
    await (await opened(mine)).putHolders([{ holder: one!.id, access, calendar: 1, role: 'pupil' }]);
    expect(await (await opened(theirs)).holderByAccess(latin1(access))).toMatchObject({ calendar: 1 });
    expect(await (await opened(theirs)).holderByAccess(latin1(one!.access))).toBeNull();

    expect((await (await opened(theirs)).published()).card.online).toBe(true);
    await mine.publish(CAMPAIGN, { ...PUBLISHED, card: { ...PUBLISHED.card, online: false } });
    expect((await (await opened(theirs)).published()).card.online).toBe(false);

    const file = { hash: '0'.repeat(64), identity: randomBytes(9), gzip: null, br: null };
    await (await opened(mine)).putContent({ ...file, type: 'text/plain' });
    expect((await (await opened(theirs)).content(file.hash))!.type).toBe('text/plain');
    await (await opened(mine)).putContent({ ...file, type: 'text/css' });
    expect((await (await opened(theirs)).content(file.hash))!.type).toBe('text/css');
  });

  it('refuse a save that was judged before another changed holders or dates, and then it begins again', async () => {
    const [one, two] = await newHolders(2);
    const [mine, theirs] = stores as [Store, Store];
    const toSave = async () => {
      const lookup = await theirs.campaignToSave(CAMPAIGN);
      if (lookup.state !== 'open') throw new Error(lookup.state);
      return lookup.campaign;
    };
    await opened(theirs);
    const first = record(one!.id);
    const bounds = { window: OPEN, nowMs: 0, maxRecords: 30 };
    expect(await (await toSave()).save({ ...first, ...bounds })).toEqual({ kind: 'saved' });
    const changes = [
      async () => (await opened(mine)).revoke([two!.id]),
      async () =>
        (await opened(mine)).putHolders([
          { holder: two!.id, access: two!.access, calendar: 1, role: 'pupil' },
        ]),
      () => mine.publish(CAMPAIGN, { ...PUBLISHED, card: { ...PUBLISHED.card, online: false } }),
    ];
    let head = first;
    for (const change of changes) {
      const judged = await toSave();
      await change();
      const next = record(one!.id, { version: head.header.version + 1, previous: head.hash });
      const late = record(one!.id, { version: 9, previous: randomBytes(32) });
      for (const stale of [next, late]) {
        await expect(judged.save({ ...stale, ...bounds })).rejects.toThrow(StaleView);
      }
      expect((await (await opened(mine)).counts()).branches).toBe(0);
      expect(await save(await opened(theirs), next)).toEqual({ kind: 'saved' });
      expect(await (await toSave()).save({ ...next, ...bounds })).toEqual({ kind: 'saved' });
      head = next;
    }
    await mine.beginPurge(CAMPAIGN, 0);
    await expect((await toSave()).save({ ...first, ...bounds })).rejects.toEqual(
      new StorageFailure('unavailable'),
    );
    expect((await theirs.campaignToSave(CAMPAIGN)).state).toBe('purging');
  });

  it('accept nothing of a revoked holder, though a save that says its caller is not looked up', async () => {
    const [one] = await newHolders(1);
    const [mine] = stores as [Store];
    const bounds = { window: OPEN, nowMs: 0, maxRecords: 30 };
    /** As a request of that moment: the campaign, and the caller as it has it. */
    const asked = async () => {
      await opened(mine);
      const lookup = await mine.campaignToSave(CAMPAIGN);
      if (lookup.state !== 'open') throw new Error(lookup.state);
      const caller = (await lookup.campaign.holderByAccess(latin1(one!.access)))!;
      return (envelope: NewEnvelope) => lookup.campaign.save({ ...envelope, ...bounds, caller });
    };
    const first = record(one!.id);
    const second = record(one!.id, { version: 2, previous: first.hash });
    const before = await asked();
    expect(await before(first)).toEqual({ kind: 'saved' });
    await (await opened(mine)).revoke([one!.id]);
    await expect(before(second)).rejects.toThrow(StaleView);
    expect((await (await asked())(second)).kind).toBe('conflict');
    expect((await (await opened(mine)).record(one!.id, 'francais'))!.version).toBe(1);
  });

  it('answer browsers as one service: what one accepts, the other carries out', async () => {
    const [one, two] = [new TestService(), new TestService()];
    try {
      const database = await postgres.createDatabase();
      await one.start({ store: database });
      cpSync(`${one.dataDir}/secrets`, `${two.dataDir}/secrets`, { recursive: true });
      await two.start({ store: database, authorityKey: one.authorityKey.x });
      await one.publish();
      const [pupil] = await one.holders('pupil');
      const first = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil!.id, name: 'francais' });
      const second = fixtureEnvelope({
        campaign: CAMPAIGN,
        holder: pupil!.id,
        name: 'francais',
        version: 2,
        previous: first.hash,
      });
      expect((await two.put(pupil!, 'francais', first.bytes)).status).toBe(204);
      expect((await one.api(pupil!, 'GET', 'records/francais')).status).toBe(200);
      const holders = [Buffer.from(pupil!.id).toString('base64url')];
      expect((await one.authority('PUT', 'revocations', { holders })).status).toBe(204);
      expect((await two.put(pupil!, 'francais', second.bytes)).status).toBe(401);
      expect((await two.api(pupil!, 'GET', 'me')).status).toBe(401);
      expect((await one.authority('PUT', 'purge', { campaign: CAMPAIGN })).status).toBe(200);
      // Either it finds the tables gone, or it has heard of the purge before: never does it accept anything.
      expect((await two.put(pupil!, 'francais', second.bytes)).status).toBeOneOf([503, 410]);
      expect((await two.put(pupil!, 'francais', second.bytes)).status).toBe(410);
      expect((await two.api(pupil!, 'GET', 'me')).status).toBe(410);
    } finally {
      await one.remove();
      await two.remove();
    }
  });

  it('accept one of two saves that follow the same head, and keep the other as a branch', async () => {
    const holders = await newHolders(40);
    const campaigns = await Promise.all(stores.map(opened));
    for (const version of [1, 2]) {
      const heads = await Promise.all(holders.map(({ id }) => campaigns[0]!.record(id, 'francais')));
      const outcomes = await Promise.all(
        holders.flatMap(({ id }, i) =>
          campaigns.map((campaign) => {
            const previous = heads[i]?.hash;
            const place = { version, ...(previous === undefined ? {} : { previous }) };
            return save(campaign, record(id, { device: randomBytes(8), ...place }));
          }),
        ),
      );
      const kinds = Map.groupBy(outcomes, ({ kind }) => kind);
      expect([kinds.get('saved')?.length, kinds.get('conflict')?.length]).toEqual([40, 80]);
    }
    expect((await campaigns[0]!.counts()).branches).toBe(160);
  });

  it('keep the bound of names that several begin at once for one holder', async () => {
    const [one] = await newHolders(1);
    const campaign = await opened(stores[0]!);
    // Another process is in the middle of beginning the last name that this holder may have.
    const other = await held(
      `SELECT cloison.enter(1); SELECT id FROM cloison_c1.holder FOR NO KEY UPDATE;
       INSERT INTO cloison_c1.record (holder, name) SELECT id, 'maths' FROM cloison_c1.holder`,
    );
    const saving = campaign.save({ ...record(one!.id), window: OPEN, nowMs: 0, maxRecords: 1 });
    let settled = false;
    void saving.finally(() => {
      settled = true;
    });
    const waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%save_batch%'";
    while (!settled && (await postgres.query(waits)).length === 0);
    await other.commit();
    expect(await saving).toEqual({ kind: 'too-many-records' });
  });

  it('accept a signed call once', async () => {
    const call = (store: Store, sequence: number, nonce: string, key = 'k') =>
      store.acceptCall({ key, sequence, nonce, nowMs: 1e12 });
    for (let round = 1; round <= 5; round++) {
      const same = await Promise.all(stores.map((store) => call(store, round, `same ${round}`)));
      expect(same.filter((answer) => answer === 'accepted')).toHaveLength(1);
    }
    // One nonce under several keys at once.
    const nonces = await Promise.all(stores.map((store, i) => call(store, 1, 'nonce', `key ${i}`)));
    expect(nonces.filter((answer) => answer === 'accepted')).toHaveLength(1);
  });

  it('have one queue of unknown codes', async () => {
    const beganMs = performance.now();
    const booked = await Promise.all(
      Array.from({ length: 12 }, (_, i) => stores[i % 3]!.bookSlots(CAMPAIGN, 30)),
    );
    const freed = Math.ceil((performance.now() - beganMs) / SLOT_MS);
    const total = booked.reduce((sum, { count }) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(UNKNOWN_CODES_PER_SECOND);
    expect(total).toBeLessThanOrEqual(UNKNOWN_CODES_PER_SECOND + freed);
  });

  it('take no change of a campaign that another purges, and what was counted is all that there was', async () => {
    const holders = await newHolders(60);
    const campaigns = await Promise.all(stores.map(opened));
    let [saved, refused] = [0, 0];
    const saves = holders.map(({ id }, i) =>
      save(campaigns[i % 3]!, record(id)).then(
        () => void saved++,
        (error) => {
          expect(error).toEqual(new StorageFailure('unavailable'));
          refused++;
        },
      ),
    );
    const begun = await stores[1]!.beginPurge(CAMPAIGN, 0);
    await Promise.all(saves);
    expect(begun.counts.records).toBe(saved);
    expect(saved + refused).toBe(60);
    expect(await stores[2]!.beginPurge(CAMPAIGN, 9)).toEqual(begun);
    expect((await stores[0]!.campaign(CAMPAIGN)).state).toBe('purging');
    for (const campaign of campaigns) {
      await expect(campaign.revoke([holders[0]!.id])).rejects.toEqual(new StorageFailure('unavailable'));
    }
    // Two that finish it do no harm, and the first statement stays.
    await Promise.all([stores[0]!.erase(CAMPAIGN), stores[1]!.erase(CAMPAIGN)]);
    const statement = (text: string) => ({
      statement: text,
      publicKey: 'A'.repeat(43),
      signature: 'A'.repeat(86),
    });
    await stores[0]!.finishPurge(CAMPAIGN, statement('e30'));
    await stores[1]!.erase(CAMPAIGN);
    await stores[1]!.finishPurge(CAMPAIGN, statement('e31'));
    expect(await stores[2]!.campaign(CAMPAIGN)).toEqual({ state: 'purged', statement: statement('e30') });
    await expect(stores[2]!.publish(CAMPAIGN, PUBLISHED)).rejects.toThrow(StorageRefusal);
    await expect(campaigns[0]!.record(holders[0]!.id, 'francais')).rejects.toEqual(
      new StorageFailure('unavailable'),
    );
  });
});

describe('the statement that accepts', () => {
  it('agrees with `decideWrite` on thousands of states, and so does what is kept besides', async () => {
    const holders = await newHolders(150);
    const campaign = await opened(stores[0]!);
    const sent = holders.map((): NewEnvelope[] => []);
    const seed = randomBytes(4).readUInt32BE();
    const random = seeded(seed);
    const chance = (part: number) => random() < part;
    const kinds = new Map<string, number>();
    for (let step = 0; step < 24; step++) {
      const revoked = holders.filter(() => chance(0.01)).map(({ id }) => id);
      if (revoked.length > 0) await campaign.revoke(revoked);
      const heads = await Promise.all(holders.map(({ id }) => campaign.record(id, 'francais')));
      const group = holders.map(({ id }, i) => {
        const before = sent[i]!;
        if (before.length > 0 && chance(0.2)) {
          return before[chance(0.5) ? before.length - 1 : Math.floor(random() * before.length)]!;
        }
        const head = heads[i] ?? null;
        const ahead = chance(0.75) ? 1 : chance(0.5) ? 2 : 0;
        const version = Math.max(1, (head?.version ?? 0) + ahead);
        const previous = version === 1 ? undefined : chance(0.9) ? head?.hash : randomBytes(32);
        return record(id, {
          version,
          ...(previous === undefined ? {} : { previous }),
          kind: chance(0.05) ? 'final' : 'record',
          device: new Uint8Array(8).fill(Math.floor(random() * (MAX_BRANCH_DEVICES + 2))),
        });
      });
      const windows = group.map(
        (): WindowState => ({ kind: chance(0.8) ? 'open' : chance(0.7) ? 'late' : 'closed', window: DATES }),
      );
      const states = await statesOf(group);
      const expected = group.map(({ header }, i) => decideWrite(header, states[i]!, windows[i]!));
      const outcomes = await Promise.all(group.map((envelope, i) => save(campaign, envelope, windows[i])));
      for (const [i, decision] of expected.entries()) {
        kinds.set(decision.kind, (kinds.get(decision.kind) ?? 0) + 1);
        const head = states[i]!.head;
        const conflict = {
          kind: 'conflict',
          version: head?.version ?? 0,
          hash: Buffer.from(head?.hash ?? new Uint8Array(32)).toString('hex'),
        };
        const answers = {
          accept: { kind: 'saved' },
          again: { kind: 'saved' },
          closed: { kind: 'closed' },
          full: conflict,
        };
        const answer =
          'answer' in decision
            ? decision.answer === 'late'
              ? { kind: 'late' }
              : conflict
            : answers[decision.kind];
        const outcome = outcomes[i]!;
        const plain =
          outcome.kind === 'conflict'
            ? { ...outcome, hash: Buffer.from(outcome.hash).toString('hex') }
            : outcome;
        expect(plain, `seed ${seed}`).toEqual(answer);
        sent[i]!.push(group[i]!);
      }
      // What was decided was done: the states afterwards say so.
      const after = await statesOf(group);
      for (const [i, decision] of expected.entries()) {
        if (decision.kind === 'accept' || decision.kind === 'again') expect(after[i]!.wasAccepted).toBe(true);
        if (decision.kind === 'branch' || decision.kind === 'kept')
          expect(after[i]!.keptAs).toBe(decision.answer);
        if (decision.kind === 'full' || decision.kind === 'closed') {
          expect([after[i]!.wasAccepted, after[i]!.keptAs]).toEqual([false, null]);
        }
      }
    }
    for (const kind of ['accept', 'again', 'branch', 'kept', 'closed'])
      expect(kinds.get(kind)).toBeGreaterThan(20);
  });
});

/** Mulberry32: a run that fails says its seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Read from the tables, not through the adapter. */
async function statesOf(group: readonly NewEnvelope[]): Promise<readonly RecordState[]> {
  const rows = await postgres.query(
    `SELECT h.revoked, r.version::int, encode(r.hash, 'hex') AS hash, r.final,
       CASE WHEN EXISTS (SELECT FROM cloison_c1.version v WHERE v.record = r.id AND v.hash = g.hash) THEN 0
         ELSE (SELECT answer FROM cloison_c1.seen s WHERE s.record = r.id AND s.hash = g.hash) END AS answer,
       (SELECT count(*)::int FROM cloison_c1.branch b WHERE b.record = r.id) AS devices,
       EXISTS (SELECT FROM cloison_c1.branch b WHERE b.record = r.id AND b.device = g.device) AS has
     FROM (VALUES ${group.map(({ header, hash }, i) => `(${i}, ${sql(header.holderId)}, ${sql(hash)}, ${sql(header.device)})`).join()})
       AS g (n, holder, hash, device)
     JOIN cloison_c1.holder h ON h.holder = g.holder
     LEFT JOIN cloison_c1.record r ON r.holder = h.id AND r.name = 'francais' ORDER BY g.n`,
    address,
  );
  return rows.map((row): RecordState => {
    const hash = row.hash === null ? null : new Uint8Array(Buffer.from(row.hash as string, 'hex'));
    return {
      head: hash === null ? null : { version: row.version as number, hash, final: row.final as boolean },
      wasAccepted: row.answer === 0,
      keptAs: row.answer === 1 ? 'late' : row.answer === 2 ? 'conflict' : null,
      branchDevices: row.devices as number,
      deviceHasBranch: row.has as boolean,
      revoked: row.revoked as boolean,
    };
  });
}

function sql(bytes: Uint8Array): string {
  return `'\\x${Buffer.from(bytes).toString('hex')}'::bytea`;
}
