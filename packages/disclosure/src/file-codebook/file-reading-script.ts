/** A script that reads an anonymised CSV file into R with its labels: factors by code, numbers, hidden values as NA. */
import type { DescribedFile } from '../codebook/described-file.ts';
import { rComment, rFactor, rName, rText } from '../codebook/r-text.ts';

/** `hiddenAs` stands for hidden and missing values in the file. */
export function fileReadingScript(
  { id, title, columns }: DescribedFile,
  csvFile: string,
  delimiter: string,
  hiddenAs: string,
): string {
  const data = rName(id);
  const classes = columns.map(
    ({ name, type }) => `${rText(name)} = ${type === 'number' ? '"numeric"' : '"character"'}`,
  );
  const lines = [
    `# ${rComment(title.fr)}`,
    '# Base R, 3.5 or later. NA: valeur masquée ou manquante / value hidden or missing.',
    `cloison_folder <- if (exists("cloison_folder")) cloison_folder else "."`,
    `${data} <- read.csv(`,
    `  file.path(cloison_folder, ${rText(csvFile)}), encoding = "UTF-8", sep = ${rText(delimiter)}, na.strings = ${rText(hiddenAs)}, check.names = FALSE,`,
    `  colClasses = c(${classes.join(', ')})`,
    ')',
  ];
  for (const { name, label, type, codes } of columns) {
    const target = `${data}[[${rText(name)}]]`;
    if (type === 'code' && codes.length > 0) lines.push(...rFactor(target, codes));
    lines.push(
      `attr(${target}, "label") <- ${rText(label.fr)}`,
      `attr(${target}, "label_en") <- ${rText(label.en)}`,
    );
  }
  return `${lines.join('\n')}\n`;
}
