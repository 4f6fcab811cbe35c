/** The items of each module: as the campaign lists them, or as the file of a route has them. */
import { type ModulesFile, parseModules } from '@cloison/study-files';
import type { FolderFiles, ModuleRead } from './design-input.ts';
import type { YamlPath } from './yaml-file.ts';

export interface ModuleItems {
  readonly items: readonly string[];
  /** Place of the k-th item in the campaign's file. */
  readonly at: (k: number) => YamlPath;
}

/** Null: some module has none, which is reported. */
export function moduleItems(
  files: FolderFiles,
  modules: readonly ModuleRead[],
  path: YamlPath,
): ReadonlyMap<string, ModuleItems> | null {
  const { file } = files;
  let whole = true;
  const own = new Map<string, ModuleItems>();
  modules.forEach(({ id, items }, i) => {
    if (items !== undefined) own.set(id, { items, at: (k) => [...path, 'modules', i, 'items', k] });
  });
  modules.forEach(({ id, next = [], route }, i) => {
    if (route?.file === undefined) return;
    const at: YamlPath = [...path, 'modules', i, 'route', 'file'];
    const found = readModulesFile(files, route.file, at);
    whole &&= found !== null;
    if (found === null) return;
    const said = [
      { module: id, items: found.routing.items },
      ...next.flatMap((module, k) => {
        const items = found.modules[k]?.items;
        return items === undefined ? [] : [{ module, items }];
      }),
    ];
    for (const { module, items } of said) {
      const before = own.get(module)?.items;
      if (before === undefined) own.set(module, { items, at: () => at });
      else if ([...before].sort().join('\0') !== [...items].sort().join('\0'))
        file.add('route-items', at, { module, path: route.file });
    }
  });
  if (!whole) return null;
  modules.forEach(({ id }, i) => {
    if (own.has(id)) return;
    file.add('module-empty', [...path, 'modules', i], { id });
    whole = false;
  });
  return whole ? own : null;
}

/** Null when it cannot be read; reported once. */
export function readModulesFile(files: FolderFiles, name: string, at: YamlPath): ModulesFile | null {
  const bytes = files.read(name, at);
  if (bytes === null) return null;
  const { modules, detail } = parseModules(bytes);
  if (modules === null) files.once('route-bad', at, { path: name, detail });
  return modules;
}
