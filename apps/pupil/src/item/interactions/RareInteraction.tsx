/** Interactions that few items have: one file, loaded when a sequence has one of them. */
import './placing.css';
import type {
  AssociateInteraction,
  EndAttemptInteraction,
  GapMatchInteraction,
  HottextInteraction,
  MediaInteraction,
  SliderInteraction,
} from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { AssociateField } from './AssociateField.tsx';
import { EndAttemptField } from './EndAttemptField.tsx';
import { GapMatchField } from './GapMatchField.tsx';
import { HottextField } from './HottextField.tsx';
import { MediaField } from './MediaField.tsx';
import { SliderField } from './SliderField.tsx';

export type Rare =
  | AssociateInteraction
  | GapMatchInteraction
  | HottextInteraction
  | SliderInteraction
  | MediaInteraction
  | EndAttemptInteraction;

export function RareInteraction({ interaction }: { readonly interaction: Rare }): ReactElement {
  switch (interaction.kind) {
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
