import { describe, expect, it } from 'vitest';
import { type SequenceKnowledge, sequenceState } from './sequence-state.ts';

const NOW = Date.parse('2026-09-10T09:00:00Z');
const window = { opens: '2026-09-07T06:00:00Z', closes: '2026-09-25T16:00:00Z' };
const nothing: SequenceKnowledge = {
  record: 'francais~2',
  windows: { francais: window },
  nowMs: NOW,
  onPlatform: null,
  here: null,
  resumes: false,
};
const head = { version: 3, final: false };

describe('the state of a sequence', () => {
  it.each([
    ['todo when nothing is known', {}, 'todo'],
    ['begun when the platform has something', { onPlatform: head }, 'begun'],
    ['begun when this browser alone has something', { here: { ...head, acknowledged: false } }, 'begun'],
    ['begun when the ticket carries a state', { resumes: true }, 'begun'],
    // It said "begun, go on", and going on was to read that all was over, with another receipt than the one on paper.
    [
      'finished before when the ticket carries an end, of a code that was replaced',
      { resumes: 'ended' },
      'finishedBefore',
    ],
    ['begun when its record goes on all the same', { resumes: 'ended', onPlatform: head }, 'begun'],
    ['finished by a final on the platform', { onPlatform: { ...head, final: true } }, 'finished'],
    [
      'unsent by a final that only this browser has',
      { here: { version: 4, final: true, acknowledged: false } },
      'unsent',
    ],
    [
      'finished by an acknowledged final, without network',
      { windows: null, here: { version: 4, final: true, acknowledged: true } },
      'finished',
    ],
    ['opens before its window, reopening included', { nowMs: Date.parse('2026-09-01T00:00:00Z') }, 'opens'],
    ['closed after its window', { nowMs: Date.parse('2026-09-25T16:00:00Z'), onPlatform: head }, 'closed'],
    [
      'finished after its window too',
      { nowMs: Date.parse('2026-10-25T16:00:00Z'), onPlatform: { ...head, final: true } },
      'finished',
    ],
    ['todo without network and windows', { windows: null }, 'todo'],
  ] as const)('is %s', (_title, change, kind) => {
    expect(sequenceState({ ...nothing, ...change }).kind).toBe(kind);
  });
});
