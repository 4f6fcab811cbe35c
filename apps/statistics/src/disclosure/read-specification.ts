/** The specification of a release, `cloison-disclosure/1`, from YAML. Its format is in `packages/disclosure/README.md`. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Lang } from '@cloison/command';
import {
  DATE_LEVELS,
  type FileLabels,
  LOSS_MEASURES,
  METHODS,
  SENSITIVE_VALUES,
  type Specification,
} from '@cloison/disclosure';
import { parse } from 'csv-parse/sync';
import * as v from 'valibot';
import { refuseDisclosure } from './refusals.ts';
import { readYaml, type YamlProblem } from './yaml-text.ts';

export interface SpecificationFile {
  readonly specification: Specification;
  /** Texts that mean missing when the file is read. */
  readonly missing: readonly string[];
  /** What stands for hidden and missing values in what is written. */
  readonly hiddenAs: string;
  /** A roster of the population, for k-map and the journalist's risk. */
  readonly population: string | null;
  readonly title: string | null;
  /** Words of the codebook. */
  readonly labels: FileLabels;
}

const number = v.pipe(
  v.string(),
  v.transform((text) => (/^-?\d+(?:\.\d+)?(?:e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN)),
  v.number(),
  v.finite(),
);
const whole = v.pipe(number, v.safeInteger());
const share = v.pipe(number, v.minValue(0), v.maxValue(1));
const positive = v.pipe(number, v.gtValue(0));
const yesNo = v.pipe(
  v.picklist(['true', 'false']),
  v.transform((text) => text === 'true'),
);
const names = v.pipe(v.array(v.string()), v.minLength(1));
const groups = v.record(v.string(), names);
const any = v.exactOptional(yesNo);

const recode = v.variant('kind', [
  v.strictObject({ kind: v.literal('date'), level: v.picklist(DATE_LEVELS) }),
  v.strictObject({ kind: v.literal('groups'), groups, others: v.exactOptional(v.string()) }),
  v.strictObject({ kind: v.literal('round'), base: positive }),
  v.strictObject({
    kind: v.picklist(['top', 'bottom']),
    threshold: v.exactOptional(number),
    share: v.exactOptional(share),
    by: v.exactOptional(v.picklist(['threshold', 'mean'])),
  }),
]);
const recodes = v.exactOptional(v.array(recode));

const hierarchy = v.variant('kind', [
  v.strictObject({
    kind: v.literal('date'),
    levels: v.pipe(v.array(v.picklist(DATE_LEVELS)), v.minLength(1)),
    any,
  }),
  v.strictObject({
    kind: v.literal('intervals'),
    widths: v.pipe(v.array(positive), v.minLength(1)),
    origin: v.exactOptional(number),
    any,
  }),
  v.strictObject({
    kind: v.literal('prefix'),
    lengths: v.pipe(v.array(v.pipe(whole, v.minValue(0))), v.minLength(1)),
    any,
  }),
  v.strictObject({
    kind: v.literal('groups'),
    levels: v.pipe(
      v.array(v.strictObject({ name: v.string(), groups, others: v.exactOptional(v.string()) })),
      v.minLength(1),
    ),
    any,
  }),
  v.strictObject({ kind: v.literal('departement'), any }),
  /** CSV with a header: the value, then what it becomes at each level. */
  v.strictObject({ kind: v.literal('file'), path: v.string(), any }),
]);

const criterion = v.variant('kind', [
  v.strictObject({ kind: v.literal('distinct'), l: v.pipe(whole, v.minValue(1)) }),
  v.strictObject({ kind: v.literal('entropy'), l: v.pipe(number, v.minValue(1)) }),
  v.strictObject({ kind: v.literal('recursive'), l: v.pipe(whole, v.minValue(2)), c: positive }),
  v.strictObject({
    kind: v.literal('closeness'),
    t: v.pipe(share, v.gtValue(0)),
    order: v.exactOptional(names),
  }),
]);

/** One text for both languages, or one for each. */
const words = v.union([
  v.pipe(
    v.string(),
    v.transform((text) => ({ fr: text, en: text })),
  ),
  v.strictObject({ fr: v.string(), en: v.string() }),
]);
const labelled = { label: v.exactOptional(words), labels: v.exactOptional(v.record(v.string(), words)) };

const variable = v.union([
  v.pipe(
    v.picklist(['identifier', 'quasi-identifier', 'sensitive', 'other']),
    v.transform((role) => ({ role })),
  ),
  v.variant('role', [
    v.strictObject({ role: v.literal('identifier') }),
    v.strictObject({
      ...labelled,
      role: v.literal('quasi-identifier'),
      recode: recodes,
      hierarchy: v.exactOptional(hierarchy),
      levels: v.exactOptional(
        v.strictObject({
          from: v.exactOptional(v.pipe(whole, v.minValue(0))),
          to: v.exactOptional(v.pipe(whole, v.minValue(0))),
        }),
      ),
      importance: v.exactOptional(positive),
    }),
    v.strictObject({
      ...labelled,
      role: v.literal('sensitive'),
      recode: recodes,
      criteria: v.exactOptional(v.array(criterion)),
    }),
    v.strictObject({
      ...labelled,
      role: v.literal('other'),
      recode: recodes,
      use: v.exactOptional(v.picklist(['release', 'weight', 'drop'])),
    }),
  ]),
]);

const perturbation = v.variant('kind', [
  v.strictObject({
    kind: v.literal('pram'),
    variables: names,
    keep: v.pipe(share, v.ltValue(1)),
    within: v.exactOptional(names),
  }),
  v.strictObject({
    kind: v.literal('noise'),
    variables: names,
    share: positive,
    how: v.exactOptional(v.picklist(['independent', 'correlated', 'preserving'])),
  }),
  v.strictObject({
    kind: v.literal('microaggregate'),
    variables: names,
    k: v.pipe(whole, v.minValue(2)),
    method: v.exactOptional(v.picklist(['univariate', 'mdav', 'component'])),
  }),
]);

const file = v.strictObject({
  format: v.literal('cloison-disclosure/1'),
  title: v.exactOptional(v.string()),
  unit: v.exactOptional(words),
  period: v.exactOptional(v.string()),
  producer: v.exactOptional(v.string()),
  missing: v.exactOptional(v.array(v.string())),
  hiddenAs: v.exactOptional(v.string()),
  population: v.exactOptional(v.string()),
  variables: v.record(v.string(), variable),
  perturb: v.exactOptional(v.array(perturbation)),
  protection: v.strictObject({
    method: v.picklist(METHODS),
    k: v.pipe(whole, v.minValue(1)),
    kMap: v.exactOptional(v.pipe(whole, v.minValue(1))),
    missing: v.exactOptional(v.picklist(['category', 'matching'])),
    sensitiveValues: v.exactOptional(v.picklist(SENSITIVE_VALUES)),
    measure: v.exactOptional(v.picklist(LOSS_MEASURES)),
    maxFailing: v.exactOptional(share),
    order: v.exactOptional(v.picklist(['shuffled', 'kept'])),
  }),
  responses: v.exactOptional(
    v.strictObject({
      variables: names,
      release: v.picklist(['items', 'none']),
      acceptUnique: share,
      with: v.exactOptional(names),
    }),
  ),
});

/** Throws `specification-bad` with every fault, its line and column, and `hierarchy-bad`. */
export function readSpecification(path: string, lang: Lang): SpecificationFile {
  const read = readYaml(readFileSync(path, 'utf8'), file);
  if (!read.ok) throw refuse(path, read.problems, lang);
  const {
    title,
    unit = { fr: 'Élèves', en: 'Pupils' },
    period,
    producer,
    missing = ['', 'NA'],
    hiddenAs = '',
    population,
    variables,
    perturb,
    protection,
    responses,
  } = read.value;
  const beside = (name: string) => resolve(dirname(path), name);
  return {
    specification: {
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, rule]) => {
          if (!('hierarchy' in rule) || rule.hierarchy.kind !== 'file') return [name, rule];
          const { path: from, any: toAny } = rule.hierarchy;
          const table = readHierarchy(beside(from));
          return [
            name,
            {
              ...rule,
              hierarchy: { kind: 'rows', ...table, ...(toAny === undefined ? {} : { any: toAny }) },
            },
          ];
        }),
      ) as Specification['variables'],
      perturb: perturb ?? [],
      protection,
      responses:
        responses === undefined
          ? null
          : { ...responses, variables: expand(responses.variables, Object.keys(variables)) },
    },
    missing,
    hiddenAs,
    population: population === undefined ? null : beside(population),
    title: title ?? null,
    labels: {
      title: title ?? null,
      unit,
      period: period ?? null,
      producer: producer ?? null,
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, rule]) => [
          name,
          {
            ...('label' in rule ? { label: rule.label } : {}),
            ...('labels' in rule ? { labels: rule.labels } : {}),
          },
        ]),
      ),
    },
  };
}

/** `I1:I20`: from a variable to another, in the order in which the specification declares them. */
function expand(ranges: readonly string[], declared: readonly string[]): readonly string[] {
  return ranges.flatMap((range) => {
    const [from, to] = range.split(':');
    const first = declared.indexOf(from!);
    const last = to === undefined ? first : declared.indexOf(to);
    return to === undefined || first < 0 || last < first ? [range] : declared.slice(first, last + 1);
  });
}

function readHierarchy(path: string): {
  readonly names: readonly string[];
  readonly rows: readonly (readonly string[])[];
} {
  if (!existsSync(path))
    throw refuseDisclosure('hierarchy-bad', { path, fr: 'fichier introuvable', en: 'no such file' });
  try {
    const text = readFileSync(path, 'utf8');
    const rows: string[][] = parse(text, {
      bom: true,
      trim: true,
      skip_empty_lines: true,
      delimiter: [',', ';', '\t'],
    });
    const [header, ...rest] = rows;
    return { names: header ?? [], rows: rest };
  } catch (error) {
    // The library's own words would show a cell.
    const { code, lines } = error as { code?: unknown; lines?: unknown };
    const uneven = code === 'CSV_RECORD_INCONSISTENT_FIELDS_LENGTH';
    throw refuseDisclosure('hierarchy-bad', {
      path,
      fr: `ligne ${String(lines)} : ${uneven ? 'pas autant de cellules que la première ligne' : 'guillemet mal placé'}`,
      en: `line ${String(lines)}: ${uneven ? 'not as many cells as the first line' : 'a quote out of place'}`,
    });
  }
}

function refuse(path: string, problems: readonly YamlProblem[], lang: Lang) {
  const said = lang === 'fr' ? { line: 'ligne', column: 'colonne' } : { line: 'line', column: 'column' };
  const list = problems
    .slice(0, 20)
    .map(
      (one) =>
        `  ${said.line} ${one.line}, ${said.column} ${one.column}${one.key === '' ? '' : ` (${one.key})`}: ${one[lang]}`,
    );
  if (problems.length > 20) list.push('  …');
  return refuseDisclosure(
    'specification-bad',
    { path, count: problems.length, list: list.join('\n') },
    { problems: problems.map(({ line, column, key, en }) => ({ line, column, key, problem: en })) },
  );
}
