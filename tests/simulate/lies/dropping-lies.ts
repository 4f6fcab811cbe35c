/** A host that says that it took what a publication brings, and drops it. Browsers find nothing; the office reads it back. */
import { type Lie, Raw, tell } from './lie.ts';

/** Their names begin so. */
export const DROPS = 'dropped-';

const taken = (about: Lie['about']): Lie => ({ about, instead: true, tell: () => tell(new Raw(204, '')) });

export const DROPPING_LIES = {
  'dropped-content': taken('content'),
  'dropped-keys': taken('keys'),
  'dropped-campaign': taken('campaign'),
  'dropped-revocations': taken('revocations'),
  'dropped-documents': {
    about: 'documents',
    instead: true,
    tell(_answer, { sent }) {
      const { envelopes = [] } = (sent ?? {}) as { readonly envelopes?: readonly unknown[] };
      return tell({ results: envelopes.map(() => ({ code: 'ok' })) });
    },
  },
} as const satisfies Readonly<Record<string, Lie>>;
