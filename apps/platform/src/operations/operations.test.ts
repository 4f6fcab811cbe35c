import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { PLATFORM_ERRORS } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLog } from '../base/log.ts';
import { StorageFailure } from '../store/storage-error.ts';
import { Metrics } from './metrics.ts';
import { ReadinessCheck } from './readiness.ts';

const service = new TestService();
let operations: string;
beforeAll(async () => {
  await service.start({ metrics: { port: 0 } });
  operations = service.platform.operationsUrl!;
  await service.publish();
});
afterAll(() => service.remove());

const get = async (path: string, base = operations) => {
  const response = await fetch(`${base}${path}`);
  return { status: response.status, text: await response.text(), type: response.headers.get('content-type') };
};
/** Value of a series, as it is written; 0 when it is not there. */
const read = async (series: string) => {
  const line = (await get('/metrics')).text.split('\n').find((text) => text.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? 0);
};

describe('the operator’s port', () => {
  it('is not the public one, and is on loopback', async () => {
    expect(operations).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(operations).not.toBe(service.url);
    for (const path of ['/metrics', '/livez', '/readyz']) {
      expect([path, (await get(path, service.url)).status]).toEqual([path, 404]);
      expect([path, (await get(path)).status]).toEqual([path, 200]);
    }
    for (const path of ['/', '/healthz', `/c/${CAMPAIGN}/`]) expect((await get(path)).status).toBe(404);
    expect((await get('/livez')).text).toBe('alive\n');
  });
  it('that is taken stops the start with a clear sentence, and leaves nothing running', async () => {
    const other = new TestService();
    const port = Number(new URL(operations).port);
    await expect(other.start({ metrics: { port } })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use already`,
    );
    await other.start();
    await other.remove();
  });
});

describe('metrics', () => {
  it('are all there that the operator’s page says to look at', async () => {
    const page = readFileSync(new URL('../../../../docs/operations.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('\n## What to watch'), page.indexOf('\n## The nine-o'));
    const named = new Set(table.match(/\b(?:cloison|nodejs|process)_[a-z0-9_]+/g));
    expect(named.size).toBeGreaterThan(10);
    // Told by a process that speaks TLS itself.
    named.delete('cloison_certificate_expiry_timestamp_seconds');
    const { text } = await get('/metrics');
    expect([...named].filter((name) => !text.includes(`\n# TYPE ${name} `))).toEqual([]);
  });
  it('count requests, outcomes of saves, refusals, commits and calls of the authority', async () => {
    const [pupil] = (await service.holders('pupil')) as [TestHolder];
    const first = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const rival = fixtureEnvelope({
      campaign: CAMPAIGN,
      holder: pupil.id,
      name: 'francais',
      device: new Uint8Array(8),
    });
    const late = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'retard' });
    const saves = 'cloison_requests_total{method="PUT",route="/api/1/:campaign/records/*",status="204"}';
    const before = await read(saves);
    expect((await service.put(pupil, 'francais', first.bytes)).status).toBe(204);
    expect((await service.put(pupil, 'francais', rival.bytes)).status).toBe(409);
    expect((await service.put(pupil, 'retard', late.bytes)).status).toBe(202);
    expect((await service.put(pupil, 'francais', new Uint8Array(9))).status).toBe(422);
    expect(await read(saves)).toBe(before + 1);
    for (const outcome of ['acknowledged', 'late', 'conflict', 'refused']) {
      expect([outcome, await read(`cloison_saves_total{outcome="${outcome}"}`)]).toEqual([outcome, 1]);
    }
    expect(await read('cloison_refusals_total{code="conflict"}')).toBe(1);
    expect(await read('cloison_refusals_total{code="bad-envelope"}')).toBe(1);
    expect(await read('cloison_store_commit_seconds_count')).toBeGreaterThan(4);
    expect(await read('cloison_store_batch_requests_sum')).toBeGreaterThan(4);
    expect(await read('cloison_request_seconds_count{method="PUT",route="/api/1/:campaign/records/*"}')).toBe(
      4,
    );
    expect(await read('cloison_authority_last_call_timestamp_seconds{call="any"}')).toBe(
      service.nowMs / 1000,
    );
    expect(await read('cloison_authority_last_call_timestamp_seconds{call="feed"}')).toBe(0);
    expect((await service.authority('GET', 'feed')).status).toBe(200);
    expect(await read('cloison_authority_last_call_timestamp_seconds{call="feed"}')).toBe(
      service.nowMs / 1000,
    );
  });

  it('tell open connections, room on the disk, the event loop and queues', async () => {
    const socket = connect(service.platform.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    // The kernel says that a connection is open before the service has taken it.
    while ((await read('cloison_connections')) === 0) await wait(5);
    socket.destroy();
    expect(await read('cloison_disk_free_bytes')).toBeGreaterThan(0);
    expect((await get('/metrics')).text).toMatch(/^nodejs_eventloop_lag_p99_seconds \d/m);
    expect((await get('/metrics')).text).toMatch(/^process_resident_memory_bytes \d/m);
    expect((await get('/metrics')).text).toMatch(/^cloison_unknown_codes_waiting 0$/m);
    for (const lane of ['save', 'read', 'lookup', 'content']) {
      expect([lane, await read(`cloison_lane_waiting{lane="${lane}"}`)]).toEqual([lane, 0]);
    }
    expect(await read('cloison_lane_admitted_total{lane="save"}')).toBeGreaterThan(0);
    expect((await get('/metrics')).text).toMatch(/^cloison_lane_refused_total\{lane="save"\} 0$/m);
  });

  it('have bounded labels: no campaign, holder, token, name or address, whatever is sent', async () => {
    const canary = `canary${randomBytes(6).toString('hex')}`;
    const send = async (word: string) => {
      const [pupil] = (await service.holders('pupil')) as [TestHolder];
      const token = Buffer.from(pupil.access).toString('base64url');
      for (const method of ['GET', 'PUT', 'POST', 'DELETE', 'PROPFIND']) {
        for (const path of [
          `/${word}`,
          `/api/1/${word}/me`,
          `/api/1/${CAMPAIGN}/records/${word}`,
          `/api/1/${CAMPAIGN}/documents/${word}?${word}`,
          `/authority/1/${word}/feed?after=${word}`,
          `/c/${word}/`,
          `/c/${CAMPAIGN}/content/${word}`,
          `/api/1/${CAMPAIGN}/records/%zz${word}`,
        ]) {
          await service.fetch(path, {
            method,
            headers: { authorization: `Bearer ${token}`, 'user-agent': word, 'x-forwarded-for': word },
            ...(method === 'PUT' ? { body: word } : {}),
          });
        }
      }
      for (const bytes of [`${word} / HTTP/9\r\n\r\n`, `GET /${word} HTTP/1.1\r\n${word}\r\n\r\n`]) {
        await new Promise((resolve) => {
          const socket = connect(service.platform.port, '127.0.0.1', () => socket.write(bytes));
          socket.on('data', () => undefined).on('close', resolve);
        });
      }
      return [
        word,
        token,
        Buffer.from(pupil.id).toString('base64url'),
        Buffer.from(pupil.id).toString('hex'),
      ];
    };
    const seriesOf = (text: string) =>
      text
        .split('\n')
        .filter((line) => line.startsWith('cloison_') && !line.startsWith('cloison_broken'))
        .map((line) => line.split(' ')[0]!);
    const needles = await send(canary);
    const first = (await get('/metrics')).text;
    needles.push(...(await send(`other${canary}`)));
    const second = (await get('/metrics')).text;
    for (const needle of [...needles, CAMPAIGN, '127.0.0.1', 'francais'])
      expect(second).not.toContain(needle);
    expect(seriesOf(second)).toEqual(seriesOf(first));
    const labels = new Map<string, Set<string>>();
    for (const [, name, value] of seriesOf(second)
      .join('\n')
      .matchAll(/(\w+)="([^"]*)"/g)) {
      labels.set(name!, (labels.get(name!) ?? new Set()).add(value!));
    }
    const bounded = new Set(['call', 'code', 'kind', 'lane', 'le', 'method', 'outcome', 'route', 'status']);
    expect([...labels.keys()].filter((name) => !bounded.has(name))).toEqual([]);
    for (const code of labels.get('code')!) expect(Object.hasOwn(PLATFORM_ERRORS, code)).toBe(true);
    for (const method of labels.get('method')!) expect('GET HEAD PUT POST OPTIONS other').toContain(method);
    for (const status of labels.get('status')!) expect(status).toMatch(/^[2-5]\d\d$/);
  });

  it('never take a word that is not of the table as a code or a method', async () => {
    const metrics = new Metrics(() => 0);
    const log = metrics.counting(openLog('none'));
    log.request({ method: 'BREW', route: 'none', status: 418, ms: 1, code: 'a name' });
    const text = await metrics.text();
    expect(text).not.toMatch(/BREW|a name/);
    expect(text).toContain('cloison_refusals_total{code="other"} 1');
  });
});

describe('readiness', () => {
  it('follows the store, and asks it at most once a second', async () => {
    let nowMs = 0;
    let asked = 0;
    let takes = true;
    const store = {
      check: async () => {
        asked += 1;
        if (!takes) throw new StorageFailure('full');
      },
    };
    const check = new ReadinessCheck(store, () => nowMs);
    expect(await check.now()).toBe('ready');
    takes = false;
    expect([await check.now(), asked]).toEqual(['ready', 1]);
    nowMs = 1000;
    expect([await check.now(), asked]).toEqual(['store-refuses', 2]);
    takes = true;
    nowMs = 2000;
    expect([await check.now(), asked]).toEqual(['ready', 3]);
    check.drain();
    expect([await check.now(), asked]).toEqual(['draining', 3]);
  });
  it('of a real store that cannot be written says so, and comes back without a restart', async () => {
    expect(await get('/readyz')).toMatchObject({ status: 200, text: 'ready\n' });
    const other = new DatabaseSync(join(service.dataDir, 'store', 'platform.sqlite'));
    other.exec('BEGIN IMMEDIATE');
    let answer = await get('/readyz');
    // The last good answer is kept for a second.
    while (answer.status === 200) answer = await get('/readyz');
    expect(answer).toMatchObject({ status: 503, text: 'store-refuses\n' });
    expect((await get('/livez')).status).toBe(200);
    other.exec('ROLLBACK');
    other.close();
    while (answer.status !== 200) answer = await get('/readyz');
    expect(answer.text).toBe('ready\n');
  });
  it('does not wait for ever for a store that does not answer', async () => {
    const check = new ReadinessCheck({ check: () => new Promise(() => undefined) }, () => 0, 20);
    expect(await check.now()).toBe('store-refuses');
  });
  it('says draining from the signal on, while what is under way is finished; the port goes last', async () => {
    const leaving = new TestService();
    await leaving.start({ metrics: { port: 0 } });
    const at = leaving.platform.operationsUrl!;
    expect(await get('/readyz', at)).toMatchObject({ status: 200, text: 'ready\n' });
    const underWay = connect(leaving.platform.port, '127.0.0.1');
    underWay.write('PUT /x HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: 9\r\n\r\n');
    await new Promise((resolve) => underWay.once('data', resolve));
    const closed = leaving.platform.close();
    expect(await get('/readyz', at)).toMatchObject({ status: 503, text: 'draining\n' });
    expect((await get('/livez', at)).status).toBe(200);
    expect((await get('/metrics', at)).text).toMatch(/^cloison_draining 1$/m);
    underWay.destroy();
    await closed;
    await expect(get('/livez', at)).rejects.toThrow();
    await leaving.remove();
  });
  it('is announced to a balancer for as long as the setting says, before a connection is refused', async () => {
    const leaving = new TestService();
    await leaving.start({ metrics: { port: 0 }, drainNoticeMs: 8_000 });
    const at = leaving.platform.operationsUrl!;
    const closed = leaving.platform.close();
    expect((await get('/readyz', at)).text).toBe('draining\n');
    expect((await leaving.fetch('/healthz')).status).toBe(200);
    await closed;
    await leaving.remove();
  });
});
