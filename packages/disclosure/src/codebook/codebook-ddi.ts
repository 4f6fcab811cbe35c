/**
 * DDI-Codebook 2.5 (ddialliance.org, namespace ddi:codebook:2_5), the form that data archives take: the study, its
 * files, and each column with its categories. Elements stand in the order of the schema.
 */
import type { DescribedColumn, DescribedFile, Words } from './described-file.ts';
import { escapeXml, xmlId } from './xml-text.ts';

export function codebookDdi(described: DescribedFile): string {
  const { title, period, producer, unit, dataKind, files, rows, protection, columns, where } = described;
  const id = xmlId(described.id.replaceAll('/', '_'));
  const titles = `<titl xml:lang="fr">${escapeXml(title.fr)}</titl>${parallel('parTitl', title)}`;
  const filter = Object.entries(where).map(([column, codes]) => `${column} = ${codes.join(', ')}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="ddi:codebook:2_5 http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd" version="2.5" ID="${id}" xml:lang="fr">
  <stdyDscr>
    <citation>
      <titlStmt>${titles}<IDNo agency="cloison">${escapeXml(described.id)}</IDNo></titlStmt>${
        producer === null ? '' : `\n      <prodStmt><producer>${escapeXml(producer)}</producer></prodStmt>`
      }
    </citation>
    <stdyInfo>
      <sumDscr>${period === null ? '' : `\n        <timePrd event="single" date="${escapeXml(period)}">${escapeXml(period)}</timePrd>`}
        <anlyUnit xml:lang="fr">${escapeXml(unit.fr)}</anlyUnit>
        <anlyUnit xml:lang="en">${escapeXml(unit.en)}</anlyUnit>${filter
          .map((text) => `\n        <universe>${escapeXml(text)}</universe>`)
          .join('')}
        <dataKind xml:lang="fr">${escapeXml(dataKind.fr)}</dataKind>
        <dataKind xml:lang="en">${escapeXml(dataKind.en)}</dataKind>
      </sumDscr>
    </stdyInfo>
    <dataAccs>${useStatements(protection)}
    </dataAccs>
  </stdyDscr>
${files
  .map(
    (file, at) => `  <fileDscr ID="F${at + 1}">
    <fileTxt>
      <fileName>${escapeXml(file)}</fileName>
      <dimensns><caseQnty>${rows}</caseQnty><varQnty>${columns.length}</varQnty></dimensns>
      <fileType charset="UTF-8">${escapeXml(file.slice(file.lastIndexOf('.') + 1))}</fileType>
    </fileTxt>
  </fileDscr>`,
  )
  .join('\n')}
  <dataDscr>
${columns
  .map(
    (
      column,
      at,
    ) => `    <var ID="V${at + 1}" name="${escapeXml(column.name)}" files="${files.map((_, file) => `F${file + 1}`).join(' ')}" intrvl="${column.type === 'code' ? 'discrete' : 'contin'}"${column.decimals === null ? '' : ` dcml="${column.decimals}"`}>
      <labl xml:lang="fr">${escapeXml(column.label.fr)}</labl>
      <labl xml:lang="en">${escapeXml(column.label.en)}</labl>${figures(column)}${note(column)}${column.codes
        .map(
          ({ code, label, rows: frequency }) => `
      <catgry>
        <catValu>${escapeXml(code)}</catValu>
        <labl xml:lang="fr">${escapeXml(label.fr)}</labl>
        <labl xml:lang="en">${escapeXml(label.en)}</labl>
        <catStat type="freq">${frequency}</catStat>
      </catgry>`,
        )
        .join('')}
      <varFormat type="${column.type === 'code' ? 'character' : 'numeric'}" schema="other"/>
    </var>`,
  )
  .join('\n')}
  </dataDscr>
</codeBook>
`;
}

function figures({ figures: of }: DescribedColumn): string {
  if (of === undefined || of === null) return '';
  const all = { mean: of.mean, vald: of.valid, invd: of.absent, min: of.min, max: of.max };
  return Object.entries(all)
    .map(([type, value]) => `\n      <sumStat type="${type}">${Number(value.toPrecision(12))}</sumStat>`)
    .join('');
}

function note({ note: words }: DescribedColumn): string {
  if (words === undefined || words === null) return '';
  return (['fr', 'en'] as const)
    .map((lang) => `\n      <txt xml:lang="${lang}">${escapeXml(words[lang])}</txt>`)
    .join('');
}

const parallel = (element: string, { fr, en }: Words) =>
  fr === en ? '' : `<${element} xml:lang="en">${escapeXml(en)}</${element}>`;

/** A statement has one declaration of confidentiality, so each language has a statement. */
const useStatements = (list: readonly Words[]) =>
  (['fr', 'en'] as const)
    .map(
      (lang) =>
        `\n      <useStmt xml:lang="${lang}"><confDec>${escapeXml(list.map((words) => words[lang]).join(' '))}</confDec></useStmt>`,
    )
    .join('');
