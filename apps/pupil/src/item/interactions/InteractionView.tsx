/**
 * Every interaction of `playableKinds`. A kind that is added there does not compile until it is drawn here: `ReactElement`
 * leaves no way out of the switch, where `ReactNode` would admit undefined.
 */
import { type Interaction, isPlayable } from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { ordersAll } from '../../sitting/responses.ts';
import { useWords } from '../../words/WordsContext.tsx';
import { ChoiceField } from './ChoiceField.tsx';
import { ExtendedTextField } from './ExtendedTextField.tsx';
import { InlineChoiceField } from './InlineChoiceField.tsx';
import { MatchPairs } from './MatchPairs.tsx';
import { MatchTable } from './MatchTable.tsx';
import { OrderList } from './OrderList.tsx';
import { OrderPicks } from './OrderPicks.tsx';
import { TextEntryField } from './TextEntryField.tsx';

export function InteractionView({ interaction }: { readonly interaction: Interaction }): ReactElement {
  const words = useWords();
  // A campaign with one is refused when it is checked (QTI_LINT_NOT_PLAYABLE).
  if (!isPlayable(interaction)) return <span className="item-missing">{words.item.assetMissing}</span>;
  switch (interaction.kind) {
    case 'choice':
      return <ChoiceField interaction={interaction} />;
    case 'inlineChoice':
      return <InlineChoiceField interaction={interaction} />;
    case 'textEntry':
      return <TextEntryField interaction={interaction} />;
    case 'match':
      return interaction.classes.includes('qti-match-tabular') ? (
        <MatchTable interaction={interaction} />
      ) : (
        <MatchPairs interaction={interaction} />
      );
    case 'order':
      return ordersAll(interaction) ? (
        <OrderList interaction={interaction} />
      ) : (
        <OrderPicks interaction={interaction} />
      );
    case 'extendedText':
      return <ExtendedTextField interaction={interaction} />;
  }
}
