/** What a signed statement says to people, in blocks that its page and its paper draw. */
import type { Localised } from '@cloison/protocol';
import type { ReplacedKey } from '../keys/signed-by.ts';

export type CertificateCell =
  | { readonly kind: 'words'; readonly words: Localised }
  /** A path or an identifier, as it is. */
  | { readonly kind: 'code'; readonly code: string }
  | { readonly kind: 'number'; readonly value: number | '—' }
  /** ISO 8601 UTC. */
  | { readonly kind: 'instant'; readonly at: string };

export type CertificateBlock =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly words: Localised }
  | { readonly kind: 'text'; readonly words: Localised; readonly isStrong?: boolean }
  | { readonly kind: 'instant'; readonly at: string }
  | { readonly kind: 'code'; readonly code: string }
  | {
      readonly kind: 'table';
      /** Null: the first column says what the others are. */
      readonly columns: readonly Localised[] | null;
      readonly rows: readonly (readonly CertificateCell[])[];
    };

export const words = (fr: string, en: string): CertificateCell => ({ kind: 'words', words: { fr, en } });
export const code = (text: string): CertificateCell => ({ kind: 'code', code: text });
export const heading = (fr: string, en: string, level: 1 | 2 = 2): CertificateBlock => ({
  kind: 'heading',
  level,
  words: { fr, en },
});
export const text = (fr: string, en: string, isStrong = false): CertificateBlock => ({
  kind: 'text',
  words: { fr, en },
  isStrong,
});

const WHY: Readonly<Record<ReplacedKey['why'], Localised>> = {
  lost: { fr: 'perdue', en: 'lost' },
  leaked: {
    fr: 'divulguée : ce qui porte sa signature depuis ne prouve plus rien à lui seul',
    en: 'leaked: what bears its signature since then proves nothing by itself any more',
  },
};

/** Which signing keys of the office were replaced before the one that signs; nothing where there was only one. */
function replacedBlocks(replacedKeys: readonly ReplacedKey[]): readonly CertificateBlock[] {
  if (replacedKeys.length === 0) return [];
  return [
    heading('Clé de signature remplacée', 'Signing key replaced'),
    {
      kind: 'table',
      columns: [
        { fr: 'Ancienne clé', en: 'Former key' },
        { fr: 'Remplacée le', en: 'Replaced on' },
        { fr: 'Pourquoi', en: 'Why' },
        { fr: 'Remplacée par', en: 'Replaced by' },
      ],
      rows: replacedKeys.map(({ key, at, why, replacedBy }) => [
        code(key),
        { kind: 'instant', at },
        words(WHY[why].fr, WHY[why].en),
        code(replacedBy),
      ]),
    },
  ];
}

/** The end of every statement: keys that were replaced, the journal's head, and how the signed `file` is verified with the office's `key`. */
export function closingBlocks(
  journal: { readonly lines: number; readonly head: string },
  file: string,
  key: string,
  replacedKeys: readonly ReplacedKey[] = [],
): readonly CertificateBlock[] {
  return [
    ...replacedBlocks(replacedKeys),
    heading('Journal', 'Journal'),
    text(`${journal.lines} lignes ; empreinte de la dernière :`, `${journal.lines} lines; hash of the last:`),
    { kind: 'code', code: journal.head },
    heading('Vérifier', 'To verify'),
    text(
      `Ce qui compte est la déclaration signée (${file}), pas cette présentation. Avec Cloison, ou avec OpenSSL seul (docs/fr/verifier-sans-cloison.md) :`,
      `What counts is the signed statement (${file}), not this presentation. With Cloison, or with OpenSSL alone (docs/fr/verifier-sans-cloison.md):`,
    ),
    { kind: 'code', code: `cloison verify certificate ${file} --key "${key}"` },
  ];
}
