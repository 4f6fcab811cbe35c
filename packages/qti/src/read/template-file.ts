/** Response processing that several items share, in a file of the package. */

import { ProblemList, QtiProblems } from '../model/problem.ts';
import { say } from '../words/say.ts';
import { parseXml, type XmlElement } from '../xml/xml.ts';
import { qtiNamespace } from './content/context.ts';
import { resolvePath } from './content/path.ts';
import { reportForeign } from './foreign.ts';
import type { OpenTemplate } from './processing/processing.ts';
import { upgraded } from './upgrade.ts';

/** Opens such files for the item at `path`. */
export function openTemplate(path: string, file: (path: string) => Uint8Array | null): OpenTemplate {
  return (location) => {
    const resolved = resolvePath(path, location);
    const bytes = resolved.kind === 'path' ? file(resolved.path) : null;
    if (resolved.kind !== 'path' || bytes === null) return null;
    const problems = new ProblemList(resolved.path);
    let root: XmlElement;
    try {
      root = upgraded(parseXml(bytes, resolved.path)).root;
    } catch (error) {
      if (!(error instanceof QtiProblems)) throw error;
      problems.addAll(error.problems);
      return { root: null, problems };
    }
    if (root.name !== 'qti-response-processing' || root.namespace !== qtiNamespace) {
      problems.add('QTI_UNSUPPORTED_TEMPLATE', root, say('not-processing'));
      return { root: null, problems };
    }
    reportForeign(root, problems, root);
    return { root, problems };
  };
}
