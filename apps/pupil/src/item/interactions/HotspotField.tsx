/** Places of a picture to choose (`hotspot`), or to number in an order (`graphicOrder`). */
import type { GraphicOrderInteraction, HotspotInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useState } from 'react';
import { toggleInOrder, toggleMember } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem, useMembers } from '../content/ItemContext.tsx';
import { centreOf, hotspotAt } from './hotspot-geometry.ts';
import { limitHint, spotName } from './naming.ts';
import { Question } from './Question.tsx';
import { placeOn, SpotShape, Stage } from './Stage.tsx';

export function HotspotField({
  interaction,
}: {
  readonly interaction: HotspotInteraction | GraphicOrderInteraction;
}) {
  const { readOnly } = useItem();
  const { held, hold } = useMembers(interaction.responseId);
  const words = useWords();
  const [isFull, setFull] = useState(false);
  const { hotspots, maxChoices, minChoices, picture } = interaction;
  const isOrder = interaction.kind === 'graphicOrder';
  const ids = hotspots.map(({ id }) => id);

  const press = (id: string) => {
    if (readOnly) return;
    const next = isOrder ? toggleInOrder(maxChoices, held, id) : toggleMember(ids, maxChoices, held, id);
    setFull(next === null);
    if (next !== null) hold(next);
  };

  return (
    <Question
      interaction={interaction}
      hint={
        isOrder
          ? words.item.graphicOrderHelp
          : limitHint({ minChoices, maxChoices, count: hotspots.length }, words)
      }
      said={isFull ? words.item.full(maxChoices) : ''}
      isFull
    >
      <Stage
        picture={picture}
        onPress={(at, event) => {
          const target = event.target instanceof Element ? event.target.closest('[data-spot]') : null;
          const size = { width: picture.width ?? 0, height: picture.height ?? 0 };
          const hit = hotspotAt(hotspots, at, size, at.slack)?.id ?? target?.getAttribute('data-spot');
          if (hit !== null && hit !== undefined) press(hit);
        }}
        shapes={(size) =>
          hotspots.map((hotspot) => (
            <SpotShape key={hotspot.id} hotspot={hotspot} size={size} isChosen={held.includes(hotspot.id)} />
          ))
        }
        spots={(size) =>
          hotspots.map((hotspot, index) => {
            const place = held.indexOf(hotspot.id);
            const name = spotName(hotspot, index, words);
            return (
              <button
                key={hotspot.id}
                type="button"
                className="spot"
                data-spot={hotspot.id}
                style={placeOn(centreOf(hotspot, size), size)}
                aria-pressed={place >= 0}
                aria-label={isOrder && place >= 0 ? words.item.spotPlace(name, place + 1) : name}
                disabled={readOnly}
                onClick={(event) => {
                  if (event.detail === 0) press(hotspot.id);
                }}
              >
                {place >= 0 && (
                  <span className="spot-mark">{isOrder ? place + 1 : <Icon name="check" />}</span>
                )}
              </button>
            );
          })
        }
      />
    </Question>
  );
}
