/**
 * A word or a part of an item that its catalog says more of, for a pupil who may see it: the word becomes a button, a longer part
 * has one. What is said stands over the page, so that nothing moves.
 */
import type { CardSupport, CatalogCard, ContentNode } from '@cloison/qti/delivery';
import { Icon } from '@cloison/theme';
import { type ReactElement, type ReactNode, useRef, useState } from 'react';
import { useWords } from '../../words/WordsContext.tsx';
import { CardPopover } from '../cards/later-cards.ts';
import { useItem } from './ItemContext.tsx';

export interface ExplainedProps {
  readonly catalogId: string;
  readonly cards: readonly (CatalogCard & { readonly support: CardSupport })[];
  /** Words alone: they are the button. */
  readonly isWord: boolean;
  /** Words that stand elsewhere, which the button's name says; the button itself is a sign. */
  readonly of?: string;
  readonly children?: ReactNode;
  readonly draw: (content: readonly ContentNode[]) => ReactElement;
}

/** Keeps the word and the sign after it on one line, which a button would let go (CSS Text 3, "Line Breaking Details"). */
const WORD_JOINER = '\u2060';
/** Of a title: the start of a longer part. */
const TITLE_LENGTH = 60;

export function Explained({ catalogId, cards, isWord, of, children, draw }: ExplainedProps) {
  const { item, showSigns } = useItem();
  const words = useWords().item;
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const written = cards.filter(({ support }) => support !== 'spoken' && support !== 'sign-language');
  const hasSigns = cards.some(({ support }) => support === 'sign-language');
  const isButton = isWord && written.length > 0;
  return (
    <>
      {!isButton && children}
      {written.length > 0 && (
        <button
          ref={button}
          type="button"
          className={isButton ? 'explained' : 'card-button'}
          aria-haspopup="dialog"
          aria-expanded={isOpen}
          onClick={() => setOpen(true)}
        >
          {isButton ? (
            children
          ) : (
            <>
              <Icon name="info" />
              <span className={of === undefined ? undefined : 'only-heard'}>
                {of === undefined ? words.explain : `${words.explain} : ${of}`}
              </span>
            </>
          )}
        </button>
      )}
      {isButton && WORD_JOINER}
      {hasSigns && (
        <button type="button" className="card-button" onClick={() => showSigns(catalogId)}>
          <Icon name="hands" />
          <span className={isWord || of !== undefined ? 'only-heard' : undefined}>
            {of === undefined ? words.signs : `${words.signs} : ${of}`}
          </span>
        </button>
      )}
      <CardPopover
        isOpen={isOpen}
        anchor={button}
        word={of ?? (isButton ? (button.current?.textContent ?? '').slice(0, TITLE_LENGTH) : words.explain)}
        cards={written}
        language={item.language}
        draw={draw}
        onClose={() => setOpen(false)}
      />
    </>
  );
}
