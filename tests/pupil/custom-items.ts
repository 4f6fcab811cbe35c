/** Items whose interactions are modules: the example's own, and hostile ones. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { utf8 } from '@cloison/protocol/public';
import { readPackage, toDelivery } from '@cloison/qti';
import type { DeliveryItem, PortableCustomInteraction, SequenceContent } from '@cloison/qti/delivery';
import type { Asset } from './harness.ts';

const WORKSHOP = join(import.meta.dirname, '../../examples/atelier/atelier');
const FILES = [
  'imsmanifest.xml',
  'modules/barre-fractions.js',
  ...['at-barre-1', 'at-barre-2', 'at-barre-3', 'at-affiche-1'].map((id) => `items/${id}.xml`),
];

/** The example campaign's items with their module, as a campaign publishes them. */
export function workshop(): { readonly french: SequenceContent; readonly assets: Record<string, Asset> } {
  const files = new Map(
    FILES.map((path) => [path, new Uint8Array(readFileSync(join(WORKSHOP, path)))] as const),
  );
  const { items } = readPackage(files, { modules: ['barre-fractions'] });
  const path = 'modules/barre-fractions.js';
  return {
    french: {
      v: 1,
      id: 'francais',
      items: items.map((item) => toDelivery(item)),
      scripts: [{ module: 'barre-fractions', path }],
    },
    assets: { [path]: { bytes: files.get(path)!, type: 'application/octet-stream' } },
  };
}

function customItem(name: string, more: Partial<PortableCustomInteraction> = {}): DeliveryItem {
  return {
    v: 1,
    id: name,
    title: name,
    language: 'fr',
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'integer' }],
    assets: [],
    body: [
      {
        kind: 'portableCustom',
        responseId: 'RESPONSE',
        classes: [],
        label: null,
        prompt: [{ kind: 'text', text: `Module ${name}` }],
        typeIdentifier: `urn:essai:${name}`,
        module: name,
        modules: [name],
        properties: {},
        markup: [],
        maxLength: 20,
        maxState: 100,
        ...more,
      },
    ],
  };
}

/** A sequence of one item for each module, and then a question of the usual kind. */
export function sequenceOf(modules: Readonly<Record<string, string>>): {
  readonly french: SequenceContent;
  readonly assets: Record<string, Asset>;
} {
  const names = Object.keys(modules);
  const last: DeliveryItem = {
    v: 1,
    id: 'apres',
    title: 'Après',
    language: 'fr',
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'string' }],
    assets: [],
    body: [
      {
        kind: 'textEntry',
        responseId: 'RESPONSE',
        classes: [],
        label: 'Et après ?',
        input: 'text',
        expectedLength: null,
        maxLength: 50,
        patternMask: null,
        patternMessage: null,
        placeholder: null,
      },
    ],
  };
  return {
    french: {
      v: 1,
      id: 'francais',
      items: [...names.map((name) => customItem(name)), last],
      scripts: names.map((module) => ({ module, path: `modules/${module}.js` })),
    },
    assets: Object.fromEntries(
      names.map((name) => [
        `modules/${name}.js`,
        { bytes: utf8(modules[name]!), type: 'application/octet-stream' },
      ]),
    ),
  };
}

/** A module that registers an interaction: `body` is of `getInstance(dom, configuration, state)`. */
export const registering = (name: string, body: string): string =>
  `define(['qtiCustomInteractionContext'], (context) => { context.register({ typeIdentifier: 'urn:essai:${name}', getInstance(dom, configuration, state) { ${body} } }); });`;

/** Files: a photo that is drawn anew, and a text that is sent as it is. */
export const UPLOADS: SequenceContent = {
  v: 1,
  id: 'francais',
  items: (
    [
      ['photo', 'Prends ton affiche en photo.', ['image/*']],
      ['texte', 'Envoie ton texte.', ['text/plain']],
    ] as const
  ).map(([id, asked, types]) => ({
    v: 1,
    id,
    title: id,
    language: 'fr',
    responses: [{ id: 'RESPONSE', cardinality: 'single', baseType: 'file' }],
    assets: [],
    body: [
      {
        kind: 'upload',
        responseId: 'RESPONSE',
        classes: [],
        label: null,
        prompt: [{ kind: 'text', text: asked }],
        types,
        maxBytes: 6_000,
      },
    ],
  })),
};
