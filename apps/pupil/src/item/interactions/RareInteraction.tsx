/** Interactions that not every sequence has: one file, loaded when a sequence has one of them. */
import './placing.css';
import type {
  AssociateInteraction,
  EndAttemptInteraction,
  ExtendedTextInteraction,
  GapMatchInteraction,
  HottextInteraction,
  InlineChoiceInteraction,
  MatchInteraction,
  MediaInteraction,
  OrderInteraction,
  SliderInteraction,
} from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { ordersAll } from '../../sitting/responses.ts';
import { AssociateField } from './AssociateField.tsx';
import { EndAttemptField } from './EndAttemptField.tsx';
import { ExtendedTextField } from './ExtendedTextField.tsx';
import { GapMatchField } from './GapMatchField.tsx';
import { HottextField } from './HottextField.tsx';
import { InlineChoiceField } from './InlineChoiceField.tsx';
import { MatchPairs } from './MatchPairs.tsx';
import { MatchTable } from './MatchTable.tsx';
import { MediaField } from './MediaField.tsx';
import { OrderList } from './OrderList.tsx';
import { OrderPicks } from './OrderPicks.tsx';
import { SliderField } from './SliderField.tsx';

export type Rare =
  | InlineChoiceInteraction
  | ExtendedTextInteraction
  | MatchInteraction
  | OrderInteraction
  | AssociateInteraction
  | GapMatchInteraction
  | HottextInteraction
  | SliderInteraction
  | MediaInteraction
  | EndAttemptInteraction;

export function RareInteraction({ interaction }: { readonly interaction: Rare }): ReactElement {
  switch (interaction.kind) {
    case 'inlineChoice':
      return <InlineChoiceField interaction={interaction} />;
    case 'extendedText':
      return <ExtendedTextField interaction={interaction} />;
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
    case 'associate':
      return <AssociateField interaction={interaction} />;
    case 'gapMatch':
      return <GapMatchField interaction={interaction} />;
    case 'hottext':
      return <HottextField interaction={interaction} />;
    case 'slider':
      return <SliderField interaction={interaction} />;
    case 'media':
      return <MediaField interaction={interaction} />;
    case 'endAttempt':
      return <EndAttemptField interaction={interaction} />;
  }
}
