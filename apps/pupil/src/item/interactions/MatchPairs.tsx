/** Pairs of two lists, made by two presses from either side, or by dragging a word to the place beside its partner. */
import type { MatchInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { pairOf } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { PieceCards } from '../content/Content.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { choiceName, inPupilsOrder } from './naming.ts';
import { Piece } from './Piece.tsx';
import { Question } from './Question.tsx';
import { useDrag } from './use-drag.ts';
import { type PairEnd, usePairing } from './use-pairing.ts';

/** A piece in the hand: from a list, or from the place of a source. */
interface Dragged extends PairEnd {
  readonly from?: string;
}

export function MatchPairs({ interaction }: { readonly interaction: MatchInteraction }) {
  const { item, seed, readOnly } = useItem();
  const words = useWords();
  const { responseId, shuffle } = interaction;
  const sources = inPupilsOrder(interaction.sources, shuffle, seed, `${item.id}/${responseId}/sources`);
  const targets = inPupilsOrder(interaction.targets, shuffle, seed, `${item.id}/${responseId}/targets`);
  const pairing = usePairing(interaction, (side, id) =>
    choiceName((side === 'source' ? sources : targets).find((choice) => choice.id === id)?.content ?? [], id),
  );
  const { held, chosen, press, join, isChosen } = pairing;
  const drag = useDrag<Dragged>((piece, { place }) => {
    const [side, id] = place.split(' ');
    if (side === 'bank') {
      if (piece.from !== undefined) join(piece.from, piece.id);
    } else if (id === undefined || side === piece.side) return;
    else if (side === 'source') {
      const insteadOf = piece.from === undefined ? '' : pairOf(piece.from, piece.id);
      join(id, piece.id, insteadOf);
    } else join(piece.id, id, '');
  }, !readOnly);
  const isDragged = (piece: Dragged) =>
    drag.dragged?.side === piece.side && drag.dragged.id === piece.id && drag.dragged.from === piece.from;

  return (
    <Question
      interaction={interaction}
      className="match-field"
      hint={words.item.matchHelp}
      said={pairing.said}
      isFull={pairing.isFull}
    >
      <div className="match-pairs">
        <ul className="match-sources">
          {sources.map((source) => {
            const end = { side: 'source', id: source.id } as const;
            const joined = targets.filter((target) => held.includes(pairOf(source.id, target.id)));
            const isWanted = chosen?.side === 'target';
            return (
              <li key={source.id} className="match-row" data-drop={`source ${source.id}`}>
                <span className="match-source">
                  <Piece
                    content={source.content}
                    isChosen={isChosen(end)}
                    isDragged={isDragged(end)}
                    isDisabled={readOnly}
                    onPress={() => press(end)}
                    onPointerDown={drag.start(end)}
                  />
                  <PieceCards nodes={source.content} />
                </span>
                <Icon name="next" />
                <span className="match-joined">
                  {joined.length === 0 && (
                    <button
                      type="button"
                      className="match-empty"
                      disabled={readOnly}
                      data-over={drag.dragged?.side === 'target' && drag.over === `source ${source.id}`}
                      data-wanted={isWanted}
                      aria-label={words.item.placeFor(choiceName(source.content, source.id))}
                      onClick={() => press(end)}
                    >
                      {words.item.matchEmpty}
                    </button>
                  )}
                  {joined.map((target) => {
                    const piece = { side: 'target', id: target.id, from: source.id } as const;
                    return (
                      <Piece
                        key={target.id}
                        content={target.content}
                        isJoined
                        isDragged={isDragged(piece)}
                        isDisabled={readOnly}
                        label={words.item.matchRemove(
                          choiceName(source.content, source.id),
                          choiceName(target.content, target.id),
                        )}
                        onPress={() => join(source.id, target.id)}
                        onPointerDown={drag.start(piece)}
                      />
                    );
                  })}
                </span>
              </li>
            );
          })}
        </ul>
        <div className="match-targets" data-active={chosen?.side === 'source'} data-drop="bank">
          <p className="match-targets-title">
            {chosen?.side === 'source' ? words.item.matchPick : words.item.matchTargets}
          </p>
          <ul className="match-list">
            {targets.map((target) => {
              const end = { side: 'target', id: target.id } as const;
              return (
                <li key={target.id}>
                  <Piece
                    content={target.content}
                    isChosen={isChosen(end)}
                    isUsed={held.some((pair) => pair.endsWith(` ${target.id}`))}
                    isDragged={isDragged(end)}
                    isOver={drag.dragged?.side === 'source' && drag.over === `target ${target.id}`}
                    isDisabled={readOnly}
                    place={`target ${target.id}`}
                    onPress={() => press(end)}
                    onPointerDown={drag.start(end)}
                  />
                  <PieceCards nodes={target.content} />
                </li>
              );
            })}
          </ul>
        </div>
      </div>
    </Question>
  );
}
