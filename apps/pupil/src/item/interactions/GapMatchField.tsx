/** A text with gaps, and words to put into them: choose a word then a gap (or the gap first), or drag. */
import { type GapMatchInteraction, type GapNode, gapsOf } from '@cloison/qti/delivery';
import { pairOf } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { Content, TextWithGaps } from '../content/Content.tsx';
import { useItem } from '../content/ItemContext.tsx';
import { choiceName, inPupilsOrder } from './naming.ts';
import { type MovedPiece, PieceBank } from './PieceBank.tsx';
import { Question } from './Question.tsx';
import { useDrag } from './use-drag.ts';
import { usePairing } from './use-pairing.ts';

export function GapMatchField({ interaction }: { readonly interaction: GapMatchInteraction }) {
  const { item, seed, readOnly } = useItem();
  const words = useWords();
  const { responseId, shuffle, content } = interaction;
  const choices = inPupilsOrder(interaction.choices, shuffle, seed, `${item.id}/${responseId}`);
  const gaps = gapsOf(content);
  const gapName = (id: string) => words.item.gap(gaps.findIndex((gap) => gap.id === id) + 1);
  const contentOf = (id: string) => choices.find((choice) => choice.id === id)?.content ?? [];
  const pairing = usePairing(interaction, (side, id) =>
    side === 'source' ? choiceName(contentOf(id), id) : gapName(id),
  );
  const { held, chosen, press, join, isChosen } = pairing;
  const drag = useDrag<MovedPiece>(({ id, from }, { place }) => {
    const insteadOf = from === undefined ? '' : pairOf(id, from);
    if (place !== 'bank') join(id, place, insteadOf);
    else if (from !== undefined) join(id, from);
  }, !readOnly);
  const filledBy = (gap: string) => held.find((pair) => pair.endsWith(` ${gap}`))?.split(' ')[0];

  const renderGap = ({ id }: GapNode) => {
    const source = filledBy(id);
    const name = source === undefined ? words.item.gapEmpty : choiceName(contentOf(source), source);
    const end = { side: 'target', id } as const;
    return (
      <button
        type="button"
        className="gap"
        data-drop={id}
        data-filled={source !== undefined}
        data-over={drag.dragged !== null && drag.over === id}
        data-dragged={drag.dragged !== null && drag.dragged.from === id}
        aria-pressed={isChosen(end)}
        aria-label={`${gapName(id)} : ${name}`}
        disabled={readOnly}
        onPointerDown={source === undefined ? undefined : drag.start({ id: source, from: id })}
        onClick={() => (source !== undefined && chosen === null ? join(source, id) : press(end))}
      >
        {source !== undefined && (
          <span>
            <Content nodes={contentOf(source)} />
          </span>
        )}
      </button>
    );
  };

  return (
    <Question
      interaction={interaction}
      className="gap-match"
      hint={words.item.gapHelp}
      said={pairing.said}
      isFull={pairing.isFull}
    >
      <PieceBank choices={choices} pairing={pairing} drag={drag} isDisabled={readOnly} />
      <div className="gap-text">
        <TextWithGaps nodes={content} renderGap={renderGap} />
      </div>
    </Question>
  );
}
