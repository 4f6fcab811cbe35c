import { expect, it } from 'vitest';
import { fr } from '../words/words.ts';
import { schoolRows } from './area-progress.ts';
import { schoolsTable } from './area-tables.ts';

it('a table of schools has no cell that a spreadsheet would run, and no number for what is hidden', () => {
  const rows = schoolRows(
    [
      {
        ...{ uai: '0750001A', name: '=HYPERLINK("http://x")', town: '@Paris;"Est"' },
        levels: [
          {
            level: 'cp',
            expected: 25,
            sequences: {
              s: {
                ...{ state: 'underWay', done: null, left: null, few: 'left' },
                ...{ complete: null, absent: null, begun: null, notBegun: null },
              },
            },
          },
        ],
      },
    ],
    'cp',
    's',
    5,
  );
  const [, line] = schoolsTable(rows, fr).split('\r\n');
  expect(line).toBe(`0750001A;"'=HYPERLINK(""http://x"")";"'@Paris;""Est""";En cours;25;21 à 24;1 à 4;;;;`);
});
