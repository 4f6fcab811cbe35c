/**
 * DDI-Codebook 2.5 (ddialliance.org, namespace ddi:codebook:2_5), the form that data archives take: the study, the
 * files of one table, and each of its columns with its categories. Elements stand in the order of the schema.
 */
import type { TableCodebook } from './codebook.ts';
import type { Words } from './release-columns.ts';

export function codebookDdi(codebook: TableCodebook): string {
  const { release, table, title, period, producer, unit, files, rows, protection, columns, where } = codebook;
  const id = xmlId(`${release}_${table}`);
  const titles = `<titl xml:lang="fr">${escapeXml(title.fr)}</titl>${parallel('parTitl', title)}`;
  const filter = Object.entries(where).map(([column, codes]) => `${column} = ${codes.join(', ')}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<codeBook xmlns="ddi:codebook:2_5" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="ddi:codebook:2_5 http://www.ddialliance.org/Specification/DDI-Codebook/2.5/XMLSchema/codebook.xsd" version="2.5" ID="${id}" xml:lang="fr">
  <stdyDscr>
    <citation>
      <titlStmt>${titles}<IDNo agency="cloison">${escapeXml(`${release}/${table}`)}</IDNo></titlStmt>${
        producer === null ? '' : `\n      <prodStmt><producer>${escapeXml(producer)}</producer></prodStmt>`
      }
    </citation>
    <stdyInfo>
      <sumDscr>${period === null ? '' : `\n        <timePrd event="single" date="${escapeXml(period)}">${escapeXml(period)}</timePrd>`}
        <anlyUnit xml:lang="fr">${escapeXml(unit.fr)}</anlyUnit>
        <anlyUnit xml:lang="en">${escapeXml(unit.en)}</anlyUnit>${filter
          .map((text) => `\n        <universe>${escapeXml(text)}</universe>`)
          .join('')}
        <dataKind xml:lang="fr">données agrégées</dataKind>
        <dataKind xml:lang="en">aggregate data</dataKind>
      </sumDscr>
    </stdyInfo>
    <dataAccs>
      <useStmt>${both('confDec', protection)}
      </useStmt>
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
      <labl xml:lang="en">${escapeXml(column.label.en)}</labl>${column.codes
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

const parallel = (element: string, { fr, en }: Words) =>
  fr === en ? '' : `<${element} xml:lang="en">${escapeXml(en)}</${element}>`;

const both = (element: string, list: readonly Words[]) =>
  (['fr', 'en'] as const)
    .map(
      (lang) =>
        `\n        <${element} xml:lang="${lang}">${escapeXml(list.map((words) => words[lang]).join(' '))}</${element}>`,
    )
    .join('');

/** Characters that XML 1.0 does not allow are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

function xmlId(text: string): string {
  return `cloison_${text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.-]/gu, '_')}`;
}
