/** The console's service as another page, another program or another person meets it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import type { DeskSession } from '@cloison/console-messages';
import { type SampleOffice, sampleOffice } from '@cloison/dev-env/authority/sample-office.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveRole } from '../roles/roles.ts';
import { EntryTokens } from './door/entry-tokens.ts';
import { type RunningConsole, startConsole } from './start-console.ts';

let office: SampleOffice;
let running: RunningConsole;
let session: string;
const CAMPAIGN = 'essai-2026';

beforeAll(async () => {
  office = await sampleOffice('roster');
  const pages = join(office.folder, 'pages');
  mkdirSync(pages);
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>page</title>');
  // The vault is written by this test, not by the console: it is opened here, and the console only reads.
  running = await startConsole({
    vaultFolder: office.vaultFolder,
    keysFolder: office.keysFolder,
    keys: office.keys,
    passphrase: null,
    actor: office.actor,
    waitMs: 0,
    pages,
  });
  session = await enter(tokenOf(running.address()));
});
afterAll(async () => {
  await running.close();
  office.remove();
});

const tokenOf = (address: string) => address.split('#jeton=')[1] ?? '';

interface Sent {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** By `node:http`, because `fetch` sends no Host of one's own. A header given as empty is left out. */
function send({ method = 'POST', path = '/api/session', headers = {}, body = {} }: Sent): Promise<Heard> {
  const own = `127.0.0.1:${running.port}`;
  const all = {
    host: own,
    ...(method === 'GET' ? {} : { origin: `http://${own}`, 'content-type': 'application/json' }),
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      {
        host: '127.0.0.1',
        port: running.port,
        method,
        path,
        headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')),
      },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            body: Buffer.concat(parts).toString('utf8'),
          }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
}

async function enter(token: string): Promise<string> {
  const { body } = await send({ path: '/api/enter', body: { token } });
  return (JSON.parse(body) as { session: string }).session;
}

const inside = () => ({ authorization: `Bearer ${session}` });
const codeOf = ({ body }: Heard) => (JSON.parse(body) as { code: string }).code;

describe('Whoever comes to the console', () => {
  it('is let in once by an address, and not a second time', async () => {
    const token = tokenOf(running.address());
    const first = await send({ path: '/api/enter', body: { token } });
    const second = await send({ path: '/api/enter', body: { token } });
    expect([first.status, second.status, codeOf(second)]).toEqual([200, 401, 'console-token']);
  });

  it('is not read on beyond 64 KiB, and has used no address up by it', async () => {
    const token = tokenOf(running.address());
    const body = `${' '.repeat(64 * 1024)}${JSON.stringify({ token })}`;
    // The connection may be cut before the answer has come.
    const long = await send({ path: '/api/enter', body }).catch(() => null);
    expect(long?.status).not.toBe(200);
    expect(await enter(token)).toMatch(/^[\w-]{43}$/);
  });

  it('is told nothing without a session, with a wrong one, or with an address’s token in its place', async () => {
    const token = tokenOf(running.address());
    for (const authorization of ['', 'Bearer ', `Bearer ${'A'.repeat(43)}`, `Bearer ${token}`]) {
      const answer = await send({
        path: '/api/life',
        headers: { authorization },
        body: { campaign: CAMPAIGN },
      });
      expect([answer.status, codeOf(answer)]).toEqual([401, 'console-session']);
      expect(answer.body).not.toContain('essai');
    }
  });

  it('is not heard under another name of this machine: a page cannot reach it by rebinding a name', async () => {
    for (const host of [
      'evil.example',
      `localhost:${running.port}`,
      `127.0.0.1:${running.port + 1}`,
      '127.0.0.1',
    ]) {
      for (const method of ['GET', 'POST']) {
        const answer = await send({
          method,
          path: method === 'GET' ? '/' : '/api/session',
          headers: { ...inside(), host },
        });
        expect([answer.status, codeOf(answer)]).toEqual([421, 'console-host']);
      }
    }
  });

  it('is not heard from another origin, nor without one, even with a session', async () => {
    const origins = ['http://evil.example', `http://localhost:${running.port}`, 'null', ''];
    for (const origin of origins) {
      const answer = await send({ headers: { ...inside(), origin } });
      expect([origin, answer.status, codeOf(answer)]).toEqual([origin, 403, 'console-origin']);
    }
    const crossSite = await send({ headers: { ...inside(), 'sec-fetch-site': 'cross-site' } });
    expect(codeOf(crossSite)).toBe('console-origin');
  });

  it('cannot act by a form, by another method, or by an address', async () => {
    const form = await send({
      headers: { ...inside(), 'content-type': 'application/x-www-form-urlencoded' },
    });
    const put = await send({ method: 'PUT', headers: inside() });
    const get = await send({ method: 'GET', path: '/api/session', headers: inside() });
    expect([form.status, put.status, get.status]).toEqual([415, 405, 404]);
  });

  it('gets pages and answers that nothing may keep, frame or add to', async () => {
    const page = await send({ method: 'GET', path: '/' });
    const answer = await send({ headers: inside() });
    for (const { headers } of [page, answer]) {
      expect(headers['cache-control']).toBe('no-store');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['access-control-allow-origin']).toBeUndefined();
      expect(headers['set-cookie']).toBeUndefined();
    }
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("connect-src 'self'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("base-uri 'none'");
    expect(policy).toContain("form-action 'none'");
    expect(policy).not.toMatch(/unsafe|https?:/);
    const ofData = String(answer.headers['content-security-policy']);
    expect(ofData).toContain("default-src 'none'");
    expect(ofData).toContain("frame-ancestors 'none'");
    expect(ofData).toContain('sandbox');
  });

  it('finds no file but the built ones', async () => {
    for (const path of ['/../vault.sqlite', '/%2e%2e/vault/vault.sqlite', '/index.htm', '/.sources'])
      expect((await send({ method: 'GET', path })).status).toBe(404);
  });

  it('is told which part of a request has not the right form', async () => {
    const missing = await send({ path: '/api/life', headers: inside(), body: {} });
    const more = await send({ path: '/api/life', headers: inside(), body: { campaign: CAMPAIGN, sql: '' } });
    const noJson = await send({ path: '/api/life', headers: inside(), body: '{' });
    const long = await send({ path: '/api/life', headers: inside(), body: { campaign: 'x'.repeat(70_000) } });
    for (const answer of [missing, more, noJson, long])
      expect([answer.status, codeOf(answer)]).toEqual([400, 'console-request']);
    expect(missing.body).toContain('campaign');
  });

  it('has no session any more after leaving', async () => {
    const own = await enter(tokenOf(running.address()));
    const authorization = `Bearer ${own}`;
    expect((await send({ headers: { authorization } })).status).toBe(200);
    await send({ path: '/api/leave', headers: { authorization } });
    expect((await send({ headers: { authorization } })).status).toBe(401);
  });

  it('finds an address that is ten minutes old closed, and a session that is twelve hours old', () => {
    let now = 0;
    const tokens = new EntryTokens(() => now);
    const [late, soon] = [tokens.issue(), tokens.issue()];
    now = 599_999;
    const open = tokens.enter(soon);
    now = 600_000;
    expect(tokens.enter(late)).toBeNull();
    expect(open === null ? false : tokens.isOpen(open)).toBe(true);
    now = 599_999 + 12 * 3_600_000;
    expect(tokens.isOpen(open ?? '')).toBe(false);
  });
});

describe('A person at the desk', () => {
  it('learns who they are, what the vault holds, and the steps of a campaign', async () => {
    const me = JSON.parse((await send({ headers: inside() })).body) as object;
    expect(me).toMatchObject({
      who: 'agent',
      rolesInForce: false,
      refused: [],
      campaigns: [{ name: CAMPAIGN }],
    });
    const life = JSON.parse(
      (await send({ path: '/api/life', headers: inside(), body: { campaign: CAMPAIGN } })).body,
    );
    const states = Object.fromEntries(
      life.steps.map(({ id, state }: { id: string; state: string }) => [id, state]),
    );
    expect(states).toMatchObject({
      specify: 'done',
      roster: 'again',
      mint: 'now',
      assign: 'refused',
      publish: 'refused',
      close: 'refused',
      export: 'refused',
    });
    expect(JSON.stringify(life)).not.toContain('Aubrac');
  });

  it('is refused what the command refuses, once roles are given', async () => {
    giveRole(office.vault, office.actor, 'gardien', 'custodian');
    const answer = await send({ path: '/api/life', headers: inside(), body: { campaign: CAMPAIGN } });
    expect([answer.status, codeOf(answer)]).toEqual([409, 'role-missing']);
    expect(answer.body).toContain('cloison campaign status');
    const me = JSON.parse((await send({ headers: inside() })).body) as DeskSession;
    // Whoever has no role learns which it takes, and nobody's name.
    expect(me.refused.find(({ command }) => command === 'campaign status')).toMatchObject({
      roles: ['agent', 'statistician', 'support', 'custodian'],
      holders: [],
    });
  });
});
