/** Files that the markup of an interaction shows. A frame of opaque origin cannot ask for them, so they are handed to it. */
import type { ContentNode } from '@cloison/qti/delivery';

/** By path; a file that is not there is left out. */
export async function contentFiles(
  nodes: readonly ContentNode[],
  file: (path: string) => Promise<Blob | null> | null,
): Promise<Record<string, Blob>> {
  const paths = new Set<string>();
  const visit = (node: ContentNode) => {
    if (node.kind === 'text') return;
    for (const name of ['src', 'poster']) {
      const path = node.attributes[name];
      if (path !== undefined) paths.add(path);
    }
    node.children.forEach(visit);
  };
  nodes.forEach(visit);
  const found = await Promise.all([...paths].map(async (path) => [path, await file(path)] as const));
  return Object.fromEntries(found.flatMap(([path, blob]) => (blob === null ? [] : [[path, blob] as const])));
}
