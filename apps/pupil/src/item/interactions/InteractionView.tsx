/**
 * Every interaction there is. A new kind does not compile until it is drawn here: `ReactElement` leaves no way out of the
 * switch, where `ReactNode` would admit undefined.
 */
import type { Interaction } from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { ordersAll } from '../../sitting/responses.ts';
import { ChoiceField } from './ChoiceField.tsx';
import { ExtendedTextField } from './ExtendedTextField.tsx';
import { InlineChoiceField } from './InlineChoiceField.tsx';
import { MatchPairs } from './MatchPairs.tsx';
import { MatchTable } from './MatchTable.tsx';
import { OrderList } from './OrderList.tsx';
import { OrderPicks } from './OrderPicks.tsx';
import { TextEntryField } from './TextEntryField.tsx';

export function InteractionView({ interaction }: { readonly interaction: Interaction }): ReactElement {
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
