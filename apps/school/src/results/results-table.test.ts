import { describe, expect, it } from 'vitest';
import type { ClassResults } from './class-results.ts';
import { csv, resultsTable } from './results-table.ts';

const WORDS = {
  orderNumber: 'N° d’ordre',
  lastName: 'Nom',
  firstName: 'Prénom',
  group: 'groupe',
  groups: { needs: 'À besoins', fragile: 'Fragile', satisfactory: 'Satisfaisant' },
  missing: { absent: 'Absent', unfinished: 'Commencé', notBegun: 'Pas commencé', notYet: 'Terminé' },
  domain: ({ fr }: { fr: string }) => fr,
};

describe('The table of a class', () => {
  it('opens in French settings: semicolons, decimal commas, a mark of UTF-8, a line for each pupil', () => {
    const results = {
      domains: [{ title: { fr: 'Lettres', en: 'Letters' }, maxScore: 8 }],
      rows: [
        {
          pupil: { orderNumber: '4101237', lastName: 'Abadie', firstName: 'Inès' },
          cells: [{ kind: 'result', score: 5.5, group: 'fragile' }],
        },
        {
          pupil: { orderNumber: '4102474', lastName: 'Benali', firstName: 'Elias' },
          cells: [{ kind: 'missing', why: 'absent' }],
        },
      ],
    } as unknown as ClassResults;
    expect(resultsTable(results, WORDS)).toBe(
      '\ufeffN° d’ordre;Nom;Prénom;Lettres (/ 8);Lettres, groupe\r\n' +
        '4101237;Abadie;Inès;5,5;Fragile\r\n4102474;Benali;Elias;;Absent\r\n',
    );
  });

  it('has no cell that a spreadsheet would calculate', () => {
    const cells = ['=1+1', '+33', '-2', '@SUM(A1)', '\tx', 'a;b', 'say "no" twice'];
    expect(csv([cells])).toBe(`\ufeff'=1+1;'+33;'-2;'@SUM(A1);'\tx;"a;b";"say ""no"" twice"\r\n`);
  });

  it('has none either where a program begins a cell within a name', () => {
    expect(csv([['Ida;=1+1', 'a\n@SUM(A1)', 'b,-2']])).toBe(`\ufeff"Ida;'=1+1";"a\n'@SUM(A1)";b,'-2\r\n`);
  });
});
