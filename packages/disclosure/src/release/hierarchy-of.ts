/** The hierarchy that a rule makes for a variable. */
import { REGION_LEVEL } from '../hierarchies/departements.ts';
import { createHierarchy, type Hierarchy, hierarchyFromRows } from '../hierarchies/hierarchy.ts';
import { dateLevels, groupLevel, intervalLevels, prefixLevels } from '../hierarchies/level-sources.ts';
import type { CategoricalColumn } from '../microdata/microdata.ts';
import type { HierarchyRule } from './specification.ts';

/** Without a rule: the value, then `*`. Throws `hierarchy-invalid`. */
export function hierarchyOf(
  column: Pick<CategoricalColumn, 'name' | 'labels'>,
  rule: HierarchyRule | undefined,
): Hierarchy {
  if (rule === undefined) return createHierarchy(column, []);
  const { any = true } = rule;
  switch (rule.kind) {
    case 'date':
      return createHierarchy(column, dateLevels(rule.levels), any);
    case 'intervals':
      return createHierarchy(column, intervalLevels(rule.widths, rule.origin), any);
    case 'prefix':
      return createHierarchy(column, prefixLevels(rule.lengths), any);
    case 'groups':
      return createHierarchy(
        column,
        rule.levels.map((level, at) => {
          // A level groups what the level before made of a value.
          const before = rule.levels
            .slice(0, at)
            .map(({ name, groups, others }) => groupLevel(name, groups, others));
          const own = groupLevel(level.name, level.groups, level.others ?? null);
          return {
            name: level.name,
            of: (label) => own.of(before.reduce((of, one) => one.of(of) ?? of, label)),
          };
        }),
        any,
      );
    case 'rows':
      return hierarchyFromRows(column, rule.rows, rule.names, any);
    case 'departement':
      return createHierarchy(column, [REGION_LEVEL], any);
  }
}
