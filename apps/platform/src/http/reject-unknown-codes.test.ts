import { randomBytes } from 'node:crypto';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { bearer } from '@cloison/protocol/public';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ORIGIN = 'https://pages.example';
const PATHS = ['me', 'documents/ticket', 'records/francais', 'keys/francais', 'routing/francais'] as const;
const service = new TestService();
let pupil: TestHolder;

beforeAll(async () => {
  await service.start({ appOrigins: [ORIGIN] });
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
});
afterAll(() => service.remove());

describe('a code that is not known', () => {
  const answerOf = async (method: 'GET' | 'HEAD', path: string, authorization: string, origin?: string) => {
    const headers = { authorization, ...(origin === undefined ? {} : { origin }) };
    const answer = await fetch(`${service.url}/api/1/${CAMPAIGN}/${path}`, { method, headers });
    await answer.arrayBuffer();
    // `fetch` asks to close the connection after `HEAD`.
    const { date, connection, 'keep-alive': keepAlive, ...others } = Object.fromEntries(answer.headers);
    return { status: answer.status, headers: others };
  };

  it.each(PATHS)('is answered as the route of %s answers it', async (path) => {
    for (const origin of [undefined, ORIGIN, 'https://elsewhere.example']) {
      const unknown = bearer(randomBytes(32));
      // `HEAD` goes to the route.
      const byRoute = await answerOf('HEAD', path, unknown, origin);
      expect(byRoute.status).toBe(401);
      expect(await answerOf('GET', path, unknown, origin)).toEqual(byRoute);
      expect(JSON.parse(service.logLines.at(-1)!)).toMatchObject({
        method: 'GET',
        route: `/api/1/:campaign/${path === 'me' ? path : `${path.split('/')[0]}/*`}`,
        status: 401,
        code: 'unknown-code',
      });
    }
  });
  it('goes on to its route once it is found, where another campaign or address is met as ever', async () => {
    const authorization = bearer(pupil.access);
    expect((await answerOf('GET', 'me', authorization)).status).toBe(200);
    expect((await answerOf('GET', 'records/francais', authorization)).status).toBe(404);
    const elsewhere = await service.fetch('/api/1/2026-autre/me', { headers: { authorization } });
    expect([elsewhere.status, elsewhere.json]).toEqual([404, { code: 'not-found' }]);
    const nowhere = await service.fetch(`/api/1/${CAMPAIGN}/nothing`, { headers: { authorization } });
    expect([nowhere.status, nowhere.json]).toEqual([404, { code: 'not-found' }]);
  });
});
