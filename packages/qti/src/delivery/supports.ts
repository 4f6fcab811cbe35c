/**
 * Cards of catalogs that the player has a use for, by their support (QTI 3.0 ASI, "Catalog", with the terms of 1EdTech
 * Access for All), and the tool that somebody has to allow before a pupil is offered them. Cards of other supports,
 * those of a vendor (`ext:…`) among them, are left out with a warning when an item is read.
 */

import type { Catalog, CatalogCard } from './delivery-item.ts';

export const cardTools = {
  spoken: 'readAloud',
  'glossary-on-screen': 'glossary',
  'keyword-translation': 'translation',
  'linguistic-guidance': 'guidance',
  'sign-language': 'signLanguage',
} as const;

export type CardSupport = keyof typeof cardTools;
export type CardTool = (typeof cardTools)[CardSupport];

export function isShownSupport(support: string): support is CardSupport {
  return Object.hasOwn(cardTools, support);
}

/** The cards of one catalog whose tools are allowed, in their order. */
export function cardsOf(
  catalogs: readonly Catalog[] | undefined,
  id: string,
  allowed: ReadonlySet<CardTool>,
): readonly (CatalogCard & { readonly support: CardSupport })[] {
  const cards = catalogs?.find((catalog) => catalog.id === id)?.cards ?? [];
  return cards.flatMap(({ support, entries }) =>
    isShownSupport(support) && allowed.has(cardTools[support]) ? [{ support, entries }] : [],
  );
}
