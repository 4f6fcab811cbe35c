import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { campaignIdOf } from './primitives/names.ts';
import { openRouting, sealRouting } from './sealed-routing.ts';

const key = new Uint8Array(32).fill(1);
const address = {
  campaignId: await campaignIdOf('2026-6e'),
  holderId: new Uint8Array(16).fill(2),
  name: 'maths',
};
const iv = new Uint8Array(12).fill(3);
const tables = { v: 1, tables: { n1: { cuts: [{ atLeast: null, module: 'n2-a' }] } } };
const sealed = await sealRouting(key, address, tables, iv);

describe('sealed routing tables', () => {
  it('give any JSON back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.jsonValue(),
        fc.uint8Array({ minLength: 32, maxLength: 32 }),
        async (value, own) => {
          const said = JSON.parse(JSON.stringify(value));
          const opened = await openRouting(own, address, await sealRouting(own, address, said, iv));
          expect(opened).toEqual(said);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('do not show by their size which of two like tables they hold', async () => {
    const other = { v: 1, tables: { n1: { cuts: [{ atLeast: null, module: 'n2-b' }] } } };
    expect((await sealRouting(key, address, other, iv)).length).toBe(sealed.length);
  });

  it('do not open with another key, for another pupil, stage or campaign, nor with any one byte changed', async () => {
    await expect(openRouting(new Uint8Array(32), address, sealed)).rejects.toMatchObject({
      code: 'routing-sealed',
    });
    await expect(openRouting(key.slice(1), address, sealed)).rejects.toMatchObject({
      code: 'routing-sealed',
    });
    for (const elsewhere of [
      { ...address, name: 'maths/2' },
      { ...address, holderId: new Uint8Array(16).fill(9) },
      { ...address, campaignId: await campaignIdOf('2026-5e') },
    ]) {
      await expect(openRouting(key, elsewhere, sealed)).rejects.toMatchObject({ code: 'routing-malformed' });
    }
    for (let at = 0; at < sealed.length; at += 7) {
      const flipped = sealed.slice();
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      await expect(openRouting(key, address, flipped), `byte ${at}`).rejects.toMatchObject({
        name: 'ProtocolError',
      });
    }
    await expect(openRouting(key, address, sealed.slice(0, 40))).rejects.toMatchObject({
      code: 'routing-malformed',
    });
  });
});
