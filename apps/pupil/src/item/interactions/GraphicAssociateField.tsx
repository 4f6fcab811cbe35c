/** Places of a picture that are joined by lines: press one then the other, or drag from one to the other. */
import type { GraphicAssociateInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useRef } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { centreOf, hotspotAt } from './hotspot-geometry.ts';
import { spotName } from './naming.ts';
import { Question } from './Question.tsx';
import { placeOn, SpotShape, Stage, type StageHandle } from './Stage.tsx';
import { useDrag } from './use-drag.ts';
import { usePairing } from './use-pairing.ts';

export function GraphicAssociateField({
  interaction,
}: {
  readonly interaction: GraphicAssociateInteraction;
}) {
  const { readOnly } = useItem();
  const words = useWords();
  const stage = useRef<StageHandle>(null);
  const { hotspots, picture } = interaction;
  const nameOf = (id: string) => {
    const index = hotspots.findIndex((hotspot) => hotspot.id === id);
    return spotName(hotspots[index] ?? { label: null }, index, words);
  };
  const pairing = usePairing(interaction, (_side, id) => nameOf(id));
  const { held, press, join, isChosen } = pairing;
  const size = { width: picture.width ?? 0, height: picture.height ?? 0 };
  const drag = useDrag<string>((id, client) => {
    const at = stage.current?.at(client) ?? null;
    const hit = at === null ? null : hotspotAt(hotspots, at, size, at.slack);
    if (hit !== null && hit.id !== id) join(id, hit.id, '');
  }, !readOnly);

  return (
    <Question
      interaction={interaction}
      hint={words.item.graphicPairHelp}
      said={pairing.said}
      isFull={pairing.isFull}
    >
      <Stage
        handle={stage}
        picture={picture}
        place="stage"
        onPress={(at, event) => {
          const target = event.target instanceof Element ? event.target.closest('[data-spot]') : null;
          const hit = hotspotAt(hotspots, at, size, at.slack)?.id ?? target?.getAttribute('data-spot');
          if (hit !== null && hit !== undefined) press({ side: 'source', id: hit });
        }}
        shapes={(own) => (
          <>
            {hotspots.map((hotspot) => (
              <SpotShape
                key={hotspot.id}
                hotspot={hotspot}
                size={own}
                isChosen={isChosen({ side: 'source', id: hotspot.id })}
              />
            ))}
            {held.map((pair) => {
              const [a, b] = pair.split(' ').map((id) => hotspots.find((hotspot) => hotspot.id === id));
              if (a === undefined || b === undefined) return null;
              const [from, to] = [centreOf(a, own), centreOf(b, own)];
              return <line key={pair} className="spot-line" x1={from.x} y1={from.y} x2={to.x} y2={to.y} />;
            })}
          </>
        )}
        spots={(own) =>
          hotspots.map((hotspot) => (
            <button
              key={hotspot.id}
              type="button"
              className="spot"
              data-spot={hotspot.id}
              data-drags={!readOnly}
              style={placeOn(centreOf(hotspot, own), own)}
              aria-pressed={isChosen({ side: 'source', id: hotspot.id })}
              aria-label={nameOf(hotspot.id)}
              disabled={readOnly}
              onPointerDown={drag.start(hotspot.id)}
              onClick={(event) => {
                if (event.detail === 0) press({ side: 'source', id: hotspot.id });
              }}
            >
              <span className="spot-dot" />
            </button>
          ))
        }
      />
      <ul className="pair-list" aria-label={words.item.pairs}>
        {held.map((pair) => {
          const [a = '', b = ''] = pair.split(' ');
          return (
            <li key={pair} className="pair-row">
              <span className="pair-end">{nameOf(a)}</span>
              <Icon name="pair" />
              <span className="pair-end">{nameOf(b)}</span>
              <button
                type="button"
                className="pair-part"
                disabled={readOnly}
                aria-label={words.item.matchRemove(nameOf(a), nameOf(b))}
                onClick={() => join(a, b)}
              >
                <Icon name="close" />
              </button>
            </li>
          );
        })}
      </ul>
    </Question>
  );
}
