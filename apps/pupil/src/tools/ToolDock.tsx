/** The tools that a pupil has open while an item is on screen, just above the lower bar. */
import './tools.css';
import type { DeliveryItem } from '@cloison/qti/delivery';
import { useEffect } from 'react';
import { canHighlight } from '../browser/can-highlight.ts';
import type { AllowedTools } from '../comfort/accommodations.ts';
import type { Comfort } from '../comfort/comfort.ts';
import type { AssetUrl } from '../item/content/assets.ts';
import { textName } from '../item/reading-place.ts';
import { useLanguage } from '../words/WordsContext.tsx';
import { Calculator } from './Calculator.tsx';
import { drawHighlights, HighlighterBar } from './HighlighterBar.tsx';
import { ReadAloudBar } from './ReadAloudBar.tsx';
import { TOOL_WORDS } from './tool-words.ts';

export interface ToolDockProps {
  readonly item: DeliveryItem;
  readonly assetUrl: AssetUrl;
  readonly comfort: Comfort;
  readonly onComfort: (comfort: Comfort) => void;
  /** What this pupil may use on this item. */
  readonly allowed: AllowedTools;
}

export function ToolDock({ item, assetUrl, comfort, onComfort, allowed }: ToolDockProps) {
  const words = TOOL_WORDS[useLanguage()];
  const name = textName(item);
  // What was marked stays in sight when the highlighter is closed, and comes back with its text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each item has a page of its own, also on the same text
  useEffect(() => {
    if (canHighlight()) drawHighlights(name);
  }, [name, item.id]);
  const { aloud, highlighter, calculator } = comfort;
  const isHighlighting = highlighter && canHighlight();
  const isReading = aloud && allowed.readAloud;
  const isCalculating = calculator && allowed.calculator;
  if (!isHighlighting && !isReading && !isCalculating) return null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of tools, not of fields
    <div className="tool-dock" role="group" aria-label={words.dock}>
      {isReading && (
        <ReadAloudBar
          item={item}
          assetUrl={assetUrl}
          onClose={() => onComfort({ ...comfort, aloud: false })}
        />
      )}
      {isHighlighting && (
        <HighlighterBar name={name} onClose={() => onComfort({ ...comfort, highlighter: false })} />
      )}
      {isCalculating && <Calculator onClose={() => onComfort({ ...comfort, calculator: false })} />}
    </div>
  );
}
