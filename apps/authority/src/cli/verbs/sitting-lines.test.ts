import { expect, it } from 'vitest';
import type { SittingHistory } from '../../records/sitting-history.ts';
import { sittingLine, sittingLines } from './sitting-lines.ts';

it('are in the language of the command, codes of the program included', () => {
  // In French it said “code assigned (lost)”, “notBegun” and “! maths: over-limit”.
  const at = '2026-09-08T08:00:00Z';
  const history: SittingHistory = {
    codes: [
      { state: 'assigned', reason: null, published: false, records: [] },
      {
        state: 'revoked',
        reason: 'misused',
        published: true,
        records: [
          { name: 'maths', version: 3, final: true, at, beside: null },
          { name: 'maths', version: 2, final: false, at, beside: 'late' },
        ],
      },
    ],
    sittings: [
      { sequence: 'maths', state: 'complete', answered: 4, expected: 5, receipt: 'ABC123' },
      { sequence: 'francais', state: 'notBegun', answered: 0, expected: 5, receipt: null },
    ],
    observations: [{ sequence: 'maths', code: 'late-accepted' }],
  };
  const day = /^ {2}8 septembre 2026 .* {2}maths {2}/;
  const french = sittingLines(history, 'fr');
  expect(french.map((line) => line.replace(day, '… '))).toEqual([
    'code en vigueur, pas encore publié',
    'code remplacé (utilisé par un autre)',
    '… v3, fin',
    '… v2, gardé à côté : en retard',
    'maths : terminé, 4 sur 5, reçu ABC123',
    'francais : pas commencé, 0 sur 5',
    '! maths : reçu après la fermeture, compté',
  ]);
  expect(sittingLines(history, 'en').filter((line) => !line.startsWith('  '))).toEqual([
    'code in force, not published yet',
    'replaced code (used by another)',
    'maths: complete, 4 of 5, receipt ABC123',
    'francais: not begun, 0 of 5',
    '! maths: received after the window, counted',
  ]);
});

it('has what a request adds at its end', () => {
  // `requests show` said “maths: begun, 2/5, +10 min” in French.
  const sitting = { sequence: 'maths', state: 'begun', answered: 2, expected: 5, receipt: null } as const;
  expect(sittingLine(sitting, 'fr', ['+10 min'])).toBe('maths : commencé, 2 sur 5, +10 min');
});
