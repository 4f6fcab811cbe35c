/**
 * imsmanifest.xml: IMS Content Packaging 1.1 and 1.2, the profiles of QTI 3.0 and of QTI 2. Metadata describes and is
 * not read further.
 */

import type { ProblemList } from '../model/problem.ts';
import { attributesOf } from '../read/content/attribute-reader.ts';
import { resolvePath } from '../read/content/path.ts';
import { say } from '../words/say.ts';
import { elementsOf, parseXml, textOf, type XmlElement } from '../xml/xml.ts';

export const manifestName = 'imsmanifest.xml';
export const manifestNamespace = 'http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1';
/** Of packages of QTI 2. */
const oldNamespaces: ReadonlySet<string> = new Set([
  'http://www.imsglobal.org/xsd/imscp_v1p1',
  'http://www.imsglobal.org/xsd/imscp_v1p2',
  'http://www.imsglobal.org/xsd/apip/apipv1p0/imscp_v1p1',
]);

export interface Resource {
  readonly identifier: string;
  readonly type: string;
  /** Path of its main file, or null. */
  readonly href: string | null;
  readonly files: readonly string[];
  readonly dependencies: readonly string[];
  readonly element: XmlElement;
}

/** The resources in order. Problems go to the list; what could be read is returned. Throws `QtiProblems` for bad XML. */
export function readManifest(bytes: Uint8Array, problems: ProblemList): Resource[] {
  const root = parseXml(bytes, problems.path);
  const isOld = oldNamespaces.has(root.namespace);
  if (root.name !== 'manifest' || (root.namespace !== manifestNamespace && !isOld)) {
    problems.add('QTI_MANIFEST', root, say('manifest-namespace', { namespace: manifestNamespace }));
    return [];
  }
  const metadata = elementsOf(root).find(({ name }) => name === 'metadata');
  const version = metadata && elementsOf(metadata).find(({ name }) => name === 'schemaversion');
  // The versions of QTI 2 packages are those of several standards: nothing is concluded from them.
  if (!isOld && (version === undefined || !/^3\.0(?:\.\d+)?$/.test(textOf(version)))) {
    problems.add('QTI_MANIFEST', version ?? metadata ?? root, say('manifest-version'));
  }
  const resources: Resource[] = [];
  const identifiers = new Set<string>();
  for (const child of elementsOf(root)) {
    if (child.namespace !== root.namespace) continue;
    if (child.name === 'organizations' && elementsOf(child).length > 0) {
      problems.add('QTI_MANIFEST', child, say('manifest-organizations'));
    } else if (child.name === 'resources') {
      for (const resource of elementsOf(child)) {
        if (resource.name === 'resource' || resource.namespace === root.namespace)
          readResource(resource, resources, identifiers, problems);
      }
    } else if (child.name === 'manifest') {
      problems.add('QTI_MANIFEST', child, say('manifest-nested'));
    }
  }
  checkDependencies(resources, problems);
  return resources;
}

function readResource(
  element: XmlElement,
  resources: Resource[],
  identifiers: Set<string>,
  problems: ProblemList,
): void {
  if (element.name !== 'resource') {
    problems.add('QTI_MANIFEST', element, say('manifest-resource'));
    return;
  }
  const attributes = attributesOf(element, problems);
  const identifier = attributes.required('identifier');
  const type = attributes.required('type');
  const href = attributes.text('href');
  if (identifiers.has(identifier)) {
    problems.add('QTI_DUPLICATE', element, say('resource-twice', { id: identifier.slice(0, 100) }));
  }
  identifiers.add(identifier);
  const files: string[] = [];
  const dependencies: string[] = [];
  for (const child of elementsOf(element)) {
    if (child.name === 'file') {
      const path = pathOf(child, problems);
      if (path !== null) files.push(path);
    } else if (child.name === 'dependency') {
      dependencies.push(attributesOf(child, problems).required('identifierref'));
    } else if (child.name !== 'metadata') {
      problems.add('QTI_MANIFEST', child, say('manifest-child'));
    }
  }
  resources.push({
    identifier,
    type,
    href: href === null ? null : pathOf(element, problems),
    files,
    dependencies,
    element,
  });
}

function pathOf(element: XmlElement, problems: ProblemList): string | null {
  const href = attributesOf(element, problems).required('href');
  const resolved = resolvePath(manifestName, href);
  if (resolved.kind === 'path') return resolved.path;
  const code = resolved.kind === 'external' ? 'QTI_EXTERNAL_RESOURCE' : 'QTI_BAD_PATH';
  problems.add(code, element, say('href-not-path', { href: href.slice(0, 80) }));
  return null;
}

function checkDependencies(resources: readonly Resource[], problems: ProblemList): void {
  const known = new Set(resources.map(({ identifier }) => identifier));
  for (const { dependencies, element } of resources) {
    for (const dependency of dependencies) {
      if (known.has(dependency)) continue;
      problems.add(
        'QTI_MANIFEST_REFERENCE',
        element,
        say('dependency-missing', { id: dependency.slice(0, 100) }),
      );
    }
  }
}
