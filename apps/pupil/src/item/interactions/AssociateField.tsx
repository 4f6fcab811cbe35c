/** Pairs of one list: press one piece then another, or drag one onto the other. */
import type { AssociateInteraction } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { Content, PieceCards } from '../content/Content.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { choiceName, inPupilsOrder } from './naming.ts';
import { Piece } from './Piece.tsx';
import { Question } from './Question.tsx';
import { useDrag } from './use-drag.ts';
import { usePairing } from './use-pairing.ts';

export function AssociateField({ interaction }: { readonly interaction: AssociateInteraction }) {
  const { item, seed, readOnly } = useItem();
  const words = useWords();
  const { responseId, shuffle } = interaction;
  const choices = inPupilsOrder(interaction.choices, shuffle, seed, `${item.id}/${responseId}`);
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];
  const nameOf = (id: string) => choiceName(contentOf(id), id);
  const pairing = usePairing(interaction, (_side, id) => nameOf(id));
  const { held, chosen, press, join, isChosen } = pairing;
  const drag = useDrag<string>((id, { place }) => {
    if (place === 'pair') press({ side: 'source', id });
    else join(id, place, '');
  }, !readOnly);
  const uses = (id: string) => held.filter((pair) => pair.split(' ').includes(id)).length;
  const isOpen = held.length < interaction.maxAssociations;
  /** An empty place was pressed: the pieces that can go there stand out. */
  const [wanted, setWanted] = useState(false);
  const isWanted = wanted && chosen === null;

  return (
    <Question
      interaction={interaction}
      className="match-field"
      hint={words.item.matchHelp}
      said={pairing.said}
      isFull={pairing.isFull}
    >
      <ul className="piece-bank" data-wanted={wanted}>
        {choices.map(({ id, content, matchMax }) => (
          <li key={id}>
            <Piece
              content={content}
              isChosen={isChosen({ side: 'source', id })}
              isUsed={uses(id) >= matchMax}
              isDragged={drag.dragged === id}
              isOver={drag.dragged !== null && drag.dragged !== id && drag.over === id}
              isDisabled={readOnly}
              place={id}
              onPress={() => press({ side: 'source', id })}
              onPointerDown={drag.start(id)}
            />
            <PieceCards nodes={content} />
          </li>
        ))}
      </ul>
      <ul className="pair-list" aria-label={words.item.pairs}>
        {held.map((pair) => {
          const [a = '', b = ''] = pair.split(' ');
          return (
            <li key={pair} className="pair-row">
              <span className="pair-end">
                <Content nodes={contentOf(a)} />
              </span>
              <Icon name="pair" />
              <span className="pair-end">
                <Content nodes={contentOf(b)} />
              </span>
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
        {isOpen && (
          <li className="pair-row" data-empty="true" data-drop="pair" data-over={drag.over === 'pair'}>
            <button
              type="button"
              className="pair-end"
              aria-pressed={isWanted}
              aria-label={chosen === null ? words.item.pairEmpty : nameOf(chosen.id)}
              disabled={readOnly}
              onClick={() => (chosen === null ? setWanted(!isWanted) : press(chosen))}
            >
              {chosen !== null && (
                <span>
                  <Content nodes={contentOf(chosen.id)} />
                </span>
              )}
            </button>
            <Icon name="pair" />
            <button
              type="button"
              className="pair-end"
              aria-label={words.item.pairEmpty}
              disabled={readOnly}
              onClick={() => setWanted(!isWanted)}
            />
          </li>
        )}
      </ul>
    </Question>
  );
}
