/**
 * Bytes to which bodies are padded, by pattern: the worst case for what pupils and teachers write, so that no answer ever
 * fails to fit and sizes say nothing; generous and fixed for what the authority writes.
 */
import { ceilingFor, MAX_VECTOR_DEVICES, maxCeiling } from '@cloison/protocol';
import { utf8 } from '@cloison/protocol/public';
import { type DeliveryItem, worstCaseResponseBytes, worstCaseStateBytes } from '@cloison/qti/delivery';

/** Digits of the largest safe integer. */
const INTEGER_BYTES = 16;
const HASH_BYTES = 66;
/** 40 UTF-16 units of the player's version, each at most a `\u` escape. */
const APP_BYTES = 242;
/** Ten module names of a hundred symbols. */
const ROUTE_BYTES = 10 * 103;
const EDIT_BYTES = 12 + INTEGER_BYTES + 18;
const MAX_CONFLICTS = 50;
/** The version vector: each device with its count. */
const SAVES_BYTES = 11 + MAX_VECTOR_DEVICES * (20 + INTEGER_BYTES);

/** `PupilBody` of a sequence, as compact JSON, at most. */
export function pupilBodyBytes(items: readonly DeliveryItem[]): number {
  const fixed = 200 + 3 * INTEGER_BYTES + HASH_BYTES + APP_BYTES + ROUTE_BYTES + SAVES_BYTES;
  return items.reduce(
    (sum, item) =>
      sum + idBytes(item) + 50 + 2 * INTEGER_BYTES + worstCaseResponseBytes(item) + stateBytes(item),
    fixed,
  );
}

/** `EntryBody` of a sequence, as compact JSON, at most: every cell, and fifty of the longest as conflicts. */
export function entryBodyBytes(items: readonly DeliveryItem[]): number {
  const cells = items.map((item) => idBytes(item) + 40 + EDIT_BYTES + worstCaseResponseBytes(item));
  const longest = Math.max(0, ...cells) + 24;
  const fixed = 100 + HASH_BYTES + APP_BYTES + SAVES_BYTES + MAX_CONFLICTS * longest;
  return cells.reduce((sum, cell) => sum + cell, fixed);
}

/** With the name and the braces of `states`. */
function stateBytes(item: DeliveryItem): number {
  const states = worstCaseStateBytes(item);
  return states === 0 ? 0 : states + 14;
}

function idBytes(item: DeliveryItem): number {
  return utf8(JSON.stringify(item.id)).length + 2;
}

export interface CeilingSubject {
  readonly sequences: readonly {
    readonly id: string;
    readonly level: string;
    readonly mode: 'online' | 'entry';
    readonly items: readonly DeliveryItem[];
    /** What one record may hold the answers of: one of these; missing: `items`. */
    readonly parts?: readonly (readonly DeliveryItem[])[];
    /** Records of one pupil; missing: one. */
    readonly stages?: number;
  }[];
  readonly anyTestSpecific: boolean;
}

const KIB = 1_024;

/** By pattern. A sequence that is missing here can't be carried: its answers may be larger than an envelope. */
export function ceilingsOf(subject: CeilingSubject): Record<string, number> {
  const ceilings: Record<string, number> = {
    keyring: 12 * KIB,
    roster: 16 * KIB,
    slips: 16 * KIB,
    participation: 16 * KIB,
    // What a desk tells, and what it is told: a thousand pupils of a large school may be declared as not sitting.
    desk: 32 * KIB,
    report: (subject.anyTestSpecific ? 48 : 24) * KIB,
  };
  const online = subject.sequences.filter(({ mode }) => mode === 'online');
  for (const sequence of online) {
    const { id } = sequence;
    // All stages have the same size, whatever the route.
    const ceiling = ceilingFor(recordBytes(sequence));
    // A record may be named `id~2` after a reopening, and `id/2` is a stage's.
    if (ceiling <= maxCeiling(`${id}/10~99`)) ceilings[id] = ceiling;
  }
  const entry = subject.sequences.filter(({ mode }) => mode === 'entry');
  if (entry.length > 0) {
    const ceiling = ceilingFor(Math.max(...entry.map(({ items }) => entryBodyBytes(items))));
    if (ceiling <= maxCeiling('0'.repeat(16))) ceilings.entry = ceiling;
    ceilings['entry-base'] = maxCeiling('entry-base');
  }
  if (online.length > 0) ceilings.ticket = ticketCeiling(online);
  return ceilings;
}

function recordBytes({ items, parts = [items] }: CeilingSubject['sequences'][number]): number {
  return Math.max(...parts.map(pupilBodyBytes));
}

/** Names of modules, twice each: where to begin, and what to fall back to. */
const STAGES_BYTES = 300 + 60 * 40;

/** A ticket that carries the state of every sequence to resume has the size of one that carries none. */
function ticketCeiling(online: CeilingSubject['sequences']): number {
  const levels = new Set(online.map(({ level }) => level));
  const bodies = [...levels].map((level) =>
    online
      .filter((sequence) => sequence.level === level)
      .reduce((sum, sequence) => {
        const { items, stages = 1 } = sequence;
        const staged = stages > 1 ? STAGES_BYTES : 0;
        return sum + 300 + items.length * 40 + staged + stages * recordBytes(sequence);
      }, 0),
  );
  return Math.min(ceilingFor(1_500 + Math.max(...bodies)), maxCeiling('ticket'));
}
