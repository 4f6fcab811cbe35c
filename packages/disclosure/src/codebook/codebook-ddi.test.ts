import { describe, expect, it } from 'vitest';
import { codebookDdi } from './codebook-ddi.ts';
import type { DescribedFile } from './described-file.ts';

const both = (text: string) => ({ fr: `${text} (fr)`, en: `${text} (en)` });

describe('a codebook in DDI-Codebook 2.5', () => {
  // The schema's sequence has confDec once: with one in each language, xmllint refused the file.
  it('declares confidentiality once in each statement of use, of one language each', () => {
    const described: DescribedFile = {
      id: 'a/b',
      title: both('Title'),
      period: null,
      producer: null,
      unit: both('Pupils'),
      dataKind: both('survey'),
      files: ['a.csv'],
      rows: 3,
      protection: [both('k = 5'), both('no record dropped')],
      columns: [],
      where: {},
    };
    const statements = codebookDdi(described).match(/<useStmt[\s\S]*?<\/useStmt>/g) ?? [];
    expect(statements).toEqual([
      '<useStmt xml:lang="fr"><confDec>k = 5 (fr) no record dropped (fr)</confDec></useStmt>',
      '<useStmt xml:lang="en"><confDec>k = 5 (en) no record dropped (en)</confDec></useStmt>',
    ]);
  });
});
