/** A pupil's accommodations as the page's appearance. */
import type { Ticket } from '@cloison/protocol';
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

export const ZOOM_STEPS: readonly number[] = [1, 1.15, 1.3, 1.5, 1.75, 2, 2.5, 3];

/** The next size up or down; the same at the ends. */
export function zoomStep(zoom: number, direction: 1 | -1): number {
  if (direction === 1) return ZOOM_STEPS.find((step) => step > zoom + 0.01) ?? zoom;
  return [...ZOOM_STEPS].reverse().find((step) => step < zoom - 0.01) ?? zoom;
}
