/** qti-assessment-stimulus-ref: a text that several items share, in a file of its own. */

import type { DeliveryNode } from '../delivery/delivery-item.ts';
import { limits } from '../delivery/limits.ts';
import { ProblemList, QtiProblems } from '../model/problem.ts';
import { say } from '../words/say.ts';
import { elementsOf, parseXml, type XmlElement } from '../xml/xml.ts';
import { readCatalogs } from './catalog.ts';
import { attributesOf } from './content/attribute-reader.ts';
import { type BodyContext, sharedFile } from './content/body-context.ts';
import { readNodes, type Surroundings } from './content/content.ts';
import { qtiNamespace, reportUnsupported } from './content/context.ts';
import { resolvePath } from './content/path.ts';
import { readWrapper, wrap } from './content/wrapper.ts';
import { readStylesheet } from './stylesheet.ts';
import { upgraded } from './upgrade.ts';

const flow: Surroundings = { qti: null, preserve: false, structural: true };

/** Its nodes, by the identifier of the reference; nothing after a problem. */
export function readStimulus(
  element: XmlElement,
  context: BodyContext,
): { readonly id: string; readonly nodes: readonly DeliveryNode[] } | null {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const id = attributes.identifier('identifier');
  const href = attributes.required('href');
  attributes.text('title');
  attributes.finish();
  const resolved = resolvePath(context.path, href);
  if (resolved.kind !== 'path') {
    const code = resolved.kind === 'external' ? 'QTI_EXTERNAL_RESOURCE' : 'QTI_BAD_PATH';
    problems.add(code, element, say('href-not-path', { href: href.slice(0, 80) }));
    return null;
  }
  const bytes = sharedFile(context, resolved.path, element);
  if (bytes === 'refused' || context.size.nodes >= limits.nodes) return null;
  if (bytes === null) {
    problems.add('QTI_UNSUPPORTED_STIMULUS', element, say('not-in-package', { path: resolved.path }));
    return null;
  }
  // Problems of the stimulus have its own file, line and column. They refuse the item, which cannot be shown without it.
  const own = new ProblemList(resolved.path, true);
  let root = context.parsed.get(resolved.path);
  try {
    root ??= upgraded(parseXml(bytes, resolved.path)).root;
    context.parsed.set(resolved.path, root);
  } catch (error) {
    if (!(error instanceof QtiProblems)) throw error;
    problems.addAll(error.problems);
    return null;
  }
  if (root.name !== 'qti-assessment-stimulus' || root.namespace !== qtiNamespace) {
    problems.add('QTI_UNSUPPORTED_STIMULUS', element, say('not-a-stimulus', { path: resolved.path }));
    return null;
  }
  const nodes = readStimulusRoot(root, { ...context, path: resolved.path, problems: own });
  problems.append(own);
  return { id, nodes };
}

function readStimulusRoot(root: XmlElement, context: BodyContext): DeliveryNode[] {
  const { problems } = context;
  const attributes = attributesOf(root, problems);
  attributes.identifier('identifier');
  for (const name of ['title', 'label', 'tool-name', 'tool-version']) attributes.text(name);
  const wrapper = readWrapper(attributes, true, root, context);
  attributes.finish();
  const nodes: DeliveryNode[] = [];
  for (const child of elementsOf(root)) {
    switch (child.name) {
      case 'qti-stimulus-body': {
        const own = attributesOf(child, problems);
        const inner = readWrapper(own, true, child, context);
        own.finish();
        nodes.push(...wrap('div', inner, readNodes(child.children, context, flow)));
        break;
      }
      case 'qti-stylesheet':
        readStylesheet(child, context);
        break;
      case 'qti-catalog-info':
        readCatalogs(child, context);
        break;
      default:
        reportUnsupported(child, problems);
    }
  }
  return wrap('div', wrapper, nodes);
}
