/** What stands in the way of an act of two persons: all that needs no other person is said first, their approval last. */

import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { silentTerminal } from '@cloison/dev-env/authority/silent-terminal.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { LyingHost, RawAnswer } from '@cloison/dev-env/platform/lying-host.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { campaignState } from '../../apps/authority/src/campaign/campaign-row.ts';
import { loadRoom } from '../../apps/authority/src/cli/load-room.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { journalLines } from '../../apps/authority/src/journal/journal.ts';
import { copyKey } from '../../apps/authority/src/keys/copies.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { type Act, approve } from '../../apps/authority/src/roles/approvals.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { openVault, type Vault } from '../../apps/authority/src/vault/vault.ts';

const LAST_DAY = '2035-06-30';

let small: SmallCampaign;
let host: LyingHost;
beforeEach(async () => {
  small = await startSmallCampaign();
  await publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
  host = await LyingHost.start(() => small.platform.url);
});
afterEach(async () => {
  await host.close();
  await small.close();
});

const close = (platform = host.url, more: object = {}) =>
  closeCampaign(small.vault, small.keys, small.actor, NAME, { platform, patienceMs: 0, ...more });
const journaled = () =>
  [...journalLines(small.vault)].map((text) => (JSON.parse(text) as { what: string }).what);

describe('a closing', () => {
  test('at the right machine, which does not have the campaign, begins nothing', async () => {
    // The campaign was “closing” for ever after, and nobody was asked about open windows again.
    host.refuses = (what) =>
      what === 'feed' ? new RawAnswer(404, JSON.stringify({ error: 'not-found' })) : null;
    const before = journaled();
    await expect(close()).rejects.toMatchObject({ code: 'platform-refused' });
    expect(campaignState(small.campaign)).toBe('open');
    expect(journaled()).toEqual(before);
  });

  test('gives the campaign back when the platform is lost in the last collection', async () => {
    host.lies = { records: () => new RawAnswer(404, JSON.stringify({ error: 'not-found' })) };
    const refuseLater = (what: string) =>
      what === 'feed' && host.count('feed') > 1
        ? new RawAnswer(404, JSON.stringify({ error: 'not-found' }))
        : null;
    host.refuses = refuseLater;
    await expect(close()).rejects.toMatchObject({ code: 'platform-refused' });
    expect(campaignState(small.campaign)).toBe('open');
    expect(journaled().slice(-3)).toEqual([
      'campaign.closing',
      // The refused question by name.
      'platform.incident',
      'campaign.closing-refused',
    ]);
    host.refuses = () => null;
    host.lies = {};
    expect((await close()).counts.sequences).toHaveLength(2);
  });

  test('that is stopped by hand in the last collection says so, and gives the campaign back', async () => {
    // “The platform did not show all that it has” was said.
    const stop = new AbortController();
    host.refuses = (what) => {
      if (what === 'feed' && host.count('feed') > 1) stop.abort(new Error('stopped'));
      return null;
    };
    await expect(close(host.url, { signal: stop.signal })).rejects.toThrow('stopped');
    expect(campaignState(small.campaign)).toBe('open');
  });

  test('that has begun ends a collection beside it: what that brought would be counted nowhere', async () => {
    // It went on for as long as its machine ran, with the key in memory, also once the campaign was closed.
    const serve = (once: boolean) =>
      serveCampaign(small.campaign, small.keys, { platform: host.url, once, tickMs: 0 });
    const cut = close(host.url, {
      onStep: (step: string) => {
        if (step === 'counted') throw new Error('cut');
      },
    });
    await expect(cut).rejects.toThrow('cut');
    expect(campaignState(small.campaign)).toBe('closing');
    await expect(serve(true)).rejects.toMatchObject({ code: 'campaign-closing' });
    await expect(serve(false)).rejects.toMatchObject({ code: 'campaign-closing' });
    // “Run close again” was the answer of closing itself, for ever, where the key was not in its place.
    const key = small.keys.pathOf('identity', NAME);
    renameSync(key, `${key}-away`);
    await expect(close()).rejects.toMatchObject({ code: 'key-missing' });
    renameSync(`${key}-away`, key);
    await close();
    await expect(serve(false)).rejects.toMatchObject({ code: 'campaign-closed' });
  });

  test('asks its question when nothing else stands in the way, and begins nothing before the answer', async () => {
    const states: string[] = [];
    const confirm = async () => {
      states.push(campaignState(small.campaign));
      throw new Error('no');
    };
    host.refuses = (what) => (what === 'feed' ? new RawAnswer(404, '{}') : null);
    await expect(close(host.url, { confirm })).rejects.toMatchObject({ code: 'platform-refused' });
    expect(states).toEqual([]);
    host.refuses = () => null;
    await expect(close(host.url, { confirm })).rejects.toThrow('no');
    expect(states).toEqual(['open']);
    expect(campaignState(small.campaign)).toBe('open');
  });
});

describe('with roles', () => {
  /** The code of the refusal; `done` when there is none. By bob. */
  async function told(room: 'campaign' | 'breach', name: string, options: object): Promise<string> {
    const verb = (await loadRoom(room)).verbs.find((one) => one.name === name)!;
    const { vaultFolder: vault, keysFolder: keys } = small;
    const all = { vault, keys, share: [], wait: 3, campaign: NAME, patience: 0, ...options };
    return verb.start(silentTerminal('bob', PASSPHRASE), all, `${room} ${name}`).then(
      () => 'done',
      (error) => String((error as { code?: unknown }).code ?? error),
    );
  }

  const by = (who: string) => ({ ...small.actor, who });
  /** Between two commands, for the time of this work. */
  async function inVault<T>(work: (vault: Vault) => T): Promise<Awaited<T>> {
    using vault = openVault(small.vaultFolder);
    return await work(vault);
  }
  const approved = (act: Act) => inVault((vault) => approve(vault, by('ada'), act, NAME));
  const copyOnStick = (purpose: 'identity' | 'research', stick: string) => {
    mkdirSync(stick);
    return inVault((vault) =>
      copyKey(vault, small.keys, small.actor, purpose, NAME, join(stick, 'copy.json')),
    );
  };

  beforeEach(() => {
    giveRole(small.vault, by('ada'), 'ada', 'custodian');
    giveRole(small.vault, by('ada'), 'bob', 'custodian');
    small.release();
  });

  test('closing says open windows, copies out of reach and another platform before it asks for the other person', async () => {
    const stick = join(small.folder, 'stick');
    await copyOnStick('identity', stick);
    renameSync(stick, `${stick}-away`);
    const options = {
      platform: 'http://127.0.0.1:9/',
      yes: true,
      leaveCopies: false,
      leaveRelays: false,
      withoutCollection: false,
    };
    expect(await told('campaign', 'close', { ...options, yes: false })).toBe('closing-windows');
    expect(await told('campaign', 'close', options)).toBe('closing-windows');
    const early = { ...options, despiteWindows: LAST_DAY };
    expect(await told('campaign', 'close', { ...early, yes: false })).toBe('closing-unconfirmed');
    expect(await told('campaign', 'close', early)).toBe('closing-copies');
    renameSync(`${stick}-away`, stick);
    expect(await told('campaign', 'close', early)).toBe('platform-unreachable');
    const right = { ...early, platform: host.url };
    expect(await told('campaign', 'close', right)).toBe('approval-missing');
    expect(await inVault((vault) => campaignState({ vault, name: NAME }))).toBe('open');
    await approved('close');
    expect(await told('campaign', 'close', right)).toBe('done');
  });

  test('destroying the research data says that the campaign is open, and which copy is away, before it asks', async () => {
    const options = { yes: true, leaveCopies: false };
    expect(await told('campaign', 'destroy-research', { ...options, yes: false })).toBe(
      'research-unconfirmed',
    );
    expect(await told('campaign', 'destroy-research', options)).toBe('research-open');
    await approved('close');
    const platform = host.url;
    await inVault((vault) => closeCampaign(vault, small.keys, by('bob'), NAME, { platform }));
    const stick = join(small.folder, 'stick');
    await copyOnStick('research', stick);
    renameSync(stick, `${stick}-away`);
    expect(await told('campaign', 'destroy-research', options)).toBe('research-copies');
    // It was refused, and had destroyed the copies within reach.
    expect(small.keys.has('research', NAME)).toBe(true);
    const left = { ...options, leaveCopies: true };
    expect(await told('campaign', 'destroy-research', left)).toBe('approval-missing');
    await approved('destroy-research');
    expect(await told('campaign', 'destroy-research', left)).toBe('done');
  });

  test('replacing leaked codes says that a school is unknown, or nothing confirmed, before it asks', async () => {
    expect(await told('breach', 'revoke', { uai: '0999999F', yes: true, all: false })).toBe('school-unknown');
    expect(await told('breach', 'revoke', { yes: false, all: true })).toBe('breach-unconfirmed');
    expect(await told('breach', 'revoke', { yes: true, all: true })).toBe('approval-missing');
    await approved('breach-revoke');
    expect(await told('breach', 'revoke', { yes: true, all: true })).toBe('done');
  });
});
