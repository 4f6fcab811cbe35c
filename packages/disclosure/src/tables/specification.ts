/** A tabulation as its author writes it (YAML or JSON), parsed once: everything after this is checked data. */
import * as v from 'valibot';
import { problemMessage, problemWords, type SpecificationCode } from './specification-words.ts';

/** A number, or its text: YAML is read with every scalar as it is written, so that the code 01 stays 01. */
const Figure = v.union([
  v.pipe(v.number(), v.finite()),
  v.pipe(v.string(), v.regex(/^-?\d+(?:\.\d+)?$/u, problemMessage('a-number')), v.transform(Number)),
]);
const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(400));
const Name = v.pipe(v.string(), v.regex(/^[\p{L}_][\p{L}\p{N}_.-]{0,63}$/u, problemMessage('a-name')));
/** A text, or a text for each language; French stands in for both. */
const Label = v.union([
  v.pipe(
    Text,
    v.transform((text) => ({ fr: text, en: text })),
  ),
  v.strictObject({ fr: Text, en: Text }),
]);
/** YAML reads 01 as a number where the author forgot the quotes, so codes must be texts. */
const Code = v.pipe(v.string(), v.minLength(1), v.maxLength(200));
const Whole = (least: number) => v.pipe(Figure, v.integer(), v.minValue(least), v.maxValue(1_000_000));
const Percent = v.pipe(Figure, v.gtValue(0), v.ltValue(1000));

const GroupsLevel = v.strictObject({
  name: Name,
  groups: v.record(
    Code,
    v.strictObject({ label: v.optional(Label), members: v.pipe(v.array(Code), v.minLength(1)) }),
  ),
});
const ColumnLevel = v.strictObject({
  /** Column of the file that gives each category's group. */
  column: Name,
  labels: v.optional(v.record(Code, Label), {}),
});

const Variable = v.strictObject({
  /** Column of the file; the variable's name if absent. */
  column: v.optional(Name),
  label: v.optional(Label),
  total: v.optional(Label, { fr: 'Ensemble', en: 'All' }),
  /** Categories in the order of the table. Without it, those of the file, sorted. */
  categories: v.optional(v.pipe(v.array(Code), v.minLength(1))),
  labels: v.optional(v.record(Code, Label), {}),
  missing: v.optional(v.picklist(['category', 'exclude']), 'category'),
  /** Each a list of levels, finest first. */
  hierarchies: v.optional(v.array(v.pipe(v.array(v.union([ColumnLevel, GroupsLevel])), v.minLength(1))), []),
  /** Draws the variable's categories as a map. */
  map: v.optional(v.picklist(['departements', 'academies'])),
});

const Table = v.strictObject({
  name: Name,
  title: v.optional(Label),
  by: v.pipe(
    v.array(
      v.union([
        v.pipe(
          Name,
          v.transform((variable) => ({ variable, from: null as string | null })),
        ),
        v.pipe(
          v.strictObject({ variable: Name, from: Name }),
          v.transform(({ variable, from }) => ({ variable, from: from as string | null })),
        ),
      ]),
    ),
    v.minLength(1),
    v.maxLength(8),
  ),
});

const Rules = v.strictObject({
  minUnits: v.optional(Whole(2)),
  minGroups: v.optional(v.strictObject({ column: Name, atLeast: Whole(2) })),
  dominance: v.optional(
    v.strictObject({ n: v.pipe(Whole(1), v.maxValue(5)), percent: v.pipe(Percent, v.ltValue(100)) }),
  ),
  pPercent: v.optional(v.strictObject({ p: Percent })),
  /** Who contributes to a sum: each person, or each group of `minGroups` as one. */
  contributors: v.optional(v.picklist(['persons', 'groups']), 'persons'),
  concentration: v.optional(
    v.strictObject({ variable: Name, share: v.pipe(Figure, v.gtValue(0.5), v.maxValue(1)) }),
  ),
  zeros: v.optional(v.picklist(['shown', 'protected']), 'shown'),
  impossible: v.optional(v.array(v.record(Name, v.array(Code))), []),
  interval: v.optional(v.picklist(['one', 'threshold']), 'one'),
  sumPercent: v.optional(v.pipe(Figure, v.minValue(0), v.maxValue(100)), 10),
});

const Method = v.variant('kind', [
  v.strictObject({
    kind: v.literal('suppression'),
    guard: v.optional(v.picklist(['sensitive', 'all']), 'sensitive'),
  }),
  v.strictObject({ kind: v.literal('rounding'), base: v.pipe(Whole(2), v.maxValue(1000)) }),
  v.strictObject({
    kind: v.literal('cell-key'),
    /** Largest change of a count. */
    deviation: v.pipe(Whole(1), v.maxValue(20)),
    variance: v.pipe(Figure, v.gtValue(0), v.maxValue(100)),
    /** Counts from 1 to this are never shown. */
    smallest: v.optional(v.pipe(Figure, v.integer(), v.minValue(0), v.maxValue(20)), 0),
    /** Column whose values give each person a fixed number; keep it secret and stable. */
    column: Name,
  }),
]);

const Document = v.strictObject({
  name: Name,
  title: v.optional(Label),
  /** What the figures describe, such as `2026` or `2026-09`. */
  period: v.optional(v.pipe(v.string(), v.regex(/^\d{4}(?:-\d{2}(?:-\d{2})?)?$/u, problemMessage('a-date')))),
  producer: v.optional(Text),
  unit: v.optional(Label, { fr: 'Élèves', en: 'Pupils' }),
  /** Texts that mean missing when the file is read. */
  missing: v.optional(v.array(v.string()), ['', 'NA']),
  variables: v.record(Name, Variable),
  /** Columns of numbers whose sums and means the tables show beside the counts. */
  sums: v.optional(
    v.array(
      v.strictObject({
        column: Name,
        label: v.optional(Label),
        decimals: v.optional(v.pipe(Figure, v.integer(), v.minValue(0), v.maxValue(6)), 2),
        /** The least and the largest that a person can have; those of the file if absent. */
        least: v.optional(Figure),
        largest: v.optional(Figure),
      }),
    ),
    [],
  ),
  /** Keeps the rows whose column has one of these codes. */
  where: v.optional(v.record(Name, v.pipe(v.array(Code), v.minLength(1))), {}),
  tables: v.pipe(v.array(Table), v.minLength(1), v.maxLength(50)),
  rules: Rules,
  method: v.optional(Method, { kind: 'suppression', guard: 'sensitive' }),
  /** Files `release.json` of earlier releases of the same persons. */
  earlier: v.optional(v.array(v.string()), []),
});

/** With the checks of names that no single place can make. */
export const TabulationSchema = v.pipe(
  Document,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const { path, message } of checkNames(dataset.value)) {
      let input: unknown = dataset.value;
      const steps = path.map((key) => {
        const step = {
          type: 'unknown' as const,
          origin: 'value' as const,
          input,
          key,
          value: undefined as unknown,
        };
        input = (input as Record<string | number, unknown> | undefined)?.[key];
        step.value = input;
        return step;
      });
      addIssue({ message, ...(steps.length > 0 ? { path: steps as never } : {}) });
    }
  }),
);

export type Tabulation = v.InferOutput<typeof Document>;
export type TabulationLabel = v.InferOutput<typeof Label>;
export type TabulationMethod = Tabulation['method'];

export interface SpecificationProblem {
  /** Way to the place in the document, such as `['tables', 0, 'by']`. */
  readonly path: readonly (string | number)[];
  /** English. */
  readonly message: string;
}

/** Gives all problems at once; positions in the file are the caller's, who holds the document. */
export function parseTabulation(
  document: unknown,
): { readonly tabulation: Tabulation } | { readonly problems: readonly SpecificationProblem[] } {
  const parsed = v.safeParse(TabulationSchema, document, { abortPipeEarly: true });
  if (parsed.success) return { tabulation: parsed.output };
  return {
    problems: parsed.issues.map((issue) => ({
      path: (issue.path ?? []).map((part) => part.key as string | number),
      message: problemWords(issue.message)?.en ?? issue.message,
    })),
  };
}

function checkNames(tabulation: Tabulation): SpecificationProblem[] {
  const problems: SpecificationProblem[] = [];
  const say = (
    path: readonly (string | number)[],
    code: SpecificationCode,
    values?: Readonly<Record<string, string>>,
  ) => problems.push({ path, message: problemMessage(code, values) });
  const { variables, tables, rules, sums } = tabulation;
  const names = new Set<string>();
  tables.forEach((table, t) => {
    if (names.has(table.name)) say(['tables', t, 'name'], 'table-twice', { table: table.name });
    names.add(table.name);
    const seen = new Set<string>();
    table.by.forEach(({ variable, from }, at) => {
      const path = ['tables', t, 'by', at];
      const known = variables[variable];
      if (known === undefined) say(path, 'variable-unknown', { variable });
      else if (from !== null && !levelNames(known).includes(from))
        say(path, 'level-unknown', { variable, level: from });
      if (seen.has(variable)) say(path, 'variable-twice', { variable });
      seen.add(variable);
    });
  });
  if (rules.concentration !== undefined && variables[rules.concentration.variable] === undefined)
    say(['rules', 'concentration', 'variable'], 'variable-unknown', {
      variable: rules.concentration.variable,
    });
  if ((rules.dominance !== undefined || rules.pPercent !== undefined) && sums.length === 0)
    say(['rules'], 'sum-needed');
  if (tabulation.method.kind !== 'suppression' && sums.length > 0) say(['sums'], 'suppression-needed');
  if (rules.contributors === 'groups' && rules.minGroups === undefined)
    say(['rules', 'contributors'], 'groups-absent');
  rules.impossible.forEach((combination, at) => {
    for (const variable of Object.keys(combination))
      if (variables[variable] === undefined)
        say(['rules', 'impossible', at, variable], 'variable-unknown', { variable });
  });
  const protecting = [rules.minUnits, rules.minGroups, rules.dominance, rules.pPercent, rules.concentration];
  if (tabulation.method.kind === 'suppression' && protecting.every((rule) => rule === undefined))
    say(['rules'], 'no-rule');
  return problems;
}

export function levelNames({
  hierarchies,
}: Pick<Tabulation['variables'][string], 'hierarchies'>): readonly string[] {
  return hierarchies.flatMap((levels) =>
    levels.map((level) => ('column' in level ? level.column : level.name)),
  );
}
