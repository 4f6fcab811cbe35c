import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeskBody,
  type DeskEntry,
  mergeDeskBodies,
  nextDeskCounter,
  parseDeskBody,
} from './desk-body.ts';

const device = (n: number) => n.toString(16).padStart(16, '0');
const declared = (reason: string | null, counter: number, by = 1): DeskEntry => ({
  kind: 'not-sitting',
  orderNumber: '4182073',
  reason,
  sequences: null,
  edit: [counter, device(by)],
});
const body = (entries: Record<string, DeskEntry>): DeskBody => ({
  v: 1,
  entries,
  manifest: 'a'.repeat(64),
  app: 'x',
});
const bodies = fc
  .dictionary(
    fc.constantFrom('a', 'b', 'c'),
    fc
      .tuple(
        fc.constantFrom('absent', 'left', null),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 3 }),
      )
      .map(([reason, counter, by]) => declared(reason, counter, by)),
  )
  .map(body);

describe('the record of a desk', () => {
  it('merges to the same whatever the order and however often', () => {
    fc.assert(
      fc.property(bodies, bodies, bodies, (a, b, c) => {
        const one = mergeDeskBodies(mergeDeskBodies(a, b), c).entries;
        expect(mergeDeskBodies(a, mergeDeskBodies(c, b)).entries).toEqual(one);
        expect(mergeDeskBodies(body(one), body(one)).entries).toEqual(one);
      }),
    );
  });

  it('an undoing made after a declaration wins over it', () => {
    const first = body({ n: declared('absent', 1) });
    const undone = body({ n: declared(null, nextDeskCounter(first)) });
    expect(mergeDeskBodies(first, undone).entries.n).toMatchObject({ reason: null });
    expect(mergeDeskBodies(undone, first).entries.n).toMatchObject({ reason: null });
  });

  it('is refused when anything of it is not as it must be', () => {
    const good = body({ n: declared('absent', 1) });
    expect(parseDeskBody(good)).toEqual(good);
    for (const bad of [
      { ...good, more: 1 },
      body({ n: { ...declared('absent', 1), orderNumber: '12' } as DeskEntry }),
      body({ n: { ...declared('absent', 1), kind: 'grant' } as unknown as DeskEntry }),
    ])
      expect(() => parseDeskBody(bad)).toThrowError(expect.objectContaining({ code: 'message-invalid' }));
  });
});
