/** Interactions of a campaign's own: one file, loaded when a sequence has one of them. */
import type { PortableCustomInteraction } from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { CustomField } from './CustomField.tsx';

export type Own = PortableCustomInteraction;

export function OwnInteraction({ interaction }: { readonly interaction: Own }): ReactElement {
  switch (interaction.kind) {
    case 'portableCustom':
      return <CustomField interaction={interaction} />;
  }
}
