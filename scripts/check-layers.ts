/**
 * Every import points down: no circle of files or folders, type imports included, and no import of a later layer.
 * Tests beside their subject may import from anywhere in their room.
 */
import { LAYERS, type Layers } from './layers.ts';
import { importsOf, read, repositoryFiles, resolveImport } from './source-files.ts';

const SOURCE = /(?<!\.test)(?<!\.test-d)\.(?:ts|tsx|mts)$/;

interface Arrow {
  readonly from: string;
  readonly line: number;
  readonly to: string;
}

/** Problems as `file:line: words`, none when every arrow points down. `files` may be given to try the check itself. */
export function checkLayers(
  files: ReadonlyMap<string, string> = sources(),
  table: Readonly<Record<string, Layers>> = LAYERS,
): readonly string[] {
  const arrows = arrowsOf(files);
  const problems = circles(
    [...files.keys()],
    arrows.map(({ from, to }) => [from, to]),
  )
    .filter(({ ring }) => ring.some((path) => roomOf(path, table) !== undefined))
    .map((circle) => `${circle.ring[0]}:1: these files import each other: ${namesOf(circle)}`);
  for (const [room, layers] of Object.entries(table)) {
    const inside = [...files.keys()].filter((path) => path.startsWith(`${room}/`));
    const layer = (path: string) => layerOf(folderOf(path, room), layers);
    for (const folder of new Set(inside.map((path) => folderOf(path, room)))) {
      if (layerOf(folder, layers) === null)
        problems.push(`${room}/${folder}:1: this folder is in no layer of scripts/layers.ts`);
    }
    const within = arrows.filter(({ from, to }) => from.startsWith(`${room}/`) && to.startsWith(`${room}/`));
    for (const { from, line, to } of within) {
      const [a, b] = [layer(from), layer(to)];
      if (a === null || b === null || a.folder === b.folder || b.layer < a.layer) continue;
      const why = a.layer === b.layer ? 'of the same layer' : 'of a later layer';
      problems.push(`${from}:${line}: ${a.folder} may not import ${b.folder}, ${why}`);
    }
    const folderArrows = within.map(({ from, to }) => [folderOf(from, room), folderOf(to, room)] as const);
    for (const circle of circles([...new Set(folderArrows.flat())], folderArrows))
      problems.push(`${room}:1: these folders import each other: ${namesOf(circle)}`);
  }
  return problems;
}

function sources(): ReadonlyMap<string, string> {
  return new Map(
    repositoryFiles()
      .filter((path) => SOURCE.test(path))
      .map((path) => [path, read(path)]),
  );
}

function arrowsOf(files: ReadonlyMap<string, string>): readonly Arrow[] {
  return [...files].flatMap(([from, source]) =>
    importsOf(source).flatMap(({ specifier, line }) => {
      const to = resolveImport(from, specifier);
      return to === null || to === from || !files.has(to) ? [] : [{ from, line, to }];
    }),
  );
}

const roomOf = (path: string, table: Readonly<Record<string, Layers>>) =>
  Object.keys(table).find((room) => path.startsWith(`${room}/`));

/** `vault` of `apps/authority/src/vault/rows.ts`; `.` for a file at the root of the room. */
function folderOf(path: string, room: string): string {
  const inside = path.slice(room.length + 1);
  const end = inside.lastIndexOf('/');
  return end === -1 ? '.' : inside.slice(0, end);
}

/** The listed folder that `folder` belongs to, and its layer; null when neither it nor a parent is listed. */
function layerOf(folder: string, layers: Layers): { readonly folder: string; readonly layer: number } | null {
  for (let at = folder; ; at = at.slice(0, at.lastIndexOf('/'))) {
    const layer = layers.findIndex((names) => names.includes(at));
    if (layer !== -1) return { folder: at, layer };
    if (!at.includes('/')) return null;
  }
}

interface Circle {
  /** A shortest way round, each node importing the next. */
  readonly ring: readonly string[];
  /** Nodes that reach each other, those of the ring among them. */
  readonly size: number;
}

/** One arrow can close a circle of forty folders: the shortest ring shows which. */
const namesOf = ({ ring, size }: Circle) =>
  ring.length === size ? ring.join(', ') : `${ring.join(' → ')} → ${ring[0]} (${size} in all)`;

/** The strongly connected parts of more than one node (Tarjan 1972). */
function circles(
  nodes: readonly string[],
  arrows: readonly (readonly [from: string, to: string])[],
): readonly Circle[] {
  const next = new Map<string, Set<string>>(nodes.map((node) => [node, new Set()]));
  for (const [from, to] of arrows) if (from !== to) next.get(from)!.add(to);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const found: Circle[] = [];
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    stack.push(node);
    for (const to of next.get(node)!) {
      if (!order.has(to)) visit(to);
      if (stack.includes(to)) lowest.set(node, Math.min(lowest.get(node)!, lowest.get(to)!));
    }
    if (lowest.get(node) !== order.get(node)) return;
    const part = stack.splice(stack.indexOf(node));
    if (part.length > 1) found.push({ ring: shortestRing(part.sort(), next), size: part.length });
  };
  for (const node of nodes) if (!order.has(node)) visit(node);
  return found;
}

/** By breadth first from each node; it begins with the first of them by name that has a shortest one. */
function shortestRing(
  part: readonly string[],
  next: ReadonlyMap<string, ReadonlySet<string>>,
): readonly string[] {
  let shortest = part;
  for (const start of part) {
    const cameFrom = new Map<string, string>();
    const queue = [start];
    for (const node of queue) {
      for (const to of next.get(node) ?? []) {
        if (to !== start && !cameFrom.has(to)) {
          cameFrom.set(to, node);
          queue.push(to);
        } else if (to === start) {
          const ring = [node];
          for (let at = cameFrom.get(node); at !== undefined; at = cameFrom.get(at)) ring.unshift(at);
          if (ring.length < shortest.length) shortest = ring;
          queue.length = 0;
          break;
        }
      }
    }
  }
  return shortest;
}
