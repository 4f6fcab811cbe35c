/** Labels for places of a picture: choose a label then its place (or the place first), or drag. */
import type { GraphicGapMatchInteraction } from '@cloison/qti/delivery';
import { useRef } from 'react';
import { pairOf } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content } from '../content/Content.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { centreOf, hotspotAt } from './hotspot-geometry.ts';
import { choiceName, inPupilsOrder, spotName } from './naming.ts';
import { type MovedPiece, PieceBank } from './PieceBank.tsx';
import { Question } from './Question.tsx';
import { placeOn, SpotShape, Stage, type StageHandle } from './Stage.tsx';
import { useDrag } from './use-drag.ts';
import { usePairing } from './use-pairing.ts';

export function GraphicGapField({ interaction }: { readonly interaction: GraphicGapMatchInteraction }) {
  const { item, seed, readOnly } = useItem();
  const words = useWords();
  const stage = useRef<StageHandle>(null);
  const { responseId, shuffle, hotspots, picture } = interaction;
  const choices = inPupilsOrder(interaction.choices, shuffle, seed, `${item.id}/${responseId}`);
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];
  const placeName = (id: string) => {
    const index = hotspots.findIndex((hotspot) => hotspot.id === id);
    return spotName(hotspots[index] ?? { label: null }, index, words);
  };
  const pairing = usePairing(interaction, (side, id) =>
    side === 'source' ? choiceName(contentOf(id), id) : placeName(id),
  );
  const { held, chosen, press, join, isChosen } = pairing;
  const size = { width: picture.width ?? 0, height: picture.height ?? 0 };
  const inside = (place: string) =>
    held.filter((pair) => pair.endsWith(` ${place}`)).map((pair) => pair.split(' ')[0] ?? '');
  const drag = useDrag<MovedPiece>(({ id, from }, drop) => {
    if (drop.place === 'bank') {
      if (from !== undefined) join(id, from);
      return;
    }
    const at = stage.current?.at(drop) ?? null;
    const hit = at === null ? null : hotspotAt(hotspots, at, size, at.slack);
    if (hit !== null) join(id, hit.id, from === undefined ? '' : pairOf(id, from));
  }, !readOnly);
  const pressPlace = (id: string) => {
    const [only, ...others] = inside(id);
    if (chosen === null && only !== undefined && others.length === 0) join(only, id);
    else press({ side: 'target', id });
  };

  return (
    <Question interaction={interaction} hint={words.item.gapHelp} said={pairing.said} isFull={pairing.isFull}>
      <PieceBank choices={choices} pairing={pairing} drag={drag} isDisabled={readOnly} />
      <Stage
        handle={stage}
        picture={picture}
        place="stage"
        onPress={(at, event) => {
          const target = event.target instanceof Element ? event.target.closest('[data-spot]') : null;
          const hit = target?.getAttribute('data-spot') ?? hotspotAt(hotspots, at, size, at.slack)?.id;
          if (hit !== undefined) pressPlace(hit);
        }}
        shapes={(own) =>
          hotspots.map((hotspot) => (
            <SpotShape
              key={hotspot.id}
              hotspot={hotspot}
              size={own}
              isChosen={isChosen({ side: 'target', id: hotspot.id })}
            />
          ))
        }
        spots={(own) =>
          hotspots.map((hotspot) => {
            const pieces = inside(hotspot.id);
            const names = pieces.map((id) => choiceName(contentOf(id), id)).join(', ');
            const [first] = pieces;
            return (
              <button
                key={hotspot.id}
                type="button"
                className="spot"
                data-spot={hotspot.id}
                data-filled={pieces.length > 0}
                data-drags={pieces.length > 0 && !readOnly}
                style={placeOn(centreOf(hotspot, own), own)}
                aria-pressed={isChosen({ side: 'target', id: hotspot.id })}
                aria-label={`${placeName(hotspot.id)} : ${names || words.item.gapEmpty}`}
                disabled={readOnly}
                onPointerDown={first === undefined ? undefined : drag.start({ id: first, from: hotspot.id })}
                onClick={(event) => {
                  if (event.detail === 0) pressPlace(hotspot.id);
                }}
              >
                {pieces.map((id) => (
                  <span key={id} className="spot-piece">
                    <Content nodes={contentOf(id)} />
                  </span>
                ))}
              </button>
            );
          })
        }
      />
    </Question>
  );
}
