/** A decision is a page: context with figures, options, choice, consequences. Notes and runs belong to docs/benchmarks.md. */
import { read, repositoryFiles } from './source-files.ts';

/** A printed page holds some 500 words; tables count by the cell. */
const MAX_WORDS = 700;
const DECISION = /^docs\/decisions\/.*\.md$/;

/** Problems as `file:line: words`. `pages` may be given to try the check itself. */
export function checkDecisions(
  pages: ReadonlyMap<string, string> = new Map(
    repositoryFiles()
      .filter((path) => DECISION.test(path))
      .map((path) => [path, read(path)]),
  ),
): readonly string[] {
  return [...pages].flatMap(([path, text]) => {
    const words = text.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    return words > MAX_WORDS ? [`${path}:1: ${words} words; a decision has at most ${MAX_WORDS}`] : [];
  });
}
