import type { DeliveryItem, DeliveryResponse, Interaction } from '../delivery/delivery-item.ts';
import { allInteractions } from '../delivery/steps.ts';
import { hasDecimalComma } from '../lexical/decimal-comma.ts';
import type { Item, ResponseDeclaration } from '../model/item.ts';
import { recordedValue } from '../model/value.ts';
import { usedParts } from './used-parts.ts';

export interface DeliveryOptions {
  /** What the item shows after an attempt, as far as no answer and no key decides it. False when it is not said. */
  readonly steps?: boolean;
}

/**
 * What a browser may have of an item: the body, bare declarations of the responses that the body asks for, and the
 * list of files. Built field by field from what does not depend on keys: correct responses, mappings, outcomes,
 * processing, comparison rules, feedback, rubrics for adults and the item's path stay behind.
 */
export function toDelivery(item: Item, options: DeliveryOptions = {}): DeliveryItem {
  const { steps, assets } =
    options.steps === true && item.steps?.kind === 'steps' ? item.steps : { steps: undefined, assets: [] };
  const shown = { body: item.body, ...(steps === undefined ? {} : { steps }) };
  const parts = usedParts({
    shown: [item.body, ...(steps?.list.map((step) => step.body ?? []) ?? [])],
    catalogs: item.catalogs,
    styles: item.styles,
    assets: assets.length === 0 ? item.assets : [...new Set([...item.assets, ...assets])].toSorted(),
  });
  const asked = new Map(allInteractions(shown).map((one) => [one.responseId, one]));
  return {
    v: 1,
    id: item.identifier,
    title: item.title,
    language: item.language,
    body: item.body,
    responses: item.responses.flatMap((declaration) => {
      const interaction = asked.get(declaration.id);
      return interaction === undefined ? [] : [bareResponse(declaration, interaction, item.language)];
    }),
    assets: parts.assets,
    ...(parts.catalogs.length === 0 ? {} : { catalogs: parts.catalogs }),
    ...(item.calculator ? { calculator: true } : {}),
    ...(parts.styles.length === 0 ? {} : { styles: parts.styles }),
    ...(steps === undefined ? {} : { steps }),
  };
}

function bareResponse(
  { id, cardinality, baseType, defaultValue }: ResponseDeclaration,
  interaction: Interaction,
  language: string,
): DeliveryResponse {
  const initial = initialResponse(defaultValue, interaction, language);
  return { id, cardinality, baseType, ...(initial === null ? {} : { initial }) };
}

/** What is there before the pupil answers, as a record would have it; decimals as the item's language writes them. */
export function initialResponse(
  value: ResponseDeclaration['defaultValue'],
  interaction: Interaction,
  language: string,
): string | readonly string[] | null {
  // A button that is not pressed.
  if (interaction.kind === 'endAttempt' && value?.members[0] === false) return null;
  const recorded = recordedValue(value);
  const isTyped = interaction.kind === 'textEntry' || interaction.kind === 'extendedText';
  if (typeof recorded !== 'string' || !isTyped || value?.baseType !== 'float') return recorded;
  return hasDecimalComma(language) ? recorded.replace('.', ',') : recorded;
}
