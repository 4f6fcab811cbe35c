/**
 * The code map of ARCHITECTURE.md names every folder that holds a program, and no folder that is gone. A line of the map
 * starts with one or more rooms (`packages/qti`, `apps/pupil`); folders after them are named in backticks, from the room
 * or its `src`: `store/{nats,sqlite}/`. Indented points below a line belong to it. A name that ends in a slash must be a folder.
 */
import { read, repositoryFiles } from './source-files.ts';

const PAGE = 'ARCHITECTURE.md';
const PROGRAM = /\.(?:ts|tsx|mts|mjs|py|R)$/;

interface MapLine {
  readonly line: number;
  readonly rooms: readonly string[];
  /** Every other name in backticks, braces expanded. */
  readonly names: readonly string[];
}

/** Problems as `file:line: words`. `files` and `page` may be given to try the check itself. */
export function checkMap(
  files: readonly string[] = repositoryFiles(),
  page: string = read(PAGE),
): readonly string[] {
  const start = page.split('\n').indexOf('## Code map') + 1;
  if (start === 0) return [`${PAGE}:1: there is no code map`];
  const lines = mapLines(page, start);
  const named = new Set(lines.flatMap(({ rooms, names }) => rooms.flatMap((room) => meanings(room, names))));
  const folders = new Set(files.flatMap(parentsOf));
  const missing = [...new Set(files.filter((file) => PROGRAM.test(file)).map(folderOf))]
    .filter((folder) => folder !== '' && !named.has(folder))
    .map((folder) => `${PAGE}:${start}: the code map does not name ${folder}`);
  const gone = lines.flatMap(({ line, rooms, names }) => [
    ...rooms
      .filter((room) => !folders.has(room))
      .map((room) => `${PAGE}:${line}: there is no folder ${room}`),
    ...names
      .filter(
        (name) =>
          name.endsWith('/') &&
          !rooms.some((room) =>
            meanings(room, [name]).some(
              (folder) => folders.has(folder) && folder !== room && folder !== `${room}/src`,
            ),
          ),
      )
      .map((name) => `${PAGE}:${line}: there is no folder ${name} in ${rooms.join(', ')}`),
  ]);
  return [...missing, ...gone];
}

const folderOf = (file: string) => file.slice(0, Math.max(0, file.lastIndexOf('/')));

/** `a/b/c.ts` lies in `a/b` and `a`. */
function parentsOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return parts.map((_, k) => parts.slice(0, k + 1).join('/'));
}

function mapLines(page: string, start: number): readonly MapLine[] {
  const found: MapLine[] = [];
  for (const [k, text] of page.split('\n').entries()) {
    if (k < start) continue;
    if (text.startsWith('## ')) break;
    const room = found.at(-1);
    if (text.startsWith('  ') && room !== undefined) {
      found.push({ line: k + 1, rooms: room.rooms, names: namesIn(text) });
      continue;
    }
    const heads = /^\* ((?:`[^`]+`(?:, )?)+)/.exec(text)?.[1];
    if (heads === undefined) continue;
    const rest = text.slice(heads.length + 2);
    found.push({ line: k + 1, rooms: namesIn(heads), names: namesIn(rest) });
  }
  return found;
}

const namesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].flatMap((match) => expand(match[1]!));

/** `store/{nats,sqlite}` as its two names. */
function expand(name: string): readonly string[] {
  const braces = /^(.*)\{([^}]*)\}(.*)$/.exec(name);
  return braces === null ? [name] : braces[2]!.split(',').map((one) => `${braces[1]}${one}${braces[3]}`);
}

/** The folders that a line names: its room, the room's `src`, and each name in either. */
function meanings(room: string, names: readonly string[]): readonly string[] {
  const bare = names.map((name) => name.replace(/\/$/, ''));
  return [room, `${room}/src`, ...bare.flatMap((name) => [`${room}/${name}`, `${room}/src/${name}`])];
}
