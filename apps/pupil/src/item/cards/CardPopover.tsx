/** What a catalog says of a word or a part: what it means, in plainer words, in another language. */
import type { CatalogCard, CatalogEntry, ContentNode } from '@cloison/qti/delivery';
import { Popover } from '@cloison/theme/popover';
import { type ReactNode, type RefObject, useState } from 'react';
import { isRightToLeft } from '../../words/right-to-left.ts';
import { useLanguage } from '../../words/WordsContext.tsx';
import { CARD_WORDS, type CardWords } from './card-words.ts';
import './panels.css';

export interface CardPopoverProps {
  readonly isOpen: boolean;
  readonly anchor: RefObject<Element | null>;
  /** The word, or the start of the part, that is explained. */
  readonly word: string;
  readonly cards: readonly CatalogCard[];
  /** Of the item: BCP 47. */
  readonly language: string;
  readonly draw: (content: readonly ContentNode[]) => ReactNode;
  readonly onClose: () => void;
}

/** More languages than this are chosen from a list. */
const LISTED = 3;
/** The language that was chosen, as long as the page is open; nothing of it is stored. */
let chosenLanguage: string | null = null;

export function CardPopover({ isOpen, anchor, word, cards, language, draw, onClose }: CardPopoverProps) {
  const words = CARD_WORDS[useLanguage()].cards;
  return (
    <Popover isOpen={isOpen} anchor={anchor} title={word} close={words.close} onClose={onClose}>
      {cards.map((card) =>
        card.support === 'keyword-translation' ? (
          <Translations key={card.support} entries={card.entries} words={words} draw={draw} />
        ) : (
          <Meaning key={card.support} card={card} language={language} words={words} draw={draw} />
        ),
      )}
    </Popover>
  );
}

interface MeaningProps extends Pick<CardPopoverProps, 'language' | 'draw'> {
  readonly card: CatalogCard;
  readonly words: CardWords['cards'];
}

function Meaning({ card, language, words, draw }: MeaningProps) {
  const entry =
    card.entries.find((one) => one.language === language) ??
    card.entries.find(({ isDefault }) => isDefault) ??
    card.entries[0];
  if (entry === undefined) return null;
  const title = card.support === 'linguistic-guidance' ? words.guidance : words.glossary;
  return (
    <section className="card-text">
      <h3>{title}</h3>
      <div {...written(entry, language)}>{draw(entry.content)}</div>
    </section>
  );
}

interface TranslationsProps extends Pick<CardPopoverProps, 'draw'> {
  readonly entries: readonly CatalogEntry[];
  readonly words: CardWords['cards'];
}

function Translations({ entries, words, draw }: TranslationsProps) {
  const spoken = useLanguage();
  const [chosen, setChosen] = useState(chosenLanguage);
  const names = new Intl.DisplayNames([spoken], { type: 'language' });
  const known = entries.filter((entry) => entry.language !== null);
  const shown = known.length <= LISTED ? known : known.filter((entry) => entry.language === chosen);
  return (
    <section className="card-text">
      <h3>{words.translation}</h3>
      {known.length > LISTED && (
        <select
          aria-label={words.language}
          value={shown.length === 0 ? '' : (chosen ?? '')}
          onChange={({ target }) => {
            chosenLanguage = target.value;
            setChosen(target.value);
          }}
        >
          <option value="" disabled>
            {words.language}
          </option>
          {known.map((entry) => (
            <option key={entry.language} value={entry.language ?? ''}>
              {names.of(entry.language ?? '')}
            </option>
          ))}
        </select>
      )}
      <dl>
        {shown.map((entry) => (
          <div key={entry.language}>
            <dt>{names.of(entry.language ?? '')}</dt>
            <dd {...written(entry, '')}>{draw(entry.content)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function written({ language }: CatalogEntry, fallback: string): { lang?: string; dir?: 'ltr' | 'rtl' } {
  const tag = language ?? fallback;
  if (tag === '' || tag === 'und') return {};
  return { lang: tag, dir: isRightToLeft(tag) ? 'rtl' : 'ltr' };
}
