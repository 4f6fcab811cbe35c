/** Interactions of a campaign's own, and files: one file, loaded when a sequence has one of them. */
import type { PortableCustomInteraction, UploadInteraction } from '@cloison/qti/delivery';
import type { ReactElement } from 'react';
import { CustomField } from './CustomField.tsx';
import { UploadField } from './UploadField.tsx';

export type Own = PortableCustomInteraction | UploadInteraction;

export function OwnInteraction({ interaction }: { readonly interaction: Own }): ReactElement {
  switch (interaction.kind) {
    case 'portableCustom':
      return <CustomField interaction={interaction} />;
    case 'upload':
      return <UploadField interaction={interaction} />;
  }
}
