/**
 * Yesterday's copy of the store is put back. The authority says so at its next pass, names every record that went back, and
 * loses nothing of what it had collected; what browsers still have arrives again by itself.
 */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryStore, platformApi, RecordWriter } from '@cloison/client';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { IN_MEMORY } from '@cloison/dev-env/platform/temporary-folder.ts';
import { POSTGRES_BIN, PostgresServer } from '@cloison/dev-env/stores/postgres-server.ts';
import type { Holder } from '@cloison/protocol';
import { type Bytes, toBase64Url } from '@cloison/protocol/public';
import { afterEach, describe, expect, it } from 'vitest';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { participationTotals } from '../../apps/authority/src/report/participation-totals.ts';
import { campaignStatus } from '../../apps/authority/src/status/campaign-status.ts';
import { type Answers, pupilBody, pupilsOf } from '../authority/simulated-people.ts';

let small: SmallCampaign | null = null;
let postgres: PostgresServer | null = null;
afterEach(async () => {
  await small?.close();
  await postgres?.remove();
  small = null;
  postgres = null;
});

/** A pupil at a computer of their own. */
class Browser {
  readonly holder: Holder;
  readonly #small: SmallCampaign;
  readonly #store = new MemoryStore((length) => new Uint8Array(randomBytes(length)) as Bytes);
  #writer: RecordWriter | null = null;

  constructor(small: SmallCampaign, holder: Holder) {
    this.#small = small;
    this.holder = holder;
  }

  async signIn(): Promise<void> {
    const api = platformApi({ origin: this.#small.platform.url, campaign: NAME, fetch, timeoutMs: 10_000 });
    const { writer } = await RecordWriter.resume(
      {
        holder: this.holder,
        name: 'maths',
        ceiling: this.#small.campaign.manifest.ceilings.maths ?? 512,
        api,
        store: this.#store,
        device: new Uint8Array(8).fill(3),
        random: (length) => new Uint8Array(randomBytes(length)) as Bytes,
        sleep: () => new Promise((resolve) => setTimeout(resolve, 20)),
      },
      await api.record(this.holder.access, 'maths'),
    );
    this.#writer = writer;
    await writer.settled();
  }

  async answer(answers: Answers, { final = false } = {}): Promise<void> {
    await this.#writer!.save(pupilBody(this.#small, answers, final), { final });
    await this.#writer!.settled();
    expect(this.#writer!.state).toEqual({ kind: 'saved' });
  }
}

/** `copy` keeps the store as it is now, `putBack` makes it that again; the platform is stopped meanwhile. */
async function yesterday(started: SmallCampaign, copy: () => void, putBack: () => void): Promise<void> {
  await publishCampaign(started.campaign, started.keys, { platform: started.platform.url });
  const pupils = await pupilsOf(started);
  const browsers = new Map<string, Browser>();
  const signIn = async (name: string) => {
    const browser = new Browser(started, pupils.get(name)!.person!.holder);
    browsers.set(name, browser);
    await browser.signIn();
    return browser;
  };
  const serve = () =>
    serveCampaign(started.campaign, started.keys, { platform: started.platform.url, once: true });

  const anna = await signIn('Anna');
  await anna.answer({ m1: 'B' });
  await (await signIn('Bilal')).answer({ m1: 'B', m2: 'A', m3: '12', m4: 'chat' }, { final: true });
  await serve();
  await started.restartPlatform(copy);

  // After the copy: one goes on and finishes, one begins, one begins and is not collected.
  await anna.answer({ m1: 'B', m2: 'A', m3: '12' }, { final: true });
  const chloe = await signIn('Chloé');
  await chloe.answer({ m1: 'B' });
  expect(await serve()).toMatchObject({ received: 2, rollbacks: 0 });
  const david = await signIn('David');
  await david.answer({ m1: 'A' });
  await started.restartPlatform(putBack);

  // David’s is not known here, so that it cannot be missed: his browser has it still.
  expect(await serve()).toMatchObject({ rollbacks: 2 });
  const named = campaignStatus(started.vault).rollbacks.map(({ holder, record, seen, shown }) => ({
    holder,
    record,
    seen,
    shown,
  }));
  expect(named.toSorted((a, b) => b.shown - a.shown)).toEqual([
    { holder: toBase64Url(anna.holder.holderId), record: 'maths', seen: 2, shown: 1 },
    { holder: toBase64Url(chloe.holder.holderId), record: 'maths', seen: 1, shown: 0 },
  ]);
  expect(
    started.vault.count(`SELECT count(*) FROM journal WHERE line LIKE '%platform.rollback%'`),
  ).toBeGreaterThan(0);
  const maths = () =>
    participationTotals(started.campaign).sequences.find(({ sequence }) => sequence === 'maths');
  // What had been collected counts, whatever the platform shows now.
  expect(maths()).toMatchObject({ complete: 2 });

  // Anna’s computer is started again; Chloé’s and David’s were never switched off.
  await anna.signIn();
  await chloe.answer({ m1: 'B', m2: 'A', m3: '12', m4: 'chat' }, { final: true });
  await david.answer({ m1: 'A', m2: 'B' }, { final: true });
  expect(await serve()).toMatchObject({ rollbacks: 0, quarantined: 0 });
  expect(maths()).toMatchObject({ complete: 4, begun: 0 });
  expect((await serve()).received).toBe(0);
}

describe('yesterday’s copy of the store, put back', () => {
  it('is noticed at the next collection, with the holders concerned, and what browsers have arrives: embedded', async () => {
    const started = await startSmallCampaign();
    small = started;
    const backup = `${started.platformFolder}.backup`;
    await yesterday(
      started,
      () => cpSync(started.platformFolder, backup, { recursive: true }),
      () => {
        rmSync(started.platformFolder, { recursive: true });
        cpSync(backup, started.platformFolder, { recursive: true });
      },
    );
  });

  it('is noticed at the next collection, with the holders concerned, and what browsers have arrives: PostgreSQL', async () => {
    const server = await PostgresServer.start({ parent: IN_MEMORY });
    postgres = server;
    const url = await server.createDatabase();
    small = await startSmallCampaign({ store: url });
    const dump = join(small.folder, 'yesterday.dump');
    const run = (program: string, ...args: string[]) =>
      execFileSync(join(POSTGRES_BIN, program), args, { stdio: ['ignore', 'ignore', 'pipe'] });
    await yesterday(
      small,
      () => run('pg_dump', '--format=custom', '--file', dump, url),
      () => run('pg_restore', '--clean', '--if-exists', '--exit-on-error', '--dbname', url, dump),
    );
  });
});
