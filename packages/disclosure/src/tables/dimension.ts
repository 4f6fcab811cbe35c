/** One variable of a table: its categories, the groups that hierarchies make of them, and how these add up. */
import { DisclosureError } from '../errors.ts';

/** A set of categories that a table shows under one name: a category, a group, the total, or a difference of two groups. */
export interface CategoryNode {
  readonly code: string;
  readonly label: string;
  /** Name of the level: `''` for categories, the hierarchy's for groups, `total`, `difference`. */
  readonly level: string;
  /** Indices of categories, ascending. */
  readonly leaves: Int32Array;
  /** No table shows it, but it can be computed from two that are shown. */
  readonly implied: boolean;
}

/** `parent` is the sum of `children`, all nodes of one dimension. */
export interface NodeRelation {
  readonly parent: number;
  readonly children: readonly number[];
}

/** A second name of a node: a group with one member is that member. */
export interface NodeAlias {
  readonly code: string;
  readonly label: string;
  readonly level: string;
  readonly node: number;
}

export interface Dimension {
  readonly name: string;
  readonly label: string;
  /** Codes of the categories; node i is category i alone. */
  readonly categories: readonly string[];
  readonly nodes: readonly CategoryNode[];
  readonly root: number;
  readonly relations: readonly NodeRelation[];
  readonly aliases: readonly NodeAlias[];
  /** Nodes that hold each category, ascending. */
  readonly nodesOfCategory: readonly Int32Array[];
}

/** A group of a hierarchy, by codes of its members (categories, or groups of the level below). */
export interface GroupDefinition {
  readonly code: string;
  readonly label: string;
  readonly members: readonly string[];
}

/** Levels from the finest to the coarsest. Each level's groups share out all of the level below. */
export type HierarchyDefinition = readonly {
  readonly name: string;
  readonly groups: readonly GroupDefinition[];
}[];

export const TOTAL_LEVEL = 'total';

export interface DimensionDefinition {
  readonly name: string;
  readonly label: string;
  readonly categories: readonly { readonly code: string; readonly label: string }[];
  readonly total: { readonly code: string; readonly label: string };
  readonly hierarchies: readonly HierarchyDefinition[];
  /** Groups that stand alone, members being categories: what another release or a filter has shown. */
  readonly loose?: readonly GroupDefinition[];
}

/** Level of groups that stand alone. No table of this release shows them. */
export const LOOSE_LEVEL = 'loose';

/**
 * Nodes are categories, then groups, then the total, then what two groups of different hierarchies tell by their
 * difference. Throws `hierarchy-invalid` where a level does not share out the level below, or a code has two meanings.
 */
export function createDimension(definition: DimensionDefinition): Dimension {
  const { name, label, categories, hierarchies } = definition;
  const nodes: CategoryNode[] = categories.map(({ code, label }, index) => ({
    code,
    label,
    level: '',
    leaves: Int32Array.of(index),
    implied: false,
  }));
  const byLeaves = new Map(nodes.map((node, index) => [node.leaves.join(), index]));
  const byCode = new Map(nodes.map((node, index) => [node.code, index]));
  const aliases: NodeAlias[] = [];
  const relations: NodeRelation[] = [];
  const add = (node: CategoryNode): number => {
    const key = node.leaves.join();
    let index = byLeaves.get(key);
    if (index === undefined) {
      index = nodes.length;
      nodes.push(node);
      byLeaves.set(key, index);
    } else if (nodes[index]!.code !== node.code && !node.implied)
      aliases.push({ code: node.code, label: node.label, level: node.level, node: index });
    if (!node.implied) {
      const known = byCode.get(node.code);
      if (known !== undefined && known !== index)
        throw new DisclosureError('hierarchy-invalid', { variable: name, code: node.code });
      byCode.set(node.code, index);
    }
    return index;
  };
  const tops: number[][] = [];
  for (const hierarchy of hierarchies) {
    let below = categories.map((_, index) => index);
    for (const { name: level, groups } of hierarchy) {
      const open = new Set(below);
      const next: number[] = [];
      for (const group of groups) {
        const children = group.members.map((code) => {
          const child = byCode.get(code);
          if (child === undefined || !open.delete(child))
            throw new DisclosureError('hierarchy-invalid', { variable: name, level, code });
          return child;
        });
        if (children.length === 0) continue;
        const leaves = Int32Array.from(children.flatMap((child) => [...nodes[child]!.leaves])).sort();
        const parent = add({ code: group.code, label: group.label, level, leaves, implied: false });
        addRelation(relations, parent, children);
        next.push(parent);
      }
      for (const lost of open)
        throw new DisclosureError('hierarchy-invalid', { variable: name, level, code: nodes[lost]!.code });
      below = next;
    }
    tops.push(below);
  }
  const everything = Int32Array.from(categories.keys());
  const root = add({ ...definition.total, level: TOTAL_LEVEL, leaves: everything, implied: false });
  for (const top of tops.length === 0 ? [categories.map((_, index) => index)] : tops)
    addRelation(relations, root, top);
  for (const group of definition.loose ?? []) {
    const leaves = Int32Array.from(group.members, (code) => byCode.get(code)!).sort();
    const known = byLeaves.get(leaves.join());
    const alone =
      known ?? add({ code: group.code, label: group.label, level: LOOSE_LEVEL, leaves, implied: false });
    if (known === undefined) addRelation(relations, alone, [...leaves]);
    if (alone === root) continue;
    const held = new Set(leaves);
    const rest = add({
      code: `${definition.total.code} − ${group.code}`,
      label: `${definition.total.label} − ${group.label}`,
      level: 'difference',
      leaves: everything.filter((leaf) => !held.has(leaf)),
      implied: true,
    });
    addRelation(relations, root, [alone, rest]);
  }
  if (hierarchies.length > 1 || definition.loose !== undefined)
    addDifferences(nodes, relations, add, new Set(aliases.map(({ node }) => node)));
  const holding: number[][] = categories.map(() => []);
  nodes.forEach(({ leaves }, index) => {
    for (const leaf of leaves) holding[leaf]!.push(index);
  });
  return {
    name,
    label,
    categories: categories.map(({ code }) => code),
    nodes,
    root,
    relations,
    aliases,
    nodesOfCategory: holding.map((indices) => Int32Array.from(indices)),
  };
}

function addRelation(relations: NodeRelation[], parent: number, children: readonly number[]): void {
  if (children.length === 1 && children[0] === parent) return;
  const same = relations.some(
    (relation) => relation.parent === parent && relation.children.join() === children.join(),
  );
  if (!same) relations.push({ parent, children });
}

/**
 * Two hierarchies tell more than each: a group of one that holds a group of the other gives the rest by subtraction.
 * The rest becomes an implied node, which the rules then judge as if it were shown. Categories are always shown all
 * together, except those that are a group of their own.
 */
function addDifferences(
  nodes: readonly CategoryNode[],
  relations: NodeRelation[],
  add: (node: CategoryNode) => number,
  ownGroups: ReadonlySet<number>,
): void {
  const shown = nodes.length;
  for (let outer = 0; outer < shown; outer++) {
    const { leaves: large, level, code, label } = nodes[outer]!;
    if (large.length < 2) continue;
    const held = new Set(large);
    for (let inner = 0; inner < shown; inner++) {
      const { leaves: small, level: otherLevel } = nodes[inner]!;
      if (inner === outer || small.length >= large.length) continue;
      if (small.length < 2 && level !== LOOSE_LEVEL && !ownGroups.has(inner)) continue;
      if (otherLevel !== LOOSE_LEVEL && (otherLevel === level || level === TOTAL_LEVEL)) continue;
      if (!small.every((leaf) => held.has(leaf))) continue;
      const taken = new Set(small);
      const implied = add({
        code: `${code} − ${nodes[inner]!.code}`,
        label: `${label} − ${nodes[inner]!.label}`,
        level: 'difference',
        leaves: large.filter((leaf) => !taken.has(leaf)),
        implied: true,
      });
      addRelation(relations, outer, [inner, implied]);
    }
  }
}
