import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { fixtureEnvelope } from '@cloison/dev-env/platform/envelope-fixture.ts';
import { CAMPAIGN, type TestHolder } from '@cloison/dev-env/platform/published-campaign.ts';
import { TestService } from '@cloison/dev-env/platform/test-service.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const service = new TestService();
let pupil: TestHolder;

beforeAll(async () => {
  await service.start();
  await service.publish();
  [pupil] = (await service.holders('pupil')) as [TestHolder];
});
afterAll(() => service.remove());

const envelope = (holder: TestHolder, more: object = {}) =>
  fixtureEnvelope({ campaign: CAMPAIGN, holder: holder.id, name: 'francais', ...more }).bytes;

/** Plain, and with a symbol escaped, which Fastify's router has to read. */
const ADDRESSES = ['records/francais', 'records/%66rancais'];

describe('the route of saves', () => {
  it('answers alike whether an address is plain or escaped: status, headers and body', async () => {
    const { bytes } = fixtureEnvelope({ campaign: CAMPAIGN, holder: pupil.id, name: 'francais' });
    const octets = { 'content-type': 'application/octet-stream' };
    const [stranger] = [{ access: randomBytes(32) }];
    const calls: readonly [Pick<TestHolder, 'access'> | null, RequestInit, number][] = [
      [pupil, { body: bytes as Uint8Array<ArrayBuffer>, headers: octets }, 204],
      [pupil, { body: envelope(pupil) as Uint8Array<ArrayBuffer>, headers: octets }, 409],
      [pupil, { body: 'x', headers: octets }, 422],
      [pupil, { body: 'x', headers: { 'content-type': 'application/octet-stream2' } }, 415],
      [pupil, { body: 'x', headers: { 'content-type': 'Application/Octet-Stream ; a=b' } }, 422],
      [pupil, { body: new Uint8Array(70_000), headers: octets }, 413],
      [stranger!, { body: 'x', headers: octets }, 401],
      [null, {}, 401],
      [pupil, {}, 422],
    ];
    for (const [holder, init, status] of calls) {
      const answers = [];
      for (const path of ADDRESSES) {
        const answer = await service.api(holder, 'PUT', path, init);
        const headers = [...answer.headers].filter(([name]) => name !== 'date');
        answers.push({ status: answer.status, headers, body: Buffer.from(answer.bytes).toString() });
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]!.status).toBe(status);
      const names = answers[0]!.headers.map(([name]) => name);
      expect(names).toEqual(
        expect.arrayContaining(['cache-control', 'content-security-policy', 'x-content-type-options']),
      );
    }
  });
  it('writes one line for each answer, with the pattern of the route', async () => {
    for (const path of ADDRESSES) {
      const before = service.logLines.length;
      await service.api(pupil, 'PUT', path, { body: 'x', headers: { 'content-type': 'text/plain' } });
      const lines = service.logLines.slice(before).map((line) => JSON.parse(line));
      expect(lines).toEqual([
        expect.objectContaining({
          method: 'PUT',
          route: '/api/1/:campaign/records/*',
          status: 415,
          code: 'unsupported-type',
        }),
      ]);
      expect(lines[0].ms).toBeTypeOf('number');
    }
  });
  it('reads a body that comes in pieces, and outlives one that is cut off', async () => {
    const [other] = (await service.holders('pupil')) as [TestHolder];
    const bytes = envelope(other);
    const token = Buffer.from(other.access).toString('base64url');
    const head = `PUT /api/1/${CAMPAIGN}/records/francais HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/octet-stream\r\ncontent-length: ${bytes.length}\r\n\r\n`;
    const send = (pieces: readonly (string | Uint8Array)[], cut: boolean) =>
      new Promise<string>((resolve) => {
        const socket = connect(service.platform.port, '127.0.0.1', async () => {
          for (const piece of pieces) {
            socket.write(piece);
            await new Promise((next) => setTimeout(next, 5));
          }
          if (cut) socket.destroy();
        });
        socket.on('data', (data) => {
          resolve(data.toString('latin1'));
          socket.destroy();
        });
        socket.on('close', () => resolve('closed'));
      });
    expect(await send([head, bytes.subarray(0, 300)], true)).toBe('closed');
    expect(await send([head, bytes.subarray(0, 300), bytes.subarray(300)], false)).toMatch(
      /^HTTP\/1\.1 204 /,
    );
    expect((await service.api(other, 'GET', 'records/francais')).status).toBe(200);
  });
});
