import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';

/**
 * Whether `inner` is `outer` or lies in it, by whatever name: links are followed, and a folder that is mounted a second time,
 * or written in other letters where the disk takes both, is the same folder. What is not there yet counts by the nearest
 * folder that is.
 */
export function liesInside(inner: string, outer: string): boolean {
  const [from, to] = [real(resolve(inner)), real(resolve(outer))];
  const path = relative(to, from);
  if (path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)) return true;
  if (!existsSync(to)) return false;
  const wanted = identity(to);
  for (let folder = nearest(from); ; folder = dirname(folder)) {
    if (identity(folder) === wanted) return true;
    if (folder === dirname(folder)) return false;
  }
}

function real(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  const parent = dirname(path);
  return parent === path ? path : join(real(parent), basename(path));
}

function nearest(path: string): string {
  return existsSync(path) ? path : nearest(dirname(path));
}

function identity(path: string): string {
  const { dev, ino } = statSync(path, { bigint: true });
  return `${dev}/${ino}`;
}
