/** What a specification makes of a file before anything is protected: roles, recoded and perturbed columns, criteria, weights, answers. */
import type { Criteria, SensitiveCriterion } from '../criteria/criteria.ts';
import { DisclosureError } from '../errors.ts';
import { alignLabels } from '../microdata/align-labels.ts';
import type {
  CategoricalColumn,
  Column,
  Microdata,
  NumericColumn,
  UniformAt,
} from '../microdata/microdata.ts';
import { type ResponseRisk, responseRisk } from '../risk/response-risk.ts';
import { hierarchyOf } from './hierarchy-of.ts';
import { type PerturbationReport, perturbColumns } from './perturb-columns.ts';
import type { ProtectedVariable } from './protect.ts';
import { asCategories, asNumbers, recodeColumn } from './recode-values.ts';
import type { Role, Specification, VariableRule } from './specification.ts';

export type MeasuredResponses = ResponseRisk & { readonly released: boolean; readonly acceptUnique: number };

/** Throws `variable-undeclared` with all of them, `column-unknown` with those that the file lacks; identifiers need not be read at all. */
export function requireDeclared(data: Microdata, specification: Specification): void {
  const names = data.columns.map(({ name }) => name);
  const undeclared = names.filter((name) => !Object.hasOwn(specification.variables, name));
  if (undeclared.length > 0) throw new DisclosureError('variable-undeclared', { variables: undeclared });
  const absent = Object.entries(specification.variables)
    .filter(([name, { role }]) => role !== 'identifier' && !names.includes(name))
    .map(([name]) => name);
  if (absent.length > 0) throw new DisclosureError('column-unknown', { variables: absent });
}

export interface PreparedQuasi extends ProtectedVariable {
  readonly name: string;
  /** What an attacker knows: recoded only. */
  readonly known: CategoricalColumn;
  /** What is to leave: perturbed too. */
  readonly base: CategoricalColumn;
}

export interface Prepared {
  readonly quasi: readonly PreparedQuasi[];
  readonly sensitive: readonly CategoricalColumn[];
  readonly sensitiveAsRead: readonly CategoricalColumn[];
  readonly criteria: Criteria;
  readonly weights: Float64Array | null;
  readonly roster: { readonly rows: number; readonly quasi: readonly CategoricalColumn[] } | null;
  /** Recoded and perturbed. */
  readonly columns: ReadonlyMap<string, Column>;
  readonly perturbations: readonly PerturbationReport[];
  numbersAsRead(name: string): NumericColumn;
}

/** Throws what the rules throw. */
export function prepare(
  data: Microdata,
  specification: Specification,
  uniformAt: UniformAt,
  population: Microdata | null,
): Prepared {
  const { variables, protection, perturb = [] } = specification;
  const recoded = recodeAll(data, specification);
  const { columns, reports } = perturbColumns(recoded, perturb, uniformAt);
  const named = (role: Role) => data.columns.filter(({ name }) => variables[name]!.role === role);
  const populated = population === null ? null : recodeAll(population, specification);
  const quasi = named('quasi-identifier').map(
    ({ name }): PreparedQuasi & { person: CategoricalColumn | null } => {
      const rule = variables[name] as Extract<VariableRule, { role: 'quasi-identifier' }>;
      const persons = populated?.get(name);
      if (populated !== null && persons === undefined)
        throw new DisclosureError('column-unknown', { variable: name, file: 'population' });
      const [base, known, person] = alignLabels([
        asCategories(columns.get(name)!),
        asCategories(recoded.get(name)!),
        ...(persons === undefined ? [] : [asCategories(persons)]),
      ]);
      const hierarchy = hierarchyOf(known!, rule.hierarchy);
      const from = rule.levels?.from ?? 0;
      const to = rule.levels?.to ?? hierarchy.levels.length - 1;
      if (
        !(
          Number.isInteger(from) &&
          Number.isInteger(to) &&
          0 <= from &&
          from <= to &&
          to < hierarchy.levels.length
        )
      )
        throw new DisclosureError('rule-invalid', {
          variable: name,
          rule: 'levels',
          last: hierarchy.levels.length - 1,
        });
      return {
        name,
        known: known!,
        base: base!,
        person: person ?? null,
        hierarchy,
        from,
        to,
        importance: rule.importance ?? 1,
      };
    },
  );
  if (quasi.length === 0) throw new DisclosureError('no-quasi-identifier');
  const sensitiveNames = named('sensitive').map(({ name }) => name);
  const pairs = sensitiveNames.map((name) =>
    alignLabels([asCategories(columns.get(name)!), asCategories(recoded.get(name)!)]),
  );
  const weightNames = named('other').filter(({ name }) => useOf(variables[name]!) === 'weight');
  if (weightNames.length > 1)
    throw new DisclosureError('rule-invalid', { variable: weightNames[1]!.name, rule: 'weight' });
  return {
    quasi,
    sensitive: pairs.map(([released]) => released!),
    sensitiveAsRead: pairs.map(([, asRead]) => asRead!),
    criteria: {
      k: protection.k,
      kMap: protection.kMap ?? 1,
      sensitive: sensitiveNames.flatMap((name) => criteriaOf(name, variables[name]!)),
    },
    weights: weightNames[0] === undefined ? null : asNumbers(columns.get(weightNames[0].name)!).values,
    roster: population === null ? null : { rows: population.rows, quasi: quasi.map(({ person }) => person!) },
    columns,
    perturbations: reports,
    numbersAsRead: (name) => asNumbers(data.columns.find((column) => column.name === name)!),
  };
}

function recodeAll(data: Microdata, { variables, protection }: Specification): ReadonlyMap<string, Column> {
  return new Map(
    data.columns.flatMap((column): (readonly [string, Column])[] => {
      const rule = Object.hasOwn(variables, column.name) ? variables[column.name]! : null;
      if (rule === null || rule.role === 'identifier') return [];
      return [[column.name, recodeColumn(column, rule.recode ?? [], protection.k)]];
    }),
  );
}

function criteriaOf(variable: string, rule: VariableRule): readonly SensitiveCriterion[] {
  if (rule.role !== 'sensitive') return [];
  return (rule.criteria ?? []).map((criterion) => ({ ...criterion, variable }) as SensitiveCriterion);
}

export function useOf(rule: VariableRule): 'release' | 'weight' | 'drop' {
  return rule.role === 'other' ? (rule.use ?? 'release') : 'release';
}

/** The risk of the vectors of answers; null when the specification names none. */
export function measureResponses(
  data: Microdata,
  { responses = null, variables }: Specification,
  uniformAt: UniformAt,
): MeasuredResponses | null {
  if (responses === null) return null;
  const columnOf = (name: string) => {
    const column = data.columns.find((one) => one.name === name);
    if (column === undefined) throw new DisclosureError('column-unknown', { variable: name });
    return asCategories(column);
  };
  const quasi = data.columns
    .filter(({ name }) => variables[name]!.role === 'quasi-identifier')
    .map(asCategories);
  const risk = responseRisk({
    rows: data.rows,
    answers: responses.variables.map(columnOf),
    known: [
      ...(responses.with ?? []).map((name) => ({ name, columns: [columnOf(name)] })),
      { name: 'quasi-identifiers', columns: quasi },
    ],
    uniformAt,
  });
  return { ...risk, released: responses.release === 'items', acceptUnique: responses.acceptUnique };
}

/** Throws `responses-too-unique`. */
export function requireAcceptable(responses: MeasuredResponses | null): void {
  if (responses === null || !responses.released) return;
  if (responses.byAnswers.uniqueShare > responses.acceptUnique)
    throw new DisclosureError('responses-too-unique', {
      unique: responses.byAnswers.unique,
      rows: responses.rows,
      accepted: responses.acceptUnique,
    });
}
