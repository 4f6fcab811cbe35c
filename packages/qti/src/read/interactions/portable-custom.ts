/**
 * Portable custom interactions (QTI 3.0 and "Portable Custom Interaction" 1.0): refused unless the campaign names every
 * module that they load, since nobody here has read what a module does. Where the modules are: `primary-path` of each, else
 * the `paths` of the file that `primary-configuration` names. Only files of the package are taken; `fallback-path` and
 * `secondary-configuration` are for other systems.
 */

import type { ContentNode, Interaction } from '../../delivery/delivery-item.ts';
import { limits } from '../../delivery/limits.ts';
import { type Said, say } from '../../words/say.ts';
import { elementsOf, type XmlElement } from '../../xml/xml.ts';
import { attributesOf } from '../content/attribute-reader.ts';
import type { BodyContext } from '../content/body-context.ts';
import { readContent } from '../content/content.ts';
import { reportUnsupported } from '../content/context.ts';
import { resolvePath } from '../content/path.ts';
import { block, expectResponse, type KnownInteractions, type Start } from './start.ts';

/** Where neither the item says how much its response or its module's state may take. */
export const DEFAULT_LENGTH = 500;
export const DEFAULT_STATE = 1_000;

function readPortableCustom(start: Start): Interaction | null {
  const { attributes, base, context, element } = start;
  const { problems } = context;
  expectResponse(start, 'portableCustom');
  const typeIdentifier = attributes.required('custom-interaction-type-identifier');
  const module = attributes.text('module')?.trim() ?? '';
  const given = attributes.integer('data-cloison-max-length', DEFAULT_LENGTH, limits.maxLength);
  if (given === 0)
    attributes.bad('data-cloison-max-length', say('expect-whole-range', { min: 1, max: limits.maxLength }));
  const maxState = attributes.integer('data-cloison-max-state', DEFAULT_STATE, limits.stateLength);
  const properties = Object.fromEntries(
    attributes
      .startingWith('data-')
      .filter(([name]) => !name.startsWith('data-cloison-') && name !== 'data-catalog-idref'),
  );
  let prompt: readonly ContentNode[] = [];
  let markup: readonly ContentNode[] = [];
  let listed = new Map<string, string | null>();
  for (const child of elementsOf(element)) {
    switch (child.name) {
      case 'qti-prompt':
        prompt = readContent(child, context);
        break;
      case 'qti-interaction-markup':
        attributesOf(child, problems).finish();
        markup = readContent(child, context);
        break;
      case 'qti-interaction-modules':
        listed = readModules(child, context);
        break;
      default:
        reportUnsupported(child, problems);
    }
  }
  const main = module === '' ? typeIdentifier : module;
  if (!listed.has(main)) listed.set(main, null);
  for (const [id, path] of listed) checkModule(id, path, element, context);
  return {
    kind: 'portableCustom',
    ...base,
    prompt,
    typeIdentifier,
    module: main,
    modules: [...listed.keys()],
    properties,
    markup,
    maxLength: given,
    maxState,
  };
}

/** Path by module, null where none is said. */
function readModules(element: XmlElement, context: BodyContext): Map<string, string | null> {
  const { problems } = context;
  const attributes = attributesOf(element, problems);
  const configuration = attributes.text('primary-configuration');
  attributes.text('secondary-configuration');
  attributes.finish();
  const paths =
    configuration === null ? new Map<string, string>() : readPaths(configuration, element, context);
  const found = new Map<string, string | null>();
  for (const child of elementsOf(element)) {
    if (child.name !== 'qti-interaction-module') {
      reportUnsupported(child, problems);
      continue;
    }
    const own = attributesOf(child, problems);
    const id = own.required('id');
    const primary = own.text('primary-path');
    own.text('fallback-path');
    own.finish();
    if (found.has(id)) problems.add('QTI_DUPLICATE', child, say('module-twice', { id: id.slice(0, 100) }));
    const said = primary ?? paths.get(id) ?? null;
    found.set(id, said === null ? null : scriptPath(said, child, context));
  }
  return found;
}

/** `paths` of a module resolution file: JSON, as RequireJS has it. */
function readPaths(reference: string, element: XmlElement, context: BodyContext): Map<string, string> {
  const resolved = resolvePath(context.path, reference);
  const bytes = resolved.kind === 'path' ? context.file(resolved.path) : null;
  const bad = (reason: Said) => {
    context.problems.add(
      'QTI_ASSET_MISSING',
      element,
      say('configuration', { path: reference.slice(0, 100), reason }),
    );
    return new Map<string, string>();
  };
  if (bytes === null) return bad(say('file-not-in-package'));
  if (bytes.length > MAX_CONFIGURATION_BYTES) return bad(say('file-too-large'));
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return bad(say('file-not-json'));
  }
  const paths = typeof read === 'object' && read !== null && 'paths' in read ? read.paths : null;
  if (typeof paths !== 'object' || paths === null) return bad(say('file-without-paths'));
  return new Map(
    Object.entries(paths).flatMap(([id, path]) => {
      const first: unknown = Array.isArray(path) ? path[0] : path;
      return typeof first === 'string' ? [[id, first] as const] : [];
    }),
  );
}

const MAX_CONFIGURATION_BYTES = 100_000;

/** RequireJS leaves out the end of the name. */
function scriptPath(reference: string, element: XmlElement, { path, problems }: BodyContext): string | null {
  const resolved = resolvePath(path, /\.js$/i.test(reference) ? reference : `${reference}.js`);
  if (resolved.kind === 'path') return resolved.path;
  const code = resolved.kind === 'external' ? 'QTI_EXTERNAL_RESOURCE' : 'QTI_BAD_PATH';
  problems.add(code, element, say('module-outside', { path: reference.slice(0, 100) }));
  return null;
}

function checkModule(id: string, path: string | null, element: XmlElement, context: BodyContext): void {
  const { problems, modules, scripts, file } = context;
  if (modules !== 'any' && !modules.has(id)) {
    const reason = say('module-not-named', { id: id.slice(0, 100) });
    problems.add('QTI_UNSUPPORTED_MODULE', element, reason);
    return;
  }
  if (path === null) {
    const reason = say('module-without-file', { id: id.slice(0, 100) });
    problems.add('QTI_MISSING_ELEMENT', element, reason);
  } else if (file(path) === null) {
    problems.add('QTI_ASSET_MISSING', element, say('not-in-package', { path }));
  } else scripts.set(id, path);
}

export const portableCustomInteractions = {
  portableCustom: block('qti-portable-custom-interaction', readPortableCustom),
} as const satisfies KnownInteractions;
