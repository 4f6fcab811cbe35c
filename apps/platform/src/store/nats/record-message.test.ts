import { expect, it } from 'vitest';
import { ownCopy } from './record-message.ts';

it('what is kept has memory of its own: a part of a block would keep all of it', () => {
  const block = Buffer.alloc(8192, 7);
  const copy = ownCopy(block.subarray(0, 64), Buffer.from('0123456789'));
  expect(copy).toEqual(Buffer.concat([Buffer.alloc(64, 7), Buffer.from('0123456789')]));
  expect(copy.buffer.byteLength).toBe(74);
});
