import { packagePath } from '../../delivery/allow-list.ts';

export type ResolvedPath =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'external' }
  | { readonly kind: 'bad' };

/** A reference found in the file `from`, as a path of the package. */
export function resolvePath(from: string, reference: string): ResolvedPath {
  const trimmed = reference.trim();
  if (/^[A-Za-z][A-Za-z0-9+.-]*:|^\/|^\\/.test(trimmed)) return { kind: 'external' };
  const steps = from.split('/').slice(0, -1);
  for (const step of trimmed.split('/')) {
    if (step === '.') continue;
    if (step === '..') {
      if (steps.pop() === undefined) return { kind: 'bad' };
    } else {
      steps.push(step);
    }
  }
  const path = packagePath(steps.join('/'));
  return path === null ? { kind: 'bad' } : { kind: 'path', path };
}
