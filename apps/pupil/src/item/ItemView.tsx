/** An item on screen: what to work on at the left, the question at the right when there is room, else one below the other. */
import type { DeliveryNode, Interaction } from '@cloison/qti/delivery';
import { Button } from '@cloison/theme';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { layoutOf, questionsBefore } from '../sitting/item-layout.ts';
import { isRightToLeft } from '../words/right-to-left.ts';
import { useWords } from '../words/WordsContext.tsx';
import { SignPanel } from './cards/later-cards.ts';
import { Body } from './content/Content.tsx';
import { ItemProvider, type ItemSetting } from './content/ItemContext.tsx';
import { Attempting, InteractionView } from './interactions/InteractionView.tsx';
import { useItemStyles } from './item-styles.ts';
import { placeIn, rememberPlace, textOf } from './reading-place.ts';

/** Below the bar at the top of the screen. CSS pixels. */
const BELOW_BAR = 80;

export const ItemView = memo(function ItemView(setting: ItemSetting) {
  const { item } = setting;
  const words = useWords();
  const { support, question, around } = useMemo(() => layoutOf(item.body), [item]);
  const parts = useMemo(() => partsOf(question), [question]);
  const text = useMemo(() => textOf(support), [support]);
  const column = useRef<HTMLElement>(null);
  const asked = useRef<HTMLElement>(null);
  const language = around.lang ?? (item.language === 'und' ? undefined : item.language);
  const direction = around.dir ?? (isRightToLeft(language ?? '') ? 'rtl' : undefined);
  const own = item.styles === undefined ? {} : { 'data-own': '' };
  const classes = around.class === undefined ? '' : ` ${around.class}`;
  const hasText = support.length > 0;
  const [signs, setSigns] = useState<string | null>(null);
  useItemStyles(item.styles);
  const ended = setting.attempts?.ended ?? 0;
  const seen = useRef(ended);
  // What an attempt shows is read from its start.
  useEffect(() => {
    if (seen.current !== ended) asked.current?.focus();
    seen.current = ended;
  }, [ended]);

  useLayoutEffect(() => {
    const { current: own } = column;
    if (own === null) return;
    const before = placeIn(text);
    let page = before?.page ?? 0;
    if (before !== null) own.scrollTop = before.column;
    const toQuestion = before !== null && isBelow(own, asked.current);
    // After the screen has gone to the head of the new item.
    const later = toQuestion ? requestAnimationFrame(() => scrollTo(asked.current)) : 0;
    const read = () => {
      if (textIsInSight(own)) page = window.scrollY;
    };
    window.addEventListener('scroll', read, { passive: true });
    return () => {
      cancelAnimationFrame(later);
      window.removeEventListener('scroll', read);
      rememberPlace({ text, column: own.scrollTop, page });
    };
  }, [text]);

  return (
    <ItemProvider value={{ ...setting, showSigns: setSigns }}>
      <div className="item" data-columns={hasText ? 2 : 1} lang={language} dir={direction}>
        {hasText && (
          <section
            ref={column}
            className={`item-support${classes}`}
            aria-label={words.bar.support}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
            tabIndex={0}
            {...own}
          >
            <Body nodes={support} renderInteraction={renderInteraction} />
          </section>
        )}
        <section
          ref={asked}
          className={`item-question${classes}`}
          aria-label={words.bar.questionRegion}
          tabIndex={setting.attempts === undefined ? undefined : -1}
          {...own}
        >
          {parts.map(({ asks, nodes }, index) =>
            asks ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: the parts of an item never change place
              <div key={index} className="item-prompt">
                <Body nodes={nodes} renderInteraction={renderInteraction} />
              </div>
            ) : (
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <Body key={index} nodes={nodes} renderInteraction={renderInteraction} />
            ),
          )}
          {setting.attempts !== undefined && <Attempting />}
        </section>
        {hasText && <ToOtherPart column={column} asked={asked} />}
        {signs !== null && (
          <SignPanel
            key={signs}
            catalog={item.catalogs?.find(({ id }) => id === signs)}
            assetUrl={setting.assetUrl}
            onClose={() => setSigns(null)}
          />
        )}
      </div>
    </ItemProvider>
  );
});

/** The nodes in their order, with those that ask apart from the others. */
function partsOf(question: readonly DeliveryNode[]): { asks: boolean; nodes: DeliveryNode[] }[] {
  const leads = questionsBefore(question);
  const parts: { asks: boolean; nodes: DeliveryNode[] }[] = [];
  for (const node of question) {
    const asks = leads.includes(node);
    const last = parts.at(-1);
    if (last !== undefined && !asks && !last.asks) last.nodes.push(node);
    else parts.push({ asks, nodes: [node] });
  }
  return parts;
}

interface Parts {
  readonly column: { readonly current: HTMLElement | null };
  readonly asked: { readonly current: HTMLElement | null };
}

/** One touch from the text to the question and back, where one is below the other and they do not fit the screen together. */
function ToOtherPart({ column, asked }: Parts) {
  const words = useWords().bar;
  const [offers, setOffers] = useState<'none' | 'text' | 'question'>('none');
  const textAt = useRef(0);
  const part = useRef<HTMLDivElement>(null);
  // Just above the lower bar, whose height depends on the size of the letters.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the button is there from one offer on
  useLayoutEffect(() => {
    const bar = document.querySelector<HTMLElement>('.bar[data-place="bottom"]');
    if (bar !== null) part.current?.style.setProperty('bottom', `${bar.offsetHeight + 8}px`);
  }, [offers]);
  useEffect(() => {
    const look = () => {
      const { current: own } = column;
      if (own === null || !isBelow(own, asked.current)) return setOffers('none');
      const top = asked.current?.getBoundingClientRect().top ?? 0;
      if (top > window.innerHeight * 0.6) {
        textAt.current = window.scrollY;
        setOffers('question');
      } else setOffers(own.getBoundingClientRect().top < 0 ? 'text' : 'none');
    };
    look();
    window.addEventListener('scroll', look, { passive: true });
    window.addEventListener('resize', look);
    return () => {
      window.removeEventListener('scroll', look);
      window.removeEventListener('resize', look);
    };
  }, [column, asked]);
  if (offers === 'none') return null;
  const go = () => {
    if (offers === 'question') scrollTo(asked.current);
    else window.scrollTo(0, textAt.current);
  };
  return (
    <div ref={part} className="to-other-part">
      <Button icon={offers === 'question' ? 'down' : 'up'} onPress={go}>
        {offers === 'question' ? words.toQuestion : words.toText}
      </Button>
    </div>
  );
}

function isBelow(text: HTMLElement, question: HTMLElement | null): boolean {
  return question !== null && question.offsetTop >= text.offsetTop + text.offsetHeight;
}

function textIsInSight(text: HTMLElement): boolean {
  return text.getBoundingClientRect().bottom > BELOW_BAR * 2;
}

function scrollTo(element: HTMLElement | null): void {
  if (element !== null) window.scrollTo(0, window.scrollY + element.getBoundingClientRect().top - BELOW_BAR);
}

const renderInteraction = (interaction: Interaction) => <InteractionView interaction={interaction} />;
