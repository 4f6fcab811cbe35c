import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DeskBody,
  type DeskEntry,
  mergeDeskBodies,
  newestComputers,
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
const used = (computers: readonly (readonly [by: number, atMs: number])[], counter: number): DeskEntry => ({
  kind: 'code-use',
  rank: 1,
  computers: newestComputers(computers.map(([by, atMs]) => ({ device: device(by), atMs }))),
  edit: [counter, device(1)],
});
const body = (entries: Record<string, DeskEntry>): DeskBody => ({
  v: 1,
  entries,
  manifest: 'a'.repeat(64),
  app: 'x',
});
const declarations = fc.dictionary(
  fc.constantFrom('a', 'b', 'c'),
  fc
    .tuple(
      fc.constantFrom('absent', 'left', null),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([reason, counter, by]) => declared(reason, counter, by)),
);
const uses = fc.dictionary(
  fc.constantFrom('u-1', 'u-2'),
  fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 5 })), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.integer({ min: 1, max: 3 }),
    )
    .map(([computers, counter]) => used(computers, counter)),
);
const bodies = fc.tuple(declarations, uses).map(([one, other]) => body({ ...one, ...other }));

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
    // Whoever has the class's secret may have written the highest there is: what follows has to be read all the same.
    const highest = body({ n: declared(null, Number.MAX_SAFE_INTEGER) });
    expect(nextDeskCounter(highest)).toBe(Number.MAX_SAFE_INTEGER);
    expect(mergeDeskBodies(first, undone).entries.n).toMatchObject({ reason: null });
    expect(mergeDeskBodies(undone, first).entries.n).toMatchObject({ reason: null });
  });

  it('forgets no sign-in for another at another computer, and keeps the newest six computers', () => {
    const morning = body({ u: used([[1, 100]], 1) });
    const elsewhere = body({ u: used([[2, 90]], 1) });
    const both = {
      computers: [
        { device: device(1), atMs: 100 },
        { device: device(2), atMs: 90 },
      ],
    };
    expect(mergeDeskBodies(morning, elsewhere).entries.u).toMatchObject(both);
    expect(mergeDeskBodies(elsewhere, morning).entries.u).toMatchObject(both);
    const again = used([[1, 120]], 2);
    expect(mergeDeskBodies(morning, body({ u: again })).entries.u).toEqual(again);
    const many = newestComputers(
      [3, 1, 2, 7, 5, 4, 6, 1].map((n, i) => ({ device: device(n), atMs: 10 * n + i })),
    );
    expect(many.map(({ atMs }) => atMs)).toEqual([73, 66, 54, 45, 30, 22]);
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
