/** The markup of an interaction as elements. It was checked like any content: no script, no address but its own files. */
import type { ContentNode } from '@cloison/qti/delivery';

const HTML = 'http://www.w3.org/1999/xhtml';
const MATHML = 'http://www.w3.org/1998/Math/MathML';
const ADDRESSES = new Set(['src', 'poster']);

/** `address` gives the address of a file, null for one that is not there. */
export function appendMarkup(
  parent: Element,
  nodes: readonly ContentNode[],
  address: (path: string) => string | null,
): void {
  for (const node of nodes) {
    if (node.kind === 'text') {
      parent.append(node.text);
      continue;
    }
    const isMath = node.name === 'math' || parent.namespaceURI === MATHML;
    const element = document.createElementNS(isMath ? MATHML : HTML, node.name);
    for (const [name, value] of Object.entries(node.attributes)) {
      const given = ADDRESSES.has(name) ? address(value) : value;
      if (given !== null) element.setAttribute(name, given);
    }
    appendMarkup(element, node.children, address);
    parent.append(element);
  }
}
