/** A script that reads a released table into R with its labels: factors in order, figures as numbers, secrecy as NA. */
import { rComment, rFactor, rName, rText } from '../codebook/r-text.ts';
import type { ReleasedTable, ReleaseRecord } from '../tables/release-record.ts';
import { codesOf, releaseColumns, STATUS_WORDS } from './release-columns.ts';

export function readingScript(release: ReleaseRecord, table: ReleasedTable, csvFile: string): string {
  const columns = releaseColumns(release, table);
  const classes = columns.map(
    ({ kind, name }) => `${rText(name)} = ${kind === 'figures' ? '"numeric"' : '"character"'}`,
  );
  const lines = [
    `# ${rComment(table.title.fr)} / ${rComment(table.title.en)}`,
    `# ${rComment(release.title.fr)}${release.period === null ? '' : `, ${rComment(release.period)}`}`,
    '# Base R, 3.5 or later. NA: valeur couverte par le secret statistique / value under statistical secrecy.',
    `cloison_folder <- if (exists("cloison_folder")) cloison_folder else "."`,
    `${rName(table.name)} <- read.csv(`,
    `  file.path(cloison_folder, ${rText(csvFile)}), encoding = "UTF-8", na.strings = "", check.names = FALSE,`,
    `  colClasses = c(${classes.join(', ')})`,
    ')',
  ];
  for (const column of columns) {
    const target = `${rName(table.name)}[[${rText(column.name)}]]`;
    if (column.kind === 'codes') {
      lines.push(...rFactor(target, codesOf(column.variable)));
    }
    if (column.kind === 'status') {
      const statuses = Object.entries(STATUS_WORDS);
      lines.push(
        `${target}[is.na(${target})] <- ""`,
        `${target} <- factor(${target}, levels = c(${statuses.map(([code]) => rText(code)).join(', ')}),`,
        `  labels = c(${statuses.map(([, { fr }]) => rText(fr)).join(', ')}))`,
      );
    }
    lines.push(`attr(${target}, "label") <- ${rText(column.label.fr)}`);
    lines.push(`attr(${target}, "label_en") <- ${rText(column.label.en)}`);
  }
  return `${lines.join('\n')}\n`;
}
