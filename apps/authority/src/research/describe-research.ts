/** The description of a research file for data archives and R: DDI-Codebook, and a script that reads the CSV with its labels. */
import {
  codebookDdi,
  type DescribedColumn,
  type DescribedFile,
  fileReadingScript,
} from '@cloison/disclosure';
import type { Localised } from '@cloison/protocol';
import {
  type Codebook,
  type CodebookFile,
  type CodebookVariable,
  MISSING,
  OTHER_VALUES,
} from './codebook.ts';

export interface ResearchDescription {
  readonly name: string;
  readonly content: string;
}

/** The DDI file and the script of each file of the codebook. */
export function researchDescriptions(codebook: Codebook): readonly ResearchDescription[] {
  return codebook.files.flatMap((file) => {
    const described = describedFile(codebook, file);
    const name = file.csv.replace(/\.csv$/u, '');
    return [
      { name: `${name}.ddi.xml`, content: codebookDdi(described) },
      { name: `${name}.R`, content: fileReadingScript({ ...described, id: name }, file.csv, ',', '') },
    ];
  });
}

function describedFile(
  { campaign, title, year, anonymisation }: Codebook,
  { level, csv, parquet, rows, variables }: CodebookFile,
): DescribedFile {
  const { k } = anonymisation;
  return {
    id: `${campaign}/${level}`,
    title: { fr: `${title.fr} (${level})`, en: `${title.en} (${level})` },
    period: String(year),
    producer: null,
    unit: { fr: 'élève', en: 'pupil' },
    dataKind: { fr: 'données individuelles anonymisées', en: 'anonymised microdata' },
    files: [csv, ...parquet.split(', ')],
    rows,
    where: {},
    protection: [
      {
        fr: `Chaque combinaison de niveau et de contexte est partagée par au moins ${k} élèves. Réponses et secondes peuvent désigner un élève : codebook.html donne le risque mesuré.`,
        en: `Each combination of level and background is shared by at least ${k} pupils. Answers and seconds may tell a pupil: codebook.html has the measured risk.`,
      },
    ],
    columns: variables.map(describedColumn),
  };
}

function describedColumn({ name, type, label, values, counts }: CodebookVariable): DescribedColumn {
  const isNumber = type !== 'STRING';
  // Texts of pupils are counted together: such a column is no factor.
  const isCoded = !isNumber && !Object.hasOwn(counts, OTHER_VALUES);
  return {
    name,
    label,
    type: isNumber ? 'number' : 'code',
    decimals: null,
    codes: !isCoded
      ? []
      : Object.entries(counts).map(([code, rows]) => ({ code, label: labelOf(values, code), rows })),
  };
}

function labelOf(values: Readonly<Record<string, Localised>>, code: string): Localised {
  if (Object.hasOwn(values, code)) return values[code]!;
  return Object.hasOwn(MISSING, code) ? MISSING[code as keyof typeof MISSING] : { fr: code, en: code };
}
