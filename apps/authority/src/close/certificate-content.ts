/** What the certificate says to people, once for all its forms: a page (`certificate-page.ts`) and a paper (`certificate-paper.ts`). */
import { fill } from '@cloison/command/refusal';
import type { Localised } from '@cloison/protocol';
import type { Certificate, VerifiedCertificate } from './certificate.ts';
import {
  type CertificateBlock,
  type CertificateCell,
  closingBlocks,
  code,
  heading,
  text,
  words,
} from './certificate-blocks.ts';

const numbers = (values: readonly (number | '—')[]): CertificateCell[] =>
  values.map((value) => ({ kind: 'number', value }));

/** What a purge statement counts. */
const ERASED: Readonly<Record<string, Localised>> = {
  holders: {
    fr: 'titulaires (élèves, personnel, classes, écoles)',
    en: 'holders (pupils, staff, classes, schools)',
  },
  documents: { fr: 'documents scellés', en: 'sealed documents' },
  records: { fr: 'enregistrements scellés', en: 'sealed records' },
  versions: { fr: 'versions d’enregistrements', en: 'versions of records' },
  branches: { fr: 'versions en double', en: 'branches' },
  contentFiles: { fr: 'fichiers de contenu', en: 'content files' },
  routing: { fr: 'tables d’orientation', en: 'routing tables' },
};

/** Said instead of the time of destruction. */
const OUTCOMES = {
  absent: 'ABSENTE / NOT THERE',
  unreachable: 'NON DÉTRUITE / NOT DESTROYED',
  unknown: 'SORT INCONNU / FATE NOT KNOWN',
} as const;

type Purge = NonNullable<VerifiedCertificate['purge']>;

export function certificateContent({
  certificate,
  purge,
  placePurges,
  key,
}: VerifiedCertificate): readonly CertificateBlock[] {
  const { counts, destroyed, research } = certificate;
  const rehearsal = certificate.rehearsal
    ? { fr: ', campagne blanche', en: ', rehearsal' }
    : { fr: '', en: '' };
  const { received } = counts;
  return [
    heading('Certificat de fermeture', 'Certificate of closing', 1),
    { kind: 'text', words: certificate.title, isStrong: true },
    text(
      `Campagne ${certificate.campaign} (${certificate.year})${rehearsal.fr}, fermée le`,
      `Campaign ${certificate.campaign} (${certificate.year})${rehearsal.en}, closed on`,
    ),
    { kind: 'instant', at: certificate.at },
    text('Signé par la clé', 'Signed by the key'),
    { kind: 'code', code: key },
    heading('Ce qui a été détruit', 'What was destroyed'),
    text(
      `La clé d’identité ${destroyed.identityKey}, qui seule ouvrait les noms, les codes et les réponses, puis ${destroyed.rows} lignes scellées du coffre.`,
      `The identity key ${destroyed.identityKey}, which alone opened names, codes and answers, then ${destroyed.rows} sealed rows of the vault.`,
    ),
    ...copiesLeft(certificate),
    copiesTable(certificate),
    ...platformBlocks(certificate, purge),
    ...certificate.places.flatMap((place, i) => placeBlocks(place, placePurges[i] ?? null)),
    heading('Ce qui n’a pas été détruit', 'What was not destroyed'),
    {
      kind: 'table',
      columns: [
        { fr: 'Quoi', en: 'What' },
        { fr: 'Jusqu’à quand', en: 'Until when' },
      ],
      rows: certificate.notDestroyed.map(({ what, until }) => [
        words(what.fr, what.en),
        words(until.fr, until.en),
      ]),
    },
    heading('Comptes', 'Counts'),
    codesTable(certificate),
    sequencesTable(certificate),
    text(
      `Enregistrements reçus : ${received.records}, dont ${received.counted} comptés, ${received.apart} mis à part sans nom, ${received.quarantined} écartés. Données de recherche : ${research.rows} lignes pseudonymes.`,
      `Records received: ${received.records}; ${received.counted} counted, ${received.apart} set apart without a name, ${received.quarantined} quarantined. Research data: ${research.rows} pseudonymous rows.`,
    ),
    ...answersRisk(certificate),
    ...closingBlocks(certificate.journal, 'certificat.json', key, certificate.replacedKeys),
  ];
}

function platformBlocks(
  { platform, unstated }: Certificate,
  purge: Purge | null,
): readonly CertificateBlock[] {
  const where: readonly CertificateBlock[] = [
    { kind: 'code', code: platform.address },
    { kind: 'code', code: platform.key },
  ];
  if (purge !== null) {
    return [
      text(
        'Sur la plateforme, qui l’a déclaré sous sa propre clé :',
        'At the platform, which declared it under its own key:',
      ),
      ...where,
      { kind: 'instant', at: purge.at },
      erasedTable(purge),
    ];
  }
  const { by = '', reason = '', refused = '' } = unstated ?? {};
  return [
    text(
      'La plateforme n’a donné aucune attestation d’effacement valable.',
      'The platform gave no valid statement of erasure.',
      true,
    ),
    ...where,
    text(`Fermée sans elle par « ${by} » : ${reason}`, `Closed without it by “${by}”: ${reason}`),
    text('Ce qui n’allait pas dans la dernière :', 'What was wrong with the last one:'),
    { kind: 'code', code: refused },
  ];
}

function copiesLeft({ destroyed: { copies } }: Certificate): readonly CertificateBlock[] {
  const left = copies.filter(({ outcome }) => outcome !== 'destroyed').length;
  if (left === 0) return [];
  const counts = { left, all: copies.length };
  const fr =
    '{left} copie(s) enregistrée(s) sur {all} {left|n’est|ne sont} pas {left|détruite|détruites}, ou {left|son|leur} sort n’est pas connu.';
  const en =
    '{left} of {all} registered copies {left|is|are} not destroyed, or {left|its|their} fate is not known.';
  return [text(fill(fr, counts, 'fr'), fill(en, counts, 'en'), true)];
}

function copiesTable({ destroyed }: Certificate): CertificateBlock {
  return {
    kind: 'table',
    columns: [
      { fr: 'Copie enregistrée', en: 'Registered copy' },
      { fr: 'Enregistrée', en: 'Registered' },
      { fr: 'Détruite', en: 'Destroyed' },
    ],
    rows: destroyed.copies.map(({ path, registeredAt, destroyedAt, outcome }) => [
      code(path),
      { kind: 'instant', at: registeredAt },
      outcome === 'destroyed' && destroyedAt !== null
        ? { kind: 'instant', at: destroyedAt }
        : outcome === 'destroyed'
          ? words('', '')
          : code(OUTCOMES[outcome]),
    ]),
  };
}

function erasedTable({ erased }: Purge): CertificateBlock {
  return {
    kind: 'table',
    columns: null,
    rows: Object.entries(erased).map(([name, value]) => {
      const { fr, en } = ERASED[name] ?? { fr: name, en: name };
      return [words(fr, en), ...numbers([value])];
    }),
  };
}

function placeBlocks(
  { kind, label, key }: Certificate['places'][number],
  stated: Purge | null,
): readonly CertificateBlock[] {
  const intro =
    kind === 'relay'
      ? text(
          `Sur le portable « ${label} » d’une école sans internet :`,
          `On the laptop “${label}” of a school without internet:`,
        )
      : text(`Sur l’ancienne plateforme ${label} :`, `At the former platform ${label}:`);
  return stated === null
    ? [
        intro,
        { kind: 'code', code: key },
        text('aucune attestation d’effacement', 'no statement of erasure', true),
      ]
    : [intro, { kind: 'code', code: key }, { kind: 'instant', at: stated.at }, erasedTable(stated)];
}

function codesTable({ counts }: Certificate): CertificateBlock {
  return {
    kind: 'table',
    columns: [
      { fr: 'Codes', en: 'Codes' },
      { fr: 'émis', en: 'issued' },
      { fr: 'actifs', en: 'live' },
      { fr: 'réserve', en: 'reserve' },
      { fr: 'retirés', en: 'revoked' },
      { fr: 'utilisés', en: 'used' },
    ],
    rows: counts.codes.map(({ kind, issued, live, reserve, revoked, used }) => [
      kind === 'pupil' ? words('élèves', 'pupils') : words('personnel', 'staff'),
      ...numbers([
        issued,
        live,
        reserve,
        revoked,
        used === null ? '—' : used.live + used.reserve + used.revoked,
      ]),
    ]),
  };
}

function sequencesTable({ counts }: Certificate): CertificateBlock {
  return {
    kind: 'table',
    columns: [
      { fr: 'Séquence', en: 'Sequence' },
      { fr: 'attendus', en: 'expected' },
      { fr: 'terminées', en: 'final' },
      { fr: 'inachevées', en: 'unfinished' },
      { fr: 'absents', en: 'absent' },
      { fr: 'jamais commencées', en: 'never begun' },
      { fr: 'partis', en: 'left' },
    ],
    rows: counts.sequences.map((one) => [
      code(one.sequence),
      ...numbers([one.expected, one.final, one.unfinished, one.absent, one.neverBegun, one.left]),
    ]),
  };
}

/** Empty in older certificates, and in those of rehearsals. */
function answersRisk({ research: { answers = [] } }: Certificate): readonly CertificateBlock[] {
  if (answers.length === 0) return [];
  return [
    text(
      'Élèves que leurs réponses seules distinguent de tous les autres de leur niveau, dans les données de recherche avant anonymisation :',
      'Pupils whose answers alone tell them from all others of their level, in the research data before anonymisation:',
    ),
    {
      kind: 'table',
      columns: [
        { fr: 'Niveau', en: 'Level' },
        { fr: 'élèves', en: 'pupils' },
        { fr: 'par les réponses', en: 'by answers' },
        { fr: 'réponses et contexte', en: 'answers and background' },
        { fr: 'réponses et secondes', en: 'answers and seconds' },
      ],
      rows: answers.map(({ level, rows, unique, uniqueWithBackground, uniqueWithSeconds }) => [
        code(level),
        ...numbers([rows, unique, uniqueWithBackground, uniqueWithSeconds]),
      ]),
    },
  ];
}
