/** What the statement of a cohort's end says to people, in the blocks of a certificate: for its page and its paper. */
import { keyWords, type VerifiedCohortEnd } from '../cohort/end-statement.ts';
import {
  type CertificateBlock,
  type CertificateCell,
  closingBlocks,
  code,
  heading,
  text,
  words,
} from './certificate-blocks.ts';

const OUTCOMES = {
  destroyed: { fr: 'détruite', en: 'destroyed' },
  absent: { fr: 'ABSENTE de sa place', en: 'NOT in its place' },
  unreachable: { fr: 'NON DÉTRUITE, hors d’atteinte', en: 'NOT DESTROYED, out of reach' },
  unknown: { fr: 'SORT INCONNU', en: 'FATE NOT KNOWN' },
} as const;

type Files = VerifiedCohortEnd['end']['marks']['copies'];

function filesTable(files: Files): readonly CertificateBlock[] {
  if (files.length === 0) return [];
  return [
    {
      kind: 'table',
      columns: [
        { fr: 'Fichier', en: 'File' },
        { fr: 'Ce qu’il est devenu', en: 'What became of it' },
      ],
      rows: files.map(({ path, outcome }) => [code(path), words(OUTCOMES[outcome].fr, OUTCOMES[outcome].en)]),
    },
  ];
}

export function cohortEndContent({ end, key }: VerifiedCohortEnd): readonly CertificateBlock[] {
  return [
    heading('Fin d’une cohorte', 'End of a cohort', 1),
    text(
      `Cohorte ${end.cohort}, dont les clés devaient durer jusqu’au ${end.until} au plus tard. Elle a pris fin le`,
      `Cohort ${end.cohort}, whose keys were to last until ${end.until} at the latest. It ended on`,
    ),
    { kind: 'instant', at: end.at },
    heading('Les deux clés', 'The two keys'),
    ...end.keys.flatMap((one): readonly CertificateBlock[] => [
      text(`${keyWords(one).fr} « ${one.by} » le`, `${keyWords(one).en} “${one.by}” on`),
      { kind: 'instant', at: one.at },
      ...(one.fingerprint === null ? [] : [{ kind: 'code' as const, code: one.fingerprint }]),
      ...filesTable(one.files),
    ]),
    heading('Les identifiants', 'The identifiers'),
    text(
      `${end.marks.rows} ligne(s) effacée(s), après la clé sous laquelle le coffre les tenait.`,
      `${end.marks.rows} row(s) erased, after the key under which the vault held them.`,
    ),
    ...(end.marks.campaigns.length === 0
      ? []
      : [
          {
            kind: 'table' as const,
            columns: [
              { fr: 'Campagne', en: 'Campaign' },
              { fr: 'Identifiants', en: 'Identifiers' },
            ],
            rows: end.marks.campaigns.map(({ campaign, identifiers }): readonly CertificateCell[] => [
              code(campaign),
              { kind: 'number', value: identifiers },
            ]),
          },
        ]),
    ...filesTable(end.marks.copies),
    heading('Ce qui n’est pas détruit', 'What is not destroyed'),
    {
      kind: 'table',
      columns: [
        { fr: 'Quoi', en: 'What' },
        { fr: 'Jusqu’à quand', en: 'Until when' },
      ],
      rows: end.notDestroyed.map(({ what, until }) => [words(what.fr, what.en), words(until.fr, until.en)]),
    },
    ...closingBlocks(end.journal, 'attestation.json', key, end.replacedKeys),
  ];
}
