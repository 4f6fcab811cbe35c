/** A pupil's accommodations as the page's appearance. */
import type { Manifest, Ticket, Tool } from '@cloison/protocol';
import { type CardTool, cardTools, type DeliveryItem } from '@cloison/qti/delivery';
import { type Appearance, DEFAULT_APPEARANCE } from '@cloison/theme';

export function appearanceOf({ accommodations }: Pick<Ticket, 'accommodations'>): Appearance {
  const { font, zoom, contrast } = accommodations;
  return {
    theme: DEFAULT_APPEARANCE.theme,
    contrast: contrast === null ? DEFAULT_APPEARANCE.contrast : contrast,
    font: font ?? DEFAULT_APPEARANCE.font,
    zoom: zoom ?? DEFAULT_APPEARANCE.zoom,
  };
}

/** What somebody has to allow: the campaign for everybody, the ticket for this pupil, the item for itself. */
export interface AllowedTools {
  readonly readAloud: boolean;
  readonly calculator: boolean;
  /** Whose cards of catalogs are offered: a glossary, translated words, plainer words, sign language. */
  readonly cards: ReadonlySet<CardTool>;
}

export function allowedTools(
  { accommodations }: Pick<Ticket, 'accommodations'>,
  sequence: Pick<Manifest['sequences'][number], 'tools'>,
  item: Pick<DeliveryItem, 'calculator'> | null,
): AllowedTools {
  const given: readonly Tool[] = [...(accommodations.tools ?? []), ...(sequence.tools ?? [])];
  return {
    readAloud: given.includes('readAloud'),
    calculator: given.includes('calculator') || item?.calculator === true,
    cards: new Set(Object.values(cardTools).filter((tool) => given.includes(tool))),
  };
}

export const ZOOM_STEPS: readonly number[] = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3];

/** The next size up or down; the same at the ends. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  if (direction === 1) return ZOOM_STEPS.find((step) => step > zoom + 0.01) ?? zoom;
  return [...ZOOM_STEPS].reverse().find((step) => step < zoom - 0.01) ?? zoom;
}
