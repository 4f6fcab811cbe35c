/**
 * Every interaction of `playableKinds`. A kind that is added there does not compile until it is drawn here: `ReactElement`
 * leaves no way out of the switch, where `ReactNode` would admit undefined.
 *
 * What most items have is part of the page; the others are loaded when a sequence has them (`loadInteractions`), before its
 * first item, so that the network may go while it is answered.
 */
import {
  allInteractions,
  type DeliveryItem,
  type Interaction,
  isPlayable,
  type PlayableKind,
} from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import type { Graphic } from './GraphicInteraction.tsx';
import type { Own } from './OwnInteraction.tsx';
import type { Rare } from './RareInteraction.tsx';
import { TextEntryField } from './TextEntryField.tsx';

/** What has been loaded. Drawn in the same step as the item, where React's `lazy` would leave it empty for some 300 ms. */
const loaded: {
  graphic: ((props: { readonly interaction: Graphic }) => ReactElement) | null;
  rare: ((props: { readonly interaction: Rare }) => ReactElement) | null;
  own: ((props: { readonly interaction: Own }) => ReactElement) | null;
  attempts: (() => ReactElement) | null;
} = { graphic: null, rare: null, own: null, attempts: null };

const GRAPHIC = {
  hotspot: true,
  selectPoint: true,
  graphicOrder: true,
  graphicAssociate: true,
  graphicGapMatch: true,
  positionObject: true,
  drawing: true,
} as const satisfies Record<Graphic['kind'], true>;
const OWN = { portableCustom: true, upload: true } as const satisfies Record<Own['kind'], true>;
/** Part of the page. Every other kind is rare: a kind that is missing here is loaded for nothing, and drawn all the same. */
const COMMON: readonly string[] = ['choice', 'textEntry'] satisfies PlayableKind[];

/** Loads what draws the interactions of these items. Rejects when a file cannot be loaded. */
export async function loadInteractions(items: Iterable<DeliveryItem>): Promise<void> {
  const all = [...items];
  const kinds = all.flatMap((item) => allInteractions(item).map(({ kind }) => kind));
  const loading: Promise<void>[] = [];
  if (all.some(({ steps }) => steps !== undefined)) loading.push(loadAttempts());
  if (kinds.some(isGraphic)) loading.push(loadGraphic());
  if (kinds.some(isOwn)) loading.push(loadOwn());
  if (kinds.some((kind) => !isGraphic(kind) && !isOwn(kind) && !COMMON.includes(kind)))
    loading.push(loadRare());
  await Promise.all(loading);
}

function isGraphic(kind: string): boolean {
  return Object.hasOwn(GRAPHIC, kind);
}

function isOwn(kind: string): boolean {
  return Object.hasOwn(OWN, kind);
}

async function loadOwn(): Promise<void> {
  loaded.own = (await import('./OwnInteraction.tsx')).OwnInteraction;
}

async function loadGraphic(): Promise<void> {
  loaded.graphic = (await import('./GraphicInteraction.tsx')).GraphicInteraction;
}

export async function loadAttempts(): Promise<void> {
  loaded.attempts = (await import('./AttemptBar.tsx')).AttemptBar;
}

/** Below a question with several attempts. */
export function Attempting(): ReactElement {
  const { attempts: Drawn } = loaded;
  if (Drawn === null) throw new Error('loadInteractions comes before the first item');
  return <Drawn />;
}

export async function loadRare(): Promise<void> {
  loaded.rare = (await import('./RareInteraction.tsx')).RareInteraction;
}

export function InteractionView({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const words = useWords();
  // A campaign with one is refused when it is checked (QTI_LINT_NOT_PLAYABLE).
  if (!isPlayable(interaction)) return <span className="item-missing">{words.item.assetMissing}</span>;
  switch (interaction.kind) {
    case 'choice':
      return <ChoiceField interaction={interaction} />;
    case 'textEntry':
      return <TextEntryField interaction={interaction} />;
    case 'hotspot':
    case 'selectPoint':
    case 'graphicOrder':
    case 'graphicAssociate':
    case 'graphicGapMatch':
    case 'positionObject':
    case 'drawing': {
      const { graphic: Drawn } = loaded;
      if (Drawn === null) throw new Error('loadInteractions comes before the first item');
      return <Drawn interaction={interaction} />;
    }
    case 'portableCustom':
    case 'upload': {
      const { own: Drawn } = loaded;
      if (Drawn === null) throw new Error('loadInteractions comes before the first item');
      return <Drawn interaction={interaction} />;
    }
    // A kind that `RareInteraction` does not draw is none of `Rare`, and does not compile here.
    default: {
      const { rare: Drawn } = loaded;
      if (Drawn === null) throw new Error('loadInteractions comes before the first item');
      return <Drawn interaction={interaction} />;
    }
  }
}
