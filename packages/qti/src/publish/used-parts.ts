/**
 * Catalogs and rules of style that something delivered uses. What only hidden feedback, or nothing, names stays behind: it
 * may say what is right.
 */

import type { Catalog, StyleRule } from '../delivery/delivery-item.ts';

/** What is named in what is delivered: classes and identifiers, and catalogs. */
interface Named {
  readonly classes: Set<string>;
  readonly ids: Set<string>;
  readonly catalogs: Set<string>;
  /** Every other text, files among them. */
  readonly texts: Set<string>;
}

export interface Parts {
  /** Nodes of every body. */
  readonly shown: readonly unknown[];
  readonly catalogs: readonly Catalog[];
  readonly styles: readonly StyleRule[];
  readonly assets: readonly string[];
}

export function usedParts({ shown, catalogs, styles, assets }: Parts): Omit<Parts, 'shown'> {
  const named: Named = { classes: new Set(), ids: new Set(), catalogs: new Set(), texts: new Set() };
  gather(shown, named);
  const used = new Set<Catalog>();
  // A card may name another catalog.
  for (let before = -1; before < used.size; ) {
    before = used.size;
    for (const one of catalogs) {
      if (used.has(one) || !named.catalogs.has(one.id)) continue;
      used.add(one);
      gather(one.cards, named);
    }
  }
  const ofOthers: Named = { classes: new Set(), ids: new Set(), catalogs: new Set(), texts: new Set() };
  for (const one of catalogs) if (!used.has(one)) gather(one.cards, ofOthers);
  return {
    catalogs: catalogs.filter((one) => used.has(one)),
    styles: styles.flatMap((rule) => {
      const selectors = rule.selectors.filter((selector) => isMatched(selector, named));
      return selectors.length === 0 ? [] : [{ ...rule, selectors }];
    }),
    assets: assets.filter((path) => named.texts.has(path) || !ofOthers.texts.has(path)),
  };
}

/** Whether what is delivered has each class and identifier of a selector. */
function isMatched(selector: string, { classes, ids }: Named): boolean {
  return (selector.match(/[.#][^\s.#>+~]+/g) ?? []).every((name) =>
    (name.startsWith('.') ? classes : ids).has(name.slice(1)),
  );
}

function gather(value: unknown, named: Named): void {
  const rest: unknown[] = [value];
  for (let next = rest.pop(); next !== undefined; next = rest.pop()) {
    if (typeof next === 'string') named.texts.add(next);
    else if (Array.isArray(next)) {
      for (const one of next) if (one !== null && one !== undefined) rest.push(one);
    } else if (typeof next === 'object' && next !== null) {
      for (const [name, inside] of Object.entries(next)) {
        if (inside === null || inside === undefined) continue;
        rest.push(inside);
        const words = typeof inside === 'string' ? inside.split(/\s+/) : Array.isArray(inside) ? inside : [];
        if (name === 'class' || name === 'classes') for (const one of words) named.classes.add(String(one));
        else if (name === 'id') named.ids.add(String(inside));
        else if (name === 'data-catalog-idref') for (const one of words) named.catalogs.add(String(one));
      }
    }
  }
}
