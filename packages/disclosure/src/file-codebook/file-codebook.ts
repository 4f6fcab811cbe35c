/** What an anonymised file of persons holds: each column with its labels, counts and what was done to it. */
import type { DescribedColumn, DescribedFile, Words } from '../codebook/described-file.ts';
import type { Column } from '../microdata/microdata.ts';
import type { Release, VariableReport } from '../release/anonymise.ts';
import type { Role, Specification } from '../release/specification.ts';

/** What a specification says in words; whatever is missing is called by its name. */
export interface FileLabels {
  readonly title: string | null;
  readonly unit: Words;
  readonly period: string | null;
  readonly producer: string | null;
  readonly variables: Readonly<
    Record<string, { readonly label?: Words; readonly labels?: Readonly<Record<string, Words>> }>
  >;
}

export interface FileCodebook extends DescribedFile {
  readonly format: 'cloison-file-codebook/1';
  readonly columns: readonly FileColumn[];
}

export interface FileColumn extends DescribedColumn {
  readonly role: Role;
  /** Rows without a value: hidden for secrecy, or missing from the beginning. Nothing tells which. */
  readonly absent: number;
}

/** `name` is the file's, without its ending; `files` are its forms. */
export function fileCodebook(
  release: Release,
  specification: Specification,
  labels: FileLabels,
  name: string,
  files: readonly string[],
): FileCodebook {
  const { report } = release;
  const title = labels.title ?? name;
  return {
    format: 'cloison-file-codebook/1',
    id: name,
    title: { fr: title, en: title },
    period: labels.period,
    producer: labels.producer,
    unit: labels.unit,
    dataKind: { fr: 'données individuelles anonymisées', en: 'anonymised microdata' },
    files,
    rows: report.rowsReleased,
    where: {},
    protection: protectionOf(release, specification),
    columns: release.columns.map((column): FileColumn => {
      const variable = report.variables.find((one) => one.name === column.name)!;
      const said = Object.hasOwn(labels.variables, column.name) ? labels.variables[column.name]! : {};
      return {
        name: column.name,
        label: said.label ?? { fr: column.name, en: column.name },
        role: variable.role,
        note: noteOf(release, specification, variable),
        ...valuesOf(column, said.labels ?? {}),
      };
    }),
  };
}

function valuesOf(
  column: Column,
  labels: Readonly<Record<string, Words>>,
): Pick<FileColumn, 'type' | 'decimals' | 'figures' | 'codes' | 'absent'> {
  if (column.kind === 'numeric') {
    let [valid, sum, min, max] = [0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const value of column.values) {
      if (Number.isNaN(value)) continue;
      valid++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    const absent = column.values.length - valid;
    const figures = valid === 0 ? null : { valid, absent, min, max, mean: sum / valid };
    return { type: 'number', decimals: null, figures, codes: [], absent };
  }
  const labelOf = (code: string) => (Object.hasOwn(labels, code) ? labels[code]! : { fr: code, en: code });
  const rows = new Uint32Array(column.labels.length);
  let absent = 0;
  for (const code of column.codes) {
    if (code < 0) absent++;
    else rows[code] = rows[code]! + 1;
  }
  const codes = column.labels
    .map((code, at) => ({ code, label: labelOf(code), rows: rows[at]! }))
    .filter((one) => one.rows > 0)
    .sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  return { type: 'code', decimals: null, figures: null, codes, absent };
}

function noteOf({ report }: Release, { variables, perturb = [] }: Specification, variable: VariableReport) {
  const { name, levelName, level } = variable;
  const fr: string[] = [];
  const en: string[] = [];
  if (level !== null && level > 0) {
    fr.push(`Regroupé : ${levelName}.`);
    en.push(`Grouped: ${levelName}.`);
  }
  const rule = variables[name];
  if (rule !== undefined && 'recode' in rule && (rule.recode ?? []).length > 0) {
    fr.push('Recodé avant toute protection.');
    en.push('Recoded before any protection.');
  }
  const changed = perturb.filter((one) => one.variables.includes(name)).map(({ kind }) => PERTURBED[kind]);
  fr.push(...changed.map((words) => words.fr));
  en.push(...changed.map((words) => words.en));
  const hidden = report.suppression?.byVariable.find((one) => one.name === name)?.cells ?? 0;
  if (hidden > 0) {
    fr.push(`${hidden.toLocaleString('fr')} valeurs masquées.`);
    en.push(`${hidden.toLocaleString('en')} values hidden.`);
  }
  return fr.length === 0 ? null : { fr: fr.join(' '), en: en.join(' ') };
}

const PERTURBED = {
  pram: {
    fr: 'Valeurs échangées au hasard selon une matrice (PRAM).',
    en: 'Values exchanged at random by a matrix (PRAM).',
  },
  noise: { fr: 'Bruit ajouté.', en: 'Noise added.' },
  microaggregate: { fr: 'Moyennes de petits groupes.', en: 'Means of small groups.' },
} as const satisfies Record<NonNullable<Specification['perturb']>[number]['kind'], Words>;

function protectionOf({ report }: Release, { protection, responses }: Specification): readonly Words[] {
  const { k, method } = protection;
  const said: Words[] = [
    report.missing === 'category'
      ? {
          fr: `Chaque ligne ressemble, par ses quasi-identifiants, à ${k - 1} autres au moins ; une valeur masquée compte comme une valeur à part.`,
          en: `Each row looks, by its quasi-identifiers, like at least ${k - 1} others; a hidden value counts as one of its own.`,
        }
      : {
          fr: `Chaque ligne peut être, par ses quasi-identifiants, celle de ${k} personnes au moins si une valeur masquée peut être n’importe laquelle.`,
          en: `Each row may be, by its quasi-identifiers, that of at least ${k} persons if a hidden value may be any.`,
        },
  ];
  const dropped = report.rowsRead - report.rowsReleased;
  if (dropped > 0)
    said.push({
      fr: `${dropped.toLocaleString('fr')} lignes ne sont pas diffusées.`,
      en: `${dropped.toLocaleString('en')} rows are not released.`,
    });
  if (method !== 'recode')
    said.push({
      fr: 'Une case vide est masquée ou manquait dès l’origine ; rien ne dit lequel.',
      en: 'An empty cell is hidden, or was missing from the beginning; nothing tells which.',
    });
  if ((protection.order ?? 'shuffled') === 'shuffled')
    said.push({ fr: 'Les lignes sont mélangées.', en: 'Rows are shuffled.' });
  const { together } = report.uniques;
  if (together > 0)
    said.push({
      fr: `${together.toLocaleString('fr')} lignes ne ressemblent à aucune autre si toutes les variables sont prises ensemble.`,
      en: `${together.toLocaleString('en')} rows are like no other when all variables are taken together.`,
    });
  if (responses?.release === 'none')
    said.push({
      fr: 'Les réponses à chaque item ne sont pas diffusées.',
      en: 'Answers to each item are not released.',
    });
  return said;
}
