import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixtureEnvelope } from '../envelopeFixture.ts';
import { CAMPAIGN, type TestHolder, TestService } from '../testService.ts';

const service = new TestService();
let pupil: TestHolder;

beforeAll(async () => {
  await service.start();
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
});
afterAll(() => service.remove());

const envelope = (holder: TestHolder, name: string, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder: holder.id, name, ...more });

describe('saving a record', () => {
  it('answers 204, then gives the very bytes back with their hash as a tag', async () => {
    const one = envelope(pupil, 'francais');
    expect((await service.put(pupil, 'francais', one.bytes)).status).toBe(204);
    const read = await service.api(pupil, 'GET', 'records/francais');
    expect(read.status).toBe(200);
    expect(Buffer.compare(read.bytes, one.bytes)).toBe(0);
    expect(read.headers.get('etag')).toBe(`"${Buffer.from(one.hash).toString('base64url')}"`);
    const again = await service.api(pupil, 'GET', 'records/francais', {
      headers: { 'if-none-match': read.headers.get('etag')! },
    });
    expect(again.status).toBe(304);
  });
});
