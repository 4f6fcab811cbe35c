/** A sequence with the interactions that are loaded when an item has one, as it is published. Made for these tests. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readItem, toDelivery } from '@cloison/qti';
import type {
  AssociableChoice,
  ContentNode,
  DeliveryItem,
  DeliveryNode,
  DeliveryResponse,
  GapContent,
  HottextContent,
  Interaction,
  Picture,
  SequenceContent,
} from '@cloison/qti/delivery';
import { type Asset, pictures } from './harness.ts';

const text = (words: string): ContentNode => ({ kind: 'text', text: words });
const p = <C>(...children: C[]) => ({
  kind: 'element' as const,
  name: 'p' as const,
  attributes: {},
  children,
});
const end = (id: string, words: string, matchMax = 1): AssociableChoice => ({
  id,
  content: [text(words)],
  fixed: false,
  matchMax,
  matchMin: 0,
});
const base = { responseId: 'RESPONSE', classes: [], label: null };
const map: Picture = { path: 'images/plan.svg', alt: 'Plan d’un jardin', width: 400, height: 240 };
const spots = [
  { id: 'pond', shape: 'circle' as const, coords: [80, 80, 40], label: 'La mare' },
  { id: 'shed', shape: 'rect' as const, coords: [180, 40, 260, 110], label: 'La cabane' },
  { id: 'tree', shape: 'poly' as const, coords: [300, 200, 380, 200, 340, 120], label: 'Le sapin' },
  { id: 'stone', shape: 'circle' as const, coords: [120, 200, 8], label: 'La pierre' },
];
const joinable = spots.map((spot) => ({ ...spot, matchMax: 2, matchMin: 0 }));

function item(
  id: string,
  interaction: Interaction,
  { cardinality, baseType }: Omit<DeliveryResponse, 'id'>,
  assets: readonly string[] = [],
  before: readonly DeliveryNode[] = [],
): DeliveryItem {
  const responses = [{ id: 'RESPONSE', cardinality, baseType }];
  return { v: 1, id, title: id, language: 'fr', body: [...before, interaction], responses, assets };
}

const sentence: readonly GapContent[] = [
  p<GapContent>(
    text('Le matin, Inès '),
    { kind: 'gap', id: 'g1', required: false },
    text(' les tomates, puis elle '),
    { kind: 'gap', id: 'g2', required: false },
    text(' les mauvaises herbes.'),
  ),
];
const story: readonly HottextContent[] = [
  p<HottextContent>(
    text('Inès '),
    { kind: 'hot', id: 'h1', content: [text('arrose')] },
    text(' le '),
    { kind: 'hot', id: 'h2', content: [text('jardin')] },
    text(' de sa '),
    { kind: 'hot', id: 'h3', content: [text('grand-mère')] },
    text('.'),
  ),
];

const onMap = ['images/plan.svg'];
const limits = { minChoices: 0 };

/** Answer, perhaps a hint, read again, answer again. */
export const RELECTURE = readItem(
  readFileSync(join(import.meta.dirname, '../../packages/qti/fixtures/items/relecture.xml')),
  { path: 'items/relecture.xml' },
);
const relecture = toDelivery(RELECTURE, { steps: true });

export const JARDIN: SequenceContent = {
  v: 1,
  id: 'francais',
  items: [
    item(
      'associer',
      {
        ...base,
        kind: 'associate',
        prompt: [text('Fais des paires de mots de la même famille.')],
        choices: [
          end('garden', 'jardin'),
          end('milk', 'lait'),
          end('gardener', 'jardinier'),
          end('dairy', 'laiterie'),
        ],
        shuffle: false,
        minAssociations: 2,
        maxAssociations: 2,
      },
      { cardinality: 'multiple', baseType: 'pair' },
    ),
    item(
      'trous',
      {
        ...base,
        kind: 'gapMatch',
        prompt: [text('Place les verbes dans le texte.')],
        choices: [end('waters', 'arrose'), end('pulls', 'arrache'), end('eats', 'mange')],
        content: sentence,
        shuffle: false,
        minAssociations: 2,
        maxAssociations: 2,
      },
      { cardinality: 'multiple', baseType: 'directedPair' },
    ),
    item(
      'noms',
      {
        ...base,
        kind: 'hottext',
        prompt: [text('Choisis les deux noms communs.')],
        content: story,
        minChoices: 2,
        maxChoices: 2,
      },
      { cardinality: 'multiple', baseType: 'identifier' },
    ),
    item(
      'zone',
      {
        ...base,
        ...limits,
        kind: 'hotspot',
        prompt: [text('Où nagent les canards ?')],
        picture: map,
        hotspots: spots,
        maxChoices: 1,
      },
      { cardinality: 'single', baseType: 'identifier' },
      onMap,
    ),
    item(
      'point',
      {
        ...base,
        ...limits,
        kind: 'selectPoint',
        prompt: [text('Montre la porte de la cabane.')],
        picture: map,
        maxChoices: 2,
      },
      { cardinality: 'multiple', baseType: 'point' },
      onMap,
    ),
    item(
      'chemin',
      {
        ...base,
        ...limits,
        kind: 'graphicOrder',
        prompt: [text('Numérote les endroits, du plus à gauche au plus à droite.')],
        picture: map,
        hotspots: spots,
        maxChoices: 3,
      },
      { cardinality: 'ordered', baseType: 'identifier' },
      onMap,
    ),
    item(
      'relier',
      {
        ...base,
        kind: 'graphicAssociate',
        prompt: [text('Relie la cabane à la mare, puis au sapin.')],
        picture: map,
        hotspots: joinable,
        minAssociations: 0,
        maxAssociations: 2,
      },
      { cardinality: 'multiple', baseType: 'pair' },
      onMap,
    ),
    item(
      'legende',
      {
        ...base,
        kind: 'graphicGapMatch',
        prompt: [text('Place les noms sur le plan.')],
        picture: map,
        choices: [end('water', 'eau'), end('wood', 'bois'), end('hill', 'colline')],
        hotspots: joinable.slice(0, 3).map((spot) => ({ ...spot, matchMax: 1 })),
        shuffle: false,
        minAssociations: 0,
        maxAssociations: 3,
      },
      { cardinality: 'multiple', baseType: 'directedPair' },
      onMap,
    ),
    item(
      'poser',
      {
        ...base,
        ...limits,
        kind: 'positionObject',
        stage: map,
        object: { path: 'images/fleur.svg', alt: 'Une fleur', width: 40, height: 40 },
        center: null,
        maxChoices: 3,
      },
      { cardinality: 'multiple', baseType: 'point' },
      ['images/fleur.svg', 'images/plan.svg'],
      [p(text('Plante trois fleurs autour de la mare.'))],
    ),
    item(
      'curseur',
      {
        ...base,
        kind: 'slider',
        prompt: [text('Combien vaut la moitié de 15 ?')],
        lowerBound: 0,
        upperBound: 10,
        step: 0.5,
        stepLabel: false,
        orientation: 'horizontal',
        reverse: false,
      },
      { cardinality: 'single', baseType: 'float' },
    ),
    item(
      'ecoute',
      {
        ...base,
        kind: 'media',
        prompt: [text('Écoute le signal du bateau.')],
        media: [{ kind: 'element', name: 'audio', attributes: { src: 'sounds/signal.wav' }, children: [] }],
        autostart: false,
        loop: false,
        minPlays: 1,
        maxPlays: 2,
      },
      { cardinality: 'single', baseType: 'integer' },
      ['sounds/signal.wav'],
    ),
    item(
      'dessin',
      { ...base, kind: 'drawing', prompt: [text('Trace le chemin de la mare au sapin.')], picture: map },
      { cardinality: 'single', baseType: 'file' },
      onMap,
    ),
    item(
      'indice',
      { ...base, kind: 'endAttempt', title: 'Montrer un indice', countAttempt: false },
      { cardinality: 'single', baseType: 'boolean' },
      [],
      [p(text('Tu peux demander de l’aide.'))],
    ),
    item(
      'fleuves',
      {
        ...base,
        kind: 'extendedText',
        prompt: [text('Cite deux fleuves au moins.')],
        strings: { min: 2, max: 8 },
        expectedLength: null,
        expectedLines: null,
        maxLength: 30,
        patternMask: null,
        patternMessage: null,
        placeholder: null,
      },
      { cardinality: 'multiple', baseType: 'string' },
    ),
    relecture,
  ],
};

/** A short tone: 8 kHz, 8 bits, 0.3 s. */
function tone(): Asset {
  const samples = 2_400;
  const bytes = new Uint8Array(44 + samples);
  const view = new DataView(bytes.buffer);
  const ascii = (at: number, letters: string) => bytes.set(new TextEncoder().encode(letters), at);
  ascii(0, 'RIFF');
  view.setUint32(4, 36 + samples, true);
  ascii(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, 8_000, true);
  view.setUint32(28, 8_000, true);
  view.setUint16(32, 1, true);
  view.setUint16(34, 8, true);
  ascii(36, 'data');
  view.setUint32(40, samples, true);
  for (let i = 0; i < samples; i++)
    bytes[44 + i] = 128 + Math.round(60 * Math.sin((i * 2 * Math.PI * 440) / 8_000));
  return { bytes, type: 'audio/wav' };
}

export const JARDIN_ASSETS: Readonly<Record<string, Asset>> = {
  ...pictures({
    'images/plan.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 240" width="400" height="240"><rect width="400" height="240" fill="#dcebcf"/><circle cx="80" cy="80" r="40" fill="#7fb2d9"/><path d="M180 62l40-22 40 22v48h-80z" fill="#b98a5b"/><path d="M212 110V82h18v28z" fill="#5b3f22"/><path d="M300 200h80l-40-80z" fill="#3f7d4f"/><circle cx="120" cy="200" r="8" fill="#777"/></svg>`,
    'images/fleur.svg': `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 40" width="40" height="40"><circle cx="20" cy="20" r="18" fill="#e8a33d"/><circle cx="20" cy="20" r="7" fill="#7a1f00"/></svg>`,
  }),
  'sounds/signal.wav': tone(),
};
