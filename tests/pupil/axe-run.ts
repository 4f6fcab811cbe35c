/** axe-core in a page or in one of its frames, whatever their policies. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Axe {
  readonly run: (
    document: Document,
    options: object,
  ) => Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary: string }[];
    }[];
  }>;
}

/** Of WCAG 2.2, A and AA. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * What axe finds in this document alone: not in its frames. A frame is a part of a page, so that good practice for whole pages
 * (a main landmark, a heading of level one) is not asked of it.
 *
 * @param rules Names of rules or of groups of rules; without it all of them, for a frame those of WCAG.
 */
export async function axeFaults(where: Page | Frame, rules?: readonly string[]): Promise<string[]> {
  const runOnly = rules ?? ('mainFrame' in where ? null : WCAG);
  if (!(await where.evaluate(() => 'axe' in globalThis))) await where.evaluate(AXE);
  const { violations } = await where.evaluate(
    (options) => (globalThis as unknown as { axe: Axe }).axe.run(document, { ...options, iframes: false }),
    runOnly === null ? {} : { runOnly },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} ${target.join(' ')}: ${failureSummary}`),
  );
}
