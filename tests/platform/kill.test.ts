/**
 * The service is killed with -9 while fifty clients save real, sealed envelopes: after each restart every save that was
 * acknowledged is there, and what was under way is either whole or absent and may be sent again.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { CAMPAIGN, holderLine, publishedCampaign } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { type Holder, NO_PREVIOUS, open, openHolder, type SealedEnvelope, seal } from '@cloison/protocol';
import { bearer, campaignIdOf, toBase64Url } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';

const CLIENTS = 50;
const KILLS = 4;
const COMMAND = fileURLToPath(new URL('../../bin/cloison.ts', import.meta.url));
const ALWAYS = { opens: '2000-01-01T00:00:00Z', closes: '2100-01-01T00:00:00Z' };

const service = new TestService();
const children: ChildProcess[] = [];
let clients: Client[];

interface Client {
  readonly holder: Holder;
  readonly device: Uint8Array;
  /** The last that was answered 204. */
  acknowledged: SealedEnvelope | null;
  /** Sent, and not answered yet. */
  underWay: SealedEnvelope | null;
}

beforeAll(async () => {
  await service.start();
  const published = { ...publishedCampaign(), calendars: [{ francais: ALWAYS }] };
  expect((await service.authority('PUT', 'campaign', published)).status).toBe(204);
  const campaignId = await campaignIdOf(CAMPAIGN);
  clients = await Promise.all(
    Array.from({ length: CLIENTS }, async () => ({
      holder: await openHolder(randomBytes(32), campaignId),
      device: randomBytes(8),
      acknowledged: null,
      underWay: null,
    })),
  );
  const holders = clients.map(({ holder }) =>
    holderLine({ id: holder.holderId, access: holder.access, role: 'pupil' }),
  );
  expect((await service.authority('PUT', 'holders', { holders })).status).toBe(204);
  await service.stop();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await service.remove();
});

interface Server {
  readonly url: string;
  readonly kill: () => Promise<void>;
}

async function serve(): Promise<Server> {
  const args = [
    COMMAND,
    'platform',
    'serve',
    '--data',
    service.dataDir,
    '--port',
    '0',
    '--log',
    'none',
    '--json',
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const line = await new Promise<string>((resolve, reject) => {
    let out = '';
    child.stdout.on('data', (part) => {
      out += part;
      if (out.includes('\n')) resolve(out);
    });
    child.once('exit', (code) => reject(new Error(`the service ended with ${code}`)));
  });
  const kill = () => {
    child.kill('SIGKILL');
    return exited;
  };
  return { url: (JSON.parse(line) as { url: string }).url, kill };
}

async function nextEnvelope({ holder, device, acknowledged }: Client): Promise<SealedEnvelope> {
  const version = (acknowledged?.version ?? 0) + 1;
  return seal(holder, {
    kind: 'record',
    name: 'francais',
    device,
    version,
    previous: acknowledged?.hash ?? NO_PREVIOUS,
    body: { v: 1, answers: version },
    ceiling: 1024,
    iv: randomBytes(12),
  });
}

/** Saves one version after another until the service is gone; any answer but 204 is a failure of the test. */
async function saveUntilGone(client: Client, url: string, acknowledgedOne: () => void): Promise<void> {
  for (;;) {
    client.underWay ??= await nextEnvelope(client);
    let status: number;
    try {
      const response = await fetch(`${url}/api/1/${CAMPAIGN}/records/francais`, {
        method: 'PUT',
        headers: { authorization: bearer(client.holder.access), 'content-type': 'application/octet-stream' },
        body: client.underWay.bytes,
      });
      status = response.status;
    } catch {
      return;
    }
    expect(status).toBe(204);
    client.acknowledged = client.underWay;
    client.underWay = null;
    acknowledgedOne();
  }
}

async function headOf({ holder }: Client, url: string): Promise<Uint8Array | null> {
  const response = await fetch(`${url}/api/1/${CAMPAIGN}/records/francais`, {
    headers: { authorization: bearer(holder.access) },
  });
  if (response.status === 404) return null;
  expect(response.status).toBe(200);
  return new Uint8Array(await response.arrayBuffer());
}

const hex = (bytes: Uint8Array | null | undefined) =>
  bytes == null ? 'none' : createHash('sha256').update(bytes).digest('hex');

it('every acknowledged save survives kill -9, again and again', async () => {
  let total = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const server = await serve();
    let count = 0;
    const enough = 150 + kill * 150;
    await new Promise<void>((resolve, reject) => {
      const acknowledgedOne = () => {
        count += 1;
        if (count === enough) void server.kill();
      };
      Promise.all(clients.map((client) => saveUntilGone(client, server.url, acknowledgedOne))).then(
        () => resolve(),
        reject,
      );
    });
    await server.kill();
    total += count;
    expect(count).toBeGreaterThanOrEqual(enough);

    const again = await serve();
    for (const client of clients) {
      const head = await headOf(client, again.url);
      const allowed = [client.acknowledged?.bytes, client.underWay?.bytes].map(hex);
      expect(allowed).toContain(hex(head));
      if (head !== null) {
        const { body } = await open(client.holder, head, { kind: 'record', name: 'francais' });
        expect(body).toMatchObject({ v: 1 });
      }
    }
    await again.kill();
  }
  expect(total).toBeGreaterThan(1000);

  // What was under way at the last kill is sent again, byte for byte, and saved or known.
  const last = await serve();
  for (const client of clients) {
    const envelope = client.underWay;
    if (envelope === null) continue;
    const response = await fetch(`${last.url}/api/1/${CAMPAIGN}/records/francais`, {
      method: 'PUT',
      headers: { authorization: bearer(client.holder.access), 'content-type': 'application/octet-stream' },
      body: envelope.bytes,
    });
    expect([toBase64Url(client.holder.holderId), response.status]).toEqual([
      toBase64Url(client.holder.holderId),
      204,
    ]);
    expect(hex(await headOf(client, last.url))).toBe(hex(envelope.bytes));
  }
  await last.kill();
});
