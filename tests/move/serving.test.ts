/** `campaign serve` runs while the address goes to another machine. It sends nothing there until the host is known, then continues. */
import { join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ServeEvent, serveCampaign } from '../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { Address } from './served-platform.ts';

let small: SmallCampaign;
let address: Address;
let stranger: RunningPlatform;
const log: string[] = [];

beforeAll(async () => {
  small = await startSmallCampaign();
  const { publicKey } = small.keys.authorityPublic();
  const lines = { write: (line: string) => void log.push(line) };
  stranger = await startPlatform({
    dataDir: join(small.folder, 'autre'),
    authorityKey: publicKey,
    log: lines,
  });
  address = await Address.open();
  address.pointTo(small.platform.port);
});
afterAll(async () => {
  await address?.close();
  await stranger?.close();
  await small?.close();
});

it('looks at each pass whether the platform is still the one that it knows', async () => {
  const platform = `${address.url}/`;
  await publishCampaign(small.campaign, small.keys, { platform });
  const stop = new AbortController();
  // What an event asks for is done before the next pass begins.
  let onEvent: (event: ServeEvent) => void = () => {};
  const seen = (isSo: (event: ServeEvent) => boolean, done: () => void) =>
    new Promise<void>((resolve) => {
      onEvent = (event) => {
        if (!isSo(event)) return;
        onEvent = () => {};
        done();
        resolve();
      };
    });
  const away = seen(
    ({ kind }) => kind === 'pass',
    () => address.pointTo(stranger.port),
  );
  const serving = serveCampaign(small.campaign, small.keys, {
    platform,
    tickMs: 50,
    patienceMs: 300_000,
    signal: stop.signal,
    onEvent: (event) => onEvent(event),
  });
  await away;
  await seen(
    (event) => event.kind === 'problem' && event.refusal.code === 'platform-key-changed',
    () => address.pointTo(small.platform.port),
  );
  await seen(
    ({ kind }) => kind === 'pass',
    () => stop.abort(),
  );
  await serving;
  // The other machine was asked who it is, and nothing else.
  const routes = new Set(log.flatMap((line) => /"route":"([^"]+)"/.exec(line)?.[1] ?? []));
  expect([...routes]).toEqual(['/authority/1/:campaign/key']);
});

/** The call of the clock at which the feed is requested. The first two are for the identity of the platform. */
const AT_THE_FEED = 3;

it('goes on when the name goes to another machine within a pass', async () => {
  const stop = new AbortController();
  let isAway = false;
  let calls = 0;
  const events: string[] = [];
  await serveCampaign(small.campaign, small.keys, {
    platform: `${address.url}/`,
    tickMs: 50,
    patienceMs: 300_000,
    signal: stop.signal,
    // Each call first checks the identity of the platform, then reads the feed.
    now: () => {
      calls += 1;
      if (calls === AT_THE_FEED) {
        address.pointTo(stranger.port);
        isAway = true;
      }
      return Date.now();
    },
    onEvent: (event) => {
      events.push(event.kind === 'problem' ? event.refusal.code : event.kind);
      if (event.kind === 'problem' && event.refusal.code === 'platform-key-changed')
        address.pointTo(small.platform.port);
      if (event.kind === 'pass') stop.abort();
    },
  });
  expect(isAway).toBe(true);
  expect(events).toEqual(['platform-refused', 'platform-key-changed', 'pass']);
});
