/** A script that reads a released table into R with its labels: factors in order, figures as numbers, secrecy as NA. */
import type { ReleasedTable, ReleaseRecord } from '../tables/release-record.ts';
import { codesOf, releaseColumns, STATUS_WORDS } from './release-columns.ts';

export function readingScript(release: ReleaseRecord, table: ReleasedTable, csvFile: string): string {
  const columns = releaseColumns(release, table);
  const classes = columns.map(
    ({ kind, name }) => `${rText(name)} = ${kind === 'figures' ? '"numeric"' : '"character"'}`,
  );
  const lines = [
    `# ${comment(table.title.fr)} / ${comment(table.title.en)}`,
    `# ${comment(release.title.fr)}${release.period === null ? '' : `, ${comment(release.period)}`}`,
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
      const codes = codesOf(column.variable);
      const labels = uniqueLabels(codes.map(({ code, label }) => ({ code, label: label.fr })));
      lines.push(
        `${target} <- factor(${target},`,
        `  levels = c(${codes.map(({ code }) => rText(code)).join(', ')}),`,
        `  labels = c(${labels.map(rText).join(', ')}))`,
      );
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

/** R needs labels that differ: those that do not get their code. */
function uniqueLabels(
  codes: readonly { readonly code: string; readonly label: string }[],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { label } of codes) counts.set(label, (counts.get(label) ?? 0) + 1);
  return codes.map(({ code, label }) => (counts.get(label)! > 1 ? `${label} (${code})` : label));
}

/** A text of R, in ASCII whatever the locale that reads the script. */
function rText(text: string): string {
  const escaped = [...text]
    .map((character) => {
      const point = character.codePointAt(0)!;
      if (character === '"' || character === '\\') return `\\${character}`;
      if (point >= 32 && point < 127) return character;
      return `\\U${point.toString(16).padStart(8, '0')}`;
    })
    .join('');
  return `"${escaped}"`;
}

function rName(name: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^A-Za-z0-9_.]/gu, '_');
  return /^[A-Za-z]/u.test(plain) ? plain : `t_${plain}`;
}

const comment = (text: string) => text.replace(/[\r\n]+/gu, ' ');
