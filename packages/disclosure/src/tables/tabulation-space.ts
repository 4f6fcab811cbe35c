/** From a specification, a file and earlier releases to dimensions, cells, and rows that can be counted. */
import { DisclosureError } from '../errors.ts';
import {
  type CategoricalColumn,
  categoricalNamed,
  columnNamed,
  MISSING,
  type Microdata,
} from '../microdata/microdata.ts';
import { type CellSpace, createCellSpace, MAX_CELLS, type TableShape } from './cell-space.ts';
import type { TableRows } from './cell-values.ts';
import {
  createDimension,
  type Dimension,
  type GroupDefinition,
  type HierarchyDefinition,
  TOTAL_LEVEL,
} from './dimension.ts';
import type { ReleasedVariable, ReleaseRecord } from './release-record.ts';
import { levelNames, type Tabulation, type TabulationLabel } from './specification.ts';

/** Code of a missing value, as in SDMX (CL_UNIT, `_U`: unknown) and of a total (`_T`). */
export const UNKNOWN_CODE = '_U';
export const TOTAL_CODE = '_T';
const UNKNOWN_LABEL: TabulationLabel = { fr: 'Non renseigné', en: 'Unknown' };

export interface TabulationSpace {
  readonly space: CellSpace;
  readonly rows: TableRows;
  /** Description of each variable for readers, in the order of the specification. */
  readonly variables: readonly ReleasedVariable[];
  /** Dimension of each variable by name. */
  readonly dimensionOf: ReadonlyMap<string, number>;
  /** For each table of the specification: the rows to show, codes beside cells, groups with one member included. */
  readonly shownRows: readonly { readonly codes: readonly string[]; readonly cell: number }[][];
  /** Nodes of an earlier release's row, as a cell of the space, or −1. */
  readonly cellOfEarlier: (release: number, table: number, codes: readonly string[]) => number;
}

/** Throws `column-unknown`, `column-kind`, `hierarchy-invalid`, `table-too-large`, `rule-invalid`. */
export function createTabulationSpace(
  tabulation: Tabulation,
  data: Microdata,
  earlier: readonly ReleaseRecord[],
): TabulationSpace {
  const kept = keptRows(tabulation, data, earlier);
  const columns = columnPlans(tabulation, earlier);
  const built = columns.map((plan) => buildColumn(plan, tabulation, data, kept, earlier));
  const dimensions = built.map(({ dimension }) => dimension);
  const byColumn = new Map(columns.map(({ column }, at) => [column, at]));
  const filterNode = (where: Readonly<Record<string, readonly string[]>>) => (d: number) => {
    const codes = where[columns[d]!.column];
    return codes === undefined ? dimensions[d]!.root : nodeOfCodes(dimensions[d]!, codes);
  };
  const dimensionOf = new Map(
    Object.entries(tabulation.variables).flatMap(([name, { column }]) => {
      const at = byColumn.get(column ?? name);
      return at === undefined ? [] : [[name, at] as const];
    }),
  );
  const ownFilter = earlier.length === 0 ? (d: number) => dimensions[d]!.root : filterNode(tabulation.where);
  const shapes = tabulation.tables.map((table): TableShape => {
    const own = table.by.map(({ variable }) => dimensionOf.get(variable)!);
    return {
      name: table.name,
      dimensions: own,
      shown: true,
      nodes: dimensions.map((dimension, d) => {
        const by = table.by.find((_, at) => own[at] === d);
        if (by === undefined) return Int32Array.of(ownFilter(d));
        const levels = tabulation.variables[by.variable]!.hierarchies;
        return nodesFrom(dimension, levels, by.from);
      }),
    };
  });
  const earlierNodes = earlier.map((release) =>
    release.variables.map((variable) => {
      const d = byColumn.get(variable.column)!;
      const nodes = new Map<string, number>([[variable.total.code, dimensions[d]!.root]]);
      for (const { code } of variable.categories) nodes.set(code, nodeOfCodes(dimensions[d]!, [code]));
      for (const { code, members } of variable.groups) nodes.set(code, nodeOfCodes(dimensions[d]!, members));
      return { d, nodes };
    }),
  );
  const earlierShapes = earlier.flatMap((release, r) => {
    const filter = filterNode(release.where);
    return release.tables.map((table): TableShape => {
      const at = table.by.map((name) => release.variables.findIndex((variable) => variable.name === name));
      const own = at.map((index) => earlierNodes[r]![index]!.d);
      return {
        name: `${release.name} ${table.name}`,
        dimensions: own,
        shown: false,
        nodes: dimensions.map((_, d) => {
          const place = own.indexOf(d);
          if (place < 0) return Int32Array.of(filter(d));
          const { nodes } = earlierNodes[r]![at[place]!]!;
          return Int32Array.from(new Set(table.rows.map(([codes]) => nodes.get(codes[place]!)!))).sort();
        }),
      };
    });
  });
  const all = [...shapes, ...earlierShapes];
  const space = createCellSpace(dimensions, [...all, ...jointShapes(dimensions, all)]);
  const keyAt = (nodes: readonly number[]) =>
    nodes.reduce((key, node, d) => key + node * space.strides[d]!, 0);
  return {
    space,
    rows: {
      rows: kept.length,
      categories: built.map(({ categories }) => categories),
      groups: groupsOf(tabulation, data, kept),
      measures: tabulation.sums.map(({ column, least, largest }) => {
        const { rules } = tabulation;
        const wanted = rules.dominance !== undefined || rules.pPercent !== undefined;
        const source = columnNamed(data, column);
        if (source.kind !== 'numeric') throw new DisclosureError('column-kind', { variable: column });
        return {
          name: column,
          values: Float64Array.from(kept, (row) => source.values[row]!),
          least,
          largest,
          contributors: wanted ? rules.contributors : null,
        };
      }),
    },
    variables: Object.entries(tabulation.variables).flatMap(([name, variable]) => {
      const at = dimensionOf.get(name);
      return at === undefined ? [] : [describeVariable(name, variable, built[at]!)];
    }),
    dimensionOf,
    shownRows: shapes.map((shape, t) => {
      const levels = tabulation.tables[t]!.by.map(({ variable, from }) =>
        from === null ? null : levelsFrom(tabulation.variables[variable]!.hierarchies, from),
      );
      return rowsOfShape(space, shape, levels);
    }),
    cellOfEarlier: (release, table, codes) => {
      const record = earlier[release]!;
      const filter = filterNode(record.where);
      const nodes = dimensions.map((_, d) => filter(d));
      record.tables[table]!.by.forEach((name, at) => {
        const { d, nodes: known } =
          earlierNodes[release]![record.variables.findIndex((variable) => variable.name === name)]!;
        nodes[d] = known.get(codes[at]!) ?? -1;
      });
      return nodes.includes(-1) ? -1 : space.find(keyAt(nodes));
    },
  };
}

interface ColumnPlan {
  readonly column: string;
  /** The variable of the specification that uses the column; null for filters, and for variables of earlier releases. */
  readonly variable: string | null;
}

function columnPlans(tabulation: Tabulation, earlier: readonly ReleaseRecord[]): readonly ColumnPlan[] {
  const used = new Set(tabulation.tables.flatMap(({ by }) => by.map(({ variable }) => variable)));
  if (tabulation.rules.concentration !== undefined) used.add(tabulation.rules.concentration.variable);
  const plans = new Map<string, ColumnPlan>();
  for (const [name, { column }] of Object.entries(tabulation.variables)) {
    if (!used.has(name)) continue;
    if (plans.has(column ?? name)) throw new DisclosureError('variable-repeated', { variable: name });
    plans.set(column ?? name, { column: column ?? name, variable: name });
  }
  if (earlier.length > 0) {
    for (const column of Object.keys(tabulation.where)) {
      if (plans.has(column)) throw new DisclosureError('rule-invalid', { rule: 'where', tabulated: column });
      plans.set(column, { column, variable: null });
    }
    for (const release of earlier) {
      for (const { column } of release.variables)
        if (!plans.has(column)) plans.set(column, { column, variable: null });
      for (const column of Object.keys(release.where)) {
        if (release.variables.some((variable) => variable.column === column))
          throw new DisclosureError('release-invalid', { release: release.name, filtered: column });
        if (!plans.has(column)) plans.set(column, { column, variable: null });
      }
    }
  }
  return [...plans.values()];
}

/** With earlier releases every row counts, since filters become dimensions. */
function keptRows(tabulation: Tabulation, data: Microdata, earlier: readonly ReleaseRecord[]): Int32Array {
  let kept = Int32Array.from({ length: data.rows }, (_, row) => row);
  if (earlier.length === 0)
    for (const [name, codes] of Object.entries(tabulation.where)) {
      const column = categoricalNamed(data, name);
      const allowed = column.labels.map((label) => codes.includes(label));
      kept = kept.filter((row) => allowed[column.codes[row]!] === true);
    }
  for (const [name, { column, missing }] of Object.entries(tabulation.variables)) {
    if (missing !== 'exclude') continue;
    const { codes } = categoricalNamed(data, column ?? name);
    kept = kept.filter((row) => codes[row] !== MISSING);
  }
  return kept;
}

interface BuiltColumn {
  readonly dimension: Dimension;
  readonly categories: Int32Array;
  readonly levels: readonly (readonly {
    readonly name: string;
    readonly groups: readonly GroupDefinition[];
  }[])[];
  readonly labelOf: (code: string) => TabulationLabel;
}

function buildColumn(
  { column, variable }: ColumnPlan,
  tabulation: Tabulation,
  data: Microdata,
  kept: Int32Array,
  earlier: readonly ReleaseRecord[],
): BuiltColumn {
  const source = categoricalNamed(data, column);
  const own = variable === null ? null : tabulation.variables[variable]!;
  const former = earlier.flatMap((release) => release.variables.filter((one) => one.column === column));
  const codes = categoryCodes(source, kept, own?.categories, [
    ...former.flatMap(({ categories }) => categories.map(({ code }) => code)),
  ]);
  if (codes.length > MAX_CELLS)
    throw new DisclosureError('table-too-large', { variable: column, most: MAX_CELLS });
  const place = new Map(codes.map((code, at) => [code, at]));
  const placeOfCode = Int32Array.from(source.labels, (label) => place.get(label) ?? -1);
  const unknown = place.get(UNKNOWN_CODE) ?? -1;
  const categories = Int32Array.from(kept, (row) => {
    const code = source.codes[row]!;
    return code === MISSING ? unknown : placeOfCode[code]!;
  });
  const lost = categories.indexOf(-1);
  if (lost >= 0)
    throw new DisclosureError('hierarchy-invalid', {
      variable: column,
      row: kept[lost]! + 1,
      reason: 'not one of the categories',
    });
  const taken = new Set(codes);
  const levels = (own?.hierarchies ?? []).map((levels) =>
    buildLevels(levels, codes, categories, kept, data, taken),
  );
  // Codes are what a file holds, `constructor` and `__proto__` among them: no plain object.
  const labels = new Map([[UNKNOWN_CODE, UNKNOWN_LABEL], ...Object.entries(own?.labels ?? {})]);
  for (const { name, groups } of levels.flat())
    for (const { code, label } of groups) {
      const given = own!.hierarchies
        .flat()
        .find((level) => ('column' in level ? level.column : level.name) === name)!;
      const named =
        'column' in given
          ? new Map(Object.entries(given.labels)).get(label)
          : new Map(Object.entries(given.groups)).get(code)?.label;
      if (!labels.has(code)) labels.set(code, named ?? { fr: label, en: label });
    }
  const labelOf = (code: string) => labels.get(code) ?? { fr: code, en: code };
  const loose = [
    ...former.flatMap(({ groups }) => groups.map(({ code, members }) => ({ code, members }))),
    ...[tabulation.where, ...earlier.map(({ where }) => where)].flatMap((where) =>
      earlier.length === 0 || where[column] === undefined
        ? []
        : [{ code: where[column].join('+'), members: where[column] }],
    ),
  ].map(({ code, members }) => ({
    code: `(${code})`,
    label: code,
    members: members.filter((member) => place.has(member)),
  }));
  const total = own?.total ?? { fr: 'Ensemble', en: 'All' };
  const dimension = createDimension({
    name: variable ?? column,
    label: own?.label?.fr ?? column,
    categories: codes.map((code) => ({ code, label: labelOf(code).fr })),
    total: { code: TOTAL_CODE, label: total.fr },
    hierarchies: levels as readonly HierarchyDefinition[],
    loose: loose.filter(({ members }) => members.length > 0),
  });
  return { dimension, categories, levels, labelOf };
}

function categoryCodes(
  { labels, codes }: CategoricalColumn,
  kept: Int32Array,
  declared: readonly string[] | undefined,
  former: readonly string[],
): readonly string[] {
  const present = new Uint8Array(labels.length);
  let missing = false;
  for (const row of kept) {
    const code = codes[row]!;
    if (code === MISSING) missing = true;
    else present[code] = 1;
  }
  const found = declared ?? labels.filter((_, code) => present[code] === 1).sort();
  const all = [...new Set([...found, ...former.filter((code) => code !== UNKNOWN_CODE)])];
  return missing || former.includes(UNKNOWN_CODE)
    ? [...all.filter((code) => code !== UNKNOWN_CODE), UNKNOWN_CODE]
    : all;
}

/** A group's code that a category or another level has already gets its level's name before it. */
function buildLevels(
  levels: Tabulation['variables'][string]['hierarchies'][number],
  codes: readonly string[],
  categories: Int32Array,
  kept: Int32Array,
  data: Microdata,
  taken: Set<string>,
): readonly { readonly name: string; readonly groups: readonly GroupDefinition[] }[] {
  /** Group of each category at the level below. */
  let below: readonly string[] = codes;
  return levels.map((level) => {
    const name = 'column' in level ? level.column : level.name;
    const groupOf =
      'column' in level
        ? groupsFromColumn(level.column, codes, categories, kept, data)
        : groupsFromLists(level, below, codes);
    const members = new Map<string, Set<string>>();
    groupOf.forEach((group, at) => {
      (members.get(group) ?? members.set(group, new Set()).get(group)!).add(below[at]!);
    });
    const coded = new Map(
      [...members.keys()].sort().map((group) => [group, taken.has(group) ? `${name}.${group}` : group]),
    );
    for (const code of coded.values()) taken.add(code);
    below = groupOf.map((group) => coded.get(group)!);
    return {
      name,
      groups: [...coded].map(([group, code]) => ({ code, label: group, members: [...members.get(group)!] })),
    };
  });
}

function groupsFromColumn(
  name: string,
  codes: readonly string[],
  categories: Int32Array,
  kept: Int32Array,
  data: Microdata,
): readonly string[] {
  const column = categoricalNamed(data, name);
  const groupOf = new Array<string | undefined>(codes.length);
  categories.forEach((category, at) => {
    const code = column.codes[kept[at]!]!;
    const group = code === MISSING ? UNKNOWN_CODE : column.labels[code]!;
    if (groupOf[category] === undefined) groupOf[category] = group;
    else if (groupOf[category] !== group)
      throw new DisclosureError('hierarchy-invalid', {
        level: name,
        category: codes[category],
        row: kept[at]! + 1,
      });
  });
  return Array.from(groupOf, (group) => group ?? UNKNOWN_CODE);
}

function groupsFromLists(
  {
    name,
    groups,
  }: {
    readonly name: string;
    readonly groups: Readonly<Record<string, { readonly members: readonly string[] }>>;
  },
  below: readonly string[],
  codes: readonly string[],
): readonly string[] {
  const groupOf = new Map<string, string>();
  for (const [code, { members }] of Object.entries(groups))
    for (const member of members) {
      if (groupOf.has(member)) throw new DisclosureError('hierarchy-invalid', { level: name, code: member });
      groupOf.set(member, code);
    }
  return codes.map((code, at) => {
    const group = groupOf.get(below[at]!) ?? (code === UNKNOWN_CODE ? UNKNOWN_CODE : undefined);
    if (group === undefined)
      throw new DisclosureError('hierarchy-invalid', { level: name, code: below[at]! });
    return group;
  });
}

function groupsOf({ rules }: Tabulation, data: Microdata, kept: Int32Array): Int32Array | null {
  if (rules.minGroups === undefined) return null;
  const column = categoricalNamed(data, rules.minGroups.column);
  return Int32Array.from(kept, (row) => column.codes[row]!);
}

function nodeOfCodes(dimension: Dimension, codes: readonly string[]): number {
  const leaves = codes
    .map((code) => dimension.categories.indexOf(code))
    .filter((leaf) => leaf >= 0)
    .sort((a, b) => a - b)
    .join();
  return dimension.nodes.findIndex((node) => node.leaves.join() === leaves);
}

/** All nodes, or those of a level and of what lies above it in its hierarchy. */
function nodesFrom(
  dimension: Dimension,
  hierarchies: Tabulation['variables'][string]['hierarchies'],
  from: string | null,
): Int32Array {
  const { nodes, aliases, root } = dimension;
  if (from === null) return Int32Array.from(nodes.keys()).filter((node) => nodes[node]!.level !== 'loose');
  const levels = levelsFrom(hierarchies, from);
  const kept = new Set([root]);
  nodes.forEach(({ level }, node) => {
    if (levels.has(level)) kept.add(node);
  });
  for (const { level, node } of aliases) if (levels.has(level)) kept.add(node);
  return Int32Array.from(kept).sort();
}

/** A level and those above it, in each hierarchy that has it. */
function levelsFrom(
  hierarchies: Tabulation['variables'][string]['hierarchies'],
  from: string,
): ReadonlySet<string> {
  const levels = new Set<string>([TOTAL_LEVEL]);
  for (const hierarchy of hierarchies) {
    const names = levelNames({ hierarchies: [hierarchy] });
    const at = names.indexOf(from);
    if (at >= 0) for (const name of names.slice(at)) levels.add(name);
  }
  return levels;
}

/**
 * What two tables tell by subtraction: cells over the variables that both have, at the nodes of either and at the
 * differences of these. Nobody sees them, but they must not follow.
 */
function jointShapes(dimensions: readonly Dimension[], shapes: readonly TableShape[]): readonly TableShape[] {
  const joint: TableShape[] = [];
  const made = new Set<string>();
  shapes.forEach((a, at) => {
    for (const b of shapes.slice(at + 1)) {
      const nodes = dimensions.map((dimension, d) => {
        const union = new Set([...a.nodes[d]!, ...b.nodes[d]!]);
        // A variable that only one of the two shows is met at the node where the other stands.
        if (a.dimensions.includes(d) !== b.dimensions.includes(d)) {
          const single = a.dimensions.includes(d) ? b.nodes[d]! : a.nodes[d]!;
          return single;
        }
        for (const { parent, children } of dimension.relations)
          if (union.has(parent) && children.length === 2 && union.has(children[0]!)) union.add(children[1]!);
        return Int32Array.from(union).sort();
      });
      const covered = [a, b].some((shape) =>
        nodes.every((list, d) => list.every((node) => shape.nodes[d]!.includes(node))),
      );
      const key = nodes.map((list) => list.join()).join('|');
      if (covered || made.has(key)) continue;
      made.add(key);
      joint.push({
        name: `${a.name} × ${b.name}`,
        dimensions: [...dimensions.keys()].filter((d) => nodes[d]!.length > 1),
        nodes,
        shown: false,
      });
    }
  });
  return joint;
}

/** `levels`: names of nodes that a table shows of each of its variables, null for all. */
function rowsOfShape(space: CellSpace, shape: TableShape, levels: readonly (ReadonlySet<string> | null)[]) {
  const names = shape.dimensions.map((d, at) => {
    const shows = (level: string) => levels[at] === null || levels[at]!.has(level);
    const { nodes, aliases } = space.dimensions[d]!;
    const shown = new Set(shape.nodes[d]!);
    const list = [...shown]
      .filter((node) => !nodes[node]!.implied && shows(nodes[node]!.level))
      .map((node) => ({ code: nodes[node]!.code, node }));
    for (const { code, level, node } of aliases)
      if (shown.has(node) && shows(level)) list.push({ code, node });
    // The total stands last.
    return list.sort((a, b) => Number(a.code === TOTAL_CODE) - Number(b.code === TOTAL_CODE));
  });
  const base = space.dimensions.reduce(
    (key, _, d) => (shape.dimensions.includes(d) ? key : key + shape.nodes[d]![0]! * space.strides[d]!),
    0,
  );
  let rows: { codes: string[]; key: number }[] = [{ codes: [], key: base }];
  names.forEach((list, at) => {
    const stride = space.strides[shape.dimensions[at]!]!;
    rows = rows.flatMap(({ codes, key }) =>
      list.map(({ code, node }) => ({ codes: [...codes, code], key: key + node * stride })),
    );
  });
  return rows.map(({ codes, key }) => ({ codes, cell: space.find(key) }));
}

function describeVariable(
  name: string,
  variable: Tabulation['variables'][string],
  { dimension, levels, labelOf }: BuiltColumn,
): ReleasedVariable {
  const byCode = new Map(dimension.nodes.map((node) => [node.code, node]));
  for (const { code, node } of dimension.aliases) byCode.set(code, dimension.nodes[node]!);
  const groups = new Map(
    levels.flatMap((hierarchy) =>
      hierarchy.flatMap(({ name: level, groups }) =>
        groups.map(
          ({ code }) =>
            [
              code,
              {
                code,
                label: labelOf(code),
                level,
                members: [...byCode.get(code)!.leaves].map((leaf) => dimension.categories[leaf]!),
              },
            ] as const,
        ),
      ),
    ),
  );
  return {
    name,
    column: variable.column ?? name,
    label: variable.label ?? { fr: name, en: name },
    map: variable.map ?? null,
    total: { code: TOTAL_CODE, label: variable.total },
    categories: dimension.categories.map((code) => ({ code, label: labelOf(code) })),
    groups: [...groups.values()],
  };
}
