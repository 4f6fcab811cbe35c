import { randomBytes } from 'node:crypto';
import {
  type EntryBody,
  encodedBodyBytes,
  type PupilBody,
  parseEntryBody,
  parsePupilBody,
} from '@cloison/protocol';
import type { DeliveryItem } from '@cloison/qti/delivery';
import { describe, expect, it } from 'vitest';
import { ceilingsOf, entryBodyBytes, pupilBodyBytes } from './ceilings.ts';

const MAX = Number.MAX_SAFE_INTEGER;

function textItem(id: string, maxLength: number): DeliveryItem {
  return {
    v: 1,
    id,
    title: '',
    language: 'fr',
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'string' }],
    assets: [],
    body: [
      {
        kind: 'textEntry',
        responseId: 'RESPONSE',
        classes: [],
        label: null,
        input: 'text',
        expectedLength: null,
        maxLength,
        patternMask: null,
        patternMessage: null,
        placeholder: null,
      },
    ],
  };
}

/** Text that does not compress, of the widest characters. */
function noise(length: number): string {
  return Array.from(randomBytes(length * 2), (byte, i) => String.fromCharCode(0x4e00 + byte * 60 + (i % 50)))
    .join('')
    .slice(0, length);
}

const items = Array.from({ length: 20 }, (_, i) => textItem(`item-${i}`, 200));
const hash = 'f'.repeat(64);

describe('ceilings', () => {
  it('hold the largest body of a pupil', () => {
    const body: PupilBody = parsePupilBody({
      v: 1,
      items: Object.fromEntries(
        items.map(({ id }) => [id, { responses: { RESPONSE: noise(200) }, ms: MAX, visits: MAX }]),
      ),
      position: MAX,
      elapsedMs: MAX,
      seed: MAX,
      route: Array.from({ length: 10 }, () => 'm'.repeat(100)),
      routed: 'fallback',
      manifest: hash,
      app: '\u0001'.repeat(40),
      final: false,
    });
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(pupilBodyBytes(items));
    const ceiling = ceilingsOf({
      sequences: [{ id: 'f', level: '6e', mode: 'online', items }],
      anyTestSpecific: false,
    }).f!;
    expect(encodedBodyBytes(body)).toBeLessThanOrEqual(ceiling);
  });

  it('hold the largest body of an entry, with fifty conflicts', () => {
    const edit: [number, string] = [MAX, 'f'.repeat(16)];
    const cell = () => ({ value: noise(200), edit });
    const body: EntryBody = parseEntryBody({
      v: 1,
      cells: Object.fromEntries(items.map(({ id }) => [id, cell()])),
      conflicts: Array.from({ length: 50 }, () => ({ item: items.at(-1)!.id, cell: cell() })),
      manifest: hash,
      app: '\u0001'.repeat(40),
    });
    expect(Buffer.byteLength(JSON.stringify(body))).toBeLessThanOrEqual(entryBodyBytes(items));
  });

  it('leave out a sequence whose answers an envelope can not hold', () => {
    const large = Array.from({ length: 30 }, (_, i) => textItem(`t${i}`, 1_000));
    const ceilings = ceilingsOf({
      sequences: [
        { id: 'petit', level: '6e', mode: 'online', items },
        { id: 'grand', level: '6e', mode: 'online', items: large },
      ],
      anyTestSpecific: true,
    });
    expect(Object.keys(ceilings).sort()).toEqual([
      'desk',
      'keyring',
      'participation',
      'petit',
      'report',
      'roster',
      'slips',
      'ticket',
    ]);
    for (const bytes of Object.values(ceilings)) expect(bytes % 512).toBe(0);
  });
});
