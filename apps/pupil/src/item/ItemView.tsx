/** An item on screen: what to work on at the left, the question at the right when there is room. */
import type { Interaction } from '@cloison/qti/delivery';
import { memo, useMemo } from 'react';
import { layoutOf } from '../sitting/item-layout.ts';
import { useWords } from '../words/WordsContext.tsx';
import { Body } from './content/Content.tsx';
import { ItemProvider, type ItemSetting } from './content/ItemContext.tsx';
import { InteractionView } from './interactions/InteractionView.tsx';

export const ItemView = memo(function ItemView(setting: ItemSetting) {
  const { item } = setting;
  const words = useWords();
  const { support, question } = useMemo(() => layoutOf(item.body), [item]);
  const language = item.language === 'und' ? undefined : item.language;
  return (
    <ItemProvider value={setting}>
      <div className="item" data-columns={support.length > 0 ? 2 : 1} lang={language}>
        {support.length > 0 && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keys
          <section className="item-support" aria-label={words.bar.support} tabIndex={0}>
            <Body nodes={support} renderInteraction={renderInteraction} />
          </section>
        )}
        <section className="item-question" aria-label={words.bar.questionRegion}>
          <Body nodes={question} renderInteraction={renderInteraction} />
        </section>
      </div>
    </ItemProvider>
  );
});

const renderInteraction = (interaction: Interaction) => <InteractionView interaction={interaction} />;
