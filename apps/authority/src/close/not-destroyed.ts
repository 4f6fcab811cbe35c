/** What a closing can't destroy, and how long it remains: a part of the certificate. */
import { fill } from '@cloison/command/refusal';
import type { Localised } from '@cloison/protocol';
import { fromBase64Url, fromUtf8, parsePurgeStatement, type SignedStatement } from '@cloison/protocol/public';
import type { HostDifferences } from '../hosts/hosts.ts';
import type { PurgeShortfall } from '../hosts/purge-statement.ts';
import type { Certificate } from './certificate.ts';
import type { ClosingCohort } from './closing-cohort.ts';

/**
 * What a platform says when its operator has said nothing else (`DEFAULT_NOT_ERASED`, apps/platform), and before it what its
 * store says of itself (`Store.notErased`), as their own words in both languages. Any other sentence is the operator's, and
 * stays as it was written.
 */
export const PLATFORM_SENTENCES: readonly Localised[] = [
  {
    en: "Copies that the operator or the host made of this machine's disks, until they expire, and blocks that a storage medium has set aside. All of it is sealed under keys that the platform never had.",
    fr: 'Les copies que l’exploitant ou l’hébergeur a faites des disques de cette machine, jusqu’à leur expiration, et les blocs qu’un support a mis de côté. Tout y est scellé sous des clés que la plateforme n’a jamais eues.',
  },
  {
    en: "PostgreSQL has removed the campaign's tables without overwriting their blocks; its write-ahead log until it is recycled, its archives, replicas and backups still hold parts of them.",
    fr: 'PostgreSQL a retiré les tables de la campagne sans réécrire leurs blocs ; son journal de transactions jusqu’à son recyclage, ses archives, réplicas et sauvegardes en gardent encore des parties.',
  },
  {
    en: "The campaign's streams were deleted on the NATS servers: their files are removed and not overwritten, and a server that was away then removes its own when it is back.",
    fr: 'Les flux de la campagne ont été supprimés des serveurs NATS : leurs fichiers sont retirés sans être réécrits, et un serveur alors absent retire les siens à son retour.',
  },
];

function inBoth(sentence: string): Localised {
  const fr = PLATFORM_SENTENCES.reduce((text, known) => text.replace(known.en, () => known.fr), sentence);
  return { fr, en: sentence };
}

/** Between the platform's statement and what was published and collected. */
export interface PurgeDifferences {
  readonly shortfalls: readonly PurgeShortfall[];
  /** Records erased, beyond those that were ever shown. */
  readonly uncollected: number;
  /** Whether the last collection was made. */
  readonly isCollected: boolean;
}

const AGREED: PurgeDifferences = { shortfalls: [], uncollected: 0, isCollected: true };

export function notDestroyed(
  purge: SignedStatement | null,
  copies: Certificate['destroyed']['copies'],
  places: Certificate['places'] = [],
  { shortfalls, uncollected, isCollected }: PurgeDifferences = AGREED,
  researchRows = 0,
  releases = 0,
  cohort: ClosingCohort | null = null,
  /** In the order of `places`. */
  ofPlaces: readonly HostDifferences[] = [],
): Certificate['notDestroyed'] {
  const left = copies.filter(({ outcome }) => outcome === 'unreachable');
  const absent = copies.filter(({ outcome }) => outcome === 'absent');
  const unknown = copies.filter(({ outcome }) => outcome === 'unknown');
  return [
    ...left.map(({ path }) => ({
      code: 'key-copy',
      what: {
        fr: `Une copie enregistrée de la clé d’identité, hors d’atteinte : ${path}`,
        en: `A registered copy of the identity key, out of reach: ${path}`,
      },
      until: { fr: 'jusqu’à sa destruction à la main', en: 'until it is destroyed by hand' },
    })),
    ...absent.map(({ path }) => ({
      code: 'key-copy-absent',
      what: {
        fr: `Une copie enregistrée qui n’était plus à sa place : ${path}. Elle a pu être déplacée.`,
        en: `A registered copy that was no longer in its place: ${path}. It may have been moved.`,
      },
      until: { fr: 'jusqu’à sa destruction, si elle existe', en: 'until it is destroyed, if it exists' },
    })),
    ...unknown.map(({ path }) => ({
      code: 'key-copy-unknown',
      what: {
        fr: `Une copie enregistrée dont le sort n’est pas connu : ${path}. Sa destruction a été coupée en chemin, et elle n’était plus là ensuite.`,
        en: `A registered copy whose fate is not known: ${path}. Its destruction was cut short, and it was no longer there afterwards.`,
      },
      until: { fr: 'jusqu’à sa destruction, si elle existe', en: 'until it is destroyed, if it exists' },
    })),
    {
      code: 'unregistered-copies',
      what: {
        fr: 'Toute copie de la clé d’identité faite sans l’enregistrer, et les octets qu’un support a mis de côté : enveloppés par la phrase secrète.',
        en: 'Any copy of the identity key made without registering it, and bytes that a medium has set aside: wrapped by the passphrase.',
      },
      until: { fr: 'sans terme connu', en: 'no known end' },
    },
    {
      code: 'paper',
      what: {
        fr: 'Le papier : étiquettes, lettres, cahiers.',
        en: 'Paper: slips, letters, booklets.',
      },
      until: { fr: 'selon les règles de chaque école', en: 'by the rules of each school' },
    },
    {
      code: 'school-prints',
      what: {
        fr: 'Les fiches de résultats que les écoles ont imprimées ou remises aux familles.',
        en: 'Results that schools have printed or given to families.',
      },
      until: { fr: 'selon les règles de chaque école', en: 'by the rules of each school' },
    },
    {
      code: 'browsers',
      what: {
        fr: 'Les enveloppes scellées que les navigateurs des écoles gardent : seul le code de la personne les ouvre.',
        en: 'Sealed envelopes that browsers at schools keep: only the person’s code opens them.',
      },
      until: {
        fr: 'jusqu’à l’effacement des données de navigation',
        en: 'until the browsing data are erased',
      },
    },
    platformLeft(purge),
    ...(shortfalls.length === 0 ? [] : [statedLess(shortfalls)]),
    ...(uncollected === 0 ? [] : [statedMore(uncollected)]),
    ...(isCollected ? [] : [NOT_COLLECTED]),
    ...places.flatMap((place, i) => placeLeft(place, ofPlaces[i] ?? null)),
    {
      code: 'vault-backups',
      what: {
        fr: 'Les sauvegardes du coffre : ce qui est personnel y est scellé sous la clé détruite.',
        en: 'Backups of the vault: what is personal in them is sealed under the destroyed key.',
      },
      until: { fr: 'selon l’autorité', en: 'by the authority' },
    },
    ...(researchRows === 0 ? [] : [researchLeft(researchRows)]),
    ...(releases === 0 ? [] : [figuresLeft(releases)]),
    cohortKeysLeft(cohort),
    ...(cohort === null || cohort.identifiers === 0 ? [] : [cohortMarksLeft(cohort)]),
    {
      code: 'files-imported',
      what: {
        fr: 'Les fichiers que des personnes ont importés (listes d’élèves) ou exportés, hors du coffre.',
        en: 'Files that people imported (rosters) or exported, outside the vault.',
      },
      until: { fr: 'à détruire par qui les détient', en: 'to be destroyed by whoever holds them' },
    },
  ];
}

function platformLeft(purge: SignedStatement | null): Certificate['notDestroyed'][number] {
  if (purge === null) {
    return {
      code: 'platform-unstated',
      what: {
        fr: 'La plateforme : elle n’a donné aucune attestation d’effacement valable. Tout ce qu’elle avait est compté comme non effacé.',
        en: 'The platform: it gave no valid statement of erasure. All that it had counts as not erased.',
      },
      until: {
        fr: 'sans terme connu ; scellé sous des clés qu’elle n’a jamais eues, et qui sont détruites',
        en: 'no known end; sealed under keys that it never had, and that are destroyed',
      },
    };
  }
  const { notErased } = parsePurgeStatement(JSON.parse(fromUtf8(fromBase64Url(purge.statement))));
  const operator = inBoth(notErased);
  return {
    code: 'platform-backups',
    what: {
      fr: `Sur la plateforme, selon son exploitant : ${operator.fr}`,
      en: `At the platform, in its operator's words: ${operator.en}`,
    },
    until: {
      fr: 'selon son exploitant ; scellé sous des clés qu’il n’a jamais eues',
      en: 'by its operator; sealed under keys that it never had',
    },
  };
}

const COUNTED: Readonly<Record<PurgeShortfall['what'], Localised>> = {
  holders: { fr: 'titulaires', en: 'holders' },
  documents: { fr: 'documents', en: 'documents' },
  records: { fr: 'enregistrements', en: 'records' },
};

/** What a statement of erasure counts less than was there: `enregistrements 3 < 5 ; …`. */
export function shortfallList(shortfalls: readonly PurgeShortfall[], lang: 'fr' | 'en'): string {
  return shortfalls
    .map(({ what, stated, expected }) => `${COUNTED[what][lang]} ${stated} < ${expected}`)
    .join(lang === 'fr' ? ' ; ' : '; ');
}

function statedLess(shortfalls: readonly PurgeShortfall[]): Certificate['notDestroyed'][number] {
  const list = (lang: 'fr' | 'en') => shortfallList(shortfalls, lang);
  return {
    code: 'platform-counts',
    what: {
      fr: `Ce que la plateforme n’a pas compté parmi ce qu’elle a effacé, et qu’elle avait reçu ou montré : ${list('fr')}`,
      en: `What the platform did not count among what it erased, and had been given or had shown: ${list('en')}`,
    },
    until: {
      fr: 'sans terme connu ; scellé sous des clés détruites',
      en: 'no known end; sealed under keys that are destroyed',
    },
  };
}

const NOT_COLLECTED: Certificate['notDestroyed'][number] = {
  code: 'not-collected',
  what: {
    fr: 'Ce que la plateforme a reçu depuis le dernier passage de l’office : la dernière collecte n’a pas pu être faite. L’office ne l’a ni lu, ni compté.',
    en: 'What the platform has received since the office’s last pass: the last collection could not be made. The office has neither read nor counted it.',
  },
  until: {
    fr: 'sans terme connu ; scellé sous des clés qui sont détruites : personne ne le lira',
    en: 'no known end; sealed under keys that are destroyed: nobody will read it',
  },
};

function statedMore(records: number): Certificate['notDestroyed'][number] {
  const values = { records };
  return {
    code: 'platform-uncollected',
    what: {
      fr: fill(
        'La plateforme dit avoir effacé {records} enregistrement(s) de plus qu’elle n’en a jamais montré : reçus après la dernière collecte, ou retenus. L’office ne les a pas lus, ni comptés.',
        values,
        'fr',
      ),
      en: fill(
        'The platform says that it erased {records} record(s) more than it has ever shown: received after the last collection, or withheld. The office has neither read nor counted them.',
        values,
      ),
    },
    until: { fr: 'effacés, à ce qu’elle dit', en: 'erased, as it says' },
  };
}

function researchLeft(rows: number): Certificate['notDestroyed'][number] {
  return {
    code: 'research',
    what: {
      fr: `Dans le coffre, ${rows} lignes pseudonymes pour la recherche, sans nom ni INE, et la clé de recherche qui les ouvre, avec ses copies.`,
      en: `In the vault, ${rows} pseudonymous rows for research, without name or national number, and the research key that opens them, with its copies.`,
    },
    until: {
      fr: 'jusqu’à « cloison campaign destroy-research », que le journal date',
      en: 'until “cloison campaign destroy-research”, which the journal dates',
    },
  };
}

function cohortKeysLeft(cohort: ClosingCohort | null): Certificate['notDestroyed'][number] {
  if (cohort === null) {
    return {
      code: 'cohort-keys',
      what: {
        fr: 'Les clés de suivi de cohorte : cette campagne n’en a pas.',
        en: 'Cohort keys: this campaign has none.',
      },
      until: { fr: 'sans objet', en: 'not applicable' },
    };
  }
  const { name, until, keys } = cohort;
  if (cohort.hasEnded) {
    return {
      code: 'cohort-keys',
      what: {
        fr: `Les clés de suivi de cohorte : celles de la cohorte ${name} avaient été détruites, comme l’atteste une déclaration signée. Les lignes de cette campagne ne se relient à aucune autre.`,
        en: `Cohort keys: those of cohort ${name} had been destroyed, as a signed statement says. Rows of this campaign are linked to no other.`,
      },
      until: { fr: 'sans objet', en: 'not applicable' },
    };
  }
  const [first, second] = keys;
  return {
    code: 'cohort-keys',
    what: {
      fr: `Les deux clés de la cohorte ${name}, hors du coffre : la première chez le dépositaire (empreinte ${first ?? 'aucune : jamais créée'}), la seconde chez le statisticien (empreinte ${second ?? 'aucune : jamais créée'}). Seule, aucune ne dit rien d’un élève. Ensemble, elles retrouvent la ligne pseudonyme d’un élève dont on connaît l’INE, et marquent les élèves d’autres campagnes pour que leurs lignes se relient. Elles ne donnent pas le nom d’une ligne.`,
      en: `The two keys of cohort ${name}, outside the vault: the first with the custodian (fingerprint ${first ?? 'none: never made'}), the second with the statistician (fingerprint ${second ?? 'none: never made'}). Alone, neither tells anything about a pupil. Together they find the pseudonymous row of a pupil whose national number is known, and mark pupils of other campaigns so that their rows are linked. They do not turn a row into a name.`,
    },
    until: {
      fr: `jusqu’au ${until} au plus tard, puis destruction à deux par « cloison cohort end », qui l’atteste ; leurs copies à la main, par qui les détient`,
      en: `until ${until} at the latest, then destruction by two persons with “cloison cohort end”, which states it; copies of them by hand, by who holds them`,
    },
  };
}

function cohortMarksLeft({ name, until, identifiers }: ClosingCohort): Certificate['notDestroyed'][number] {
  return {
    code: 'cohort-marks',
    what: {
      fr: `Dans le coffre, les identifiants de la cohorte ${name}, à côté de ${identifiers} lignes pseudonymes, et la clé qui les ouvre, avec ses copies. Qui les ouvre, avec les lignes de plusieurs campagnes, relie celles d’un même élève sans aucune des deux clés ; qui a les fichiers de « cloison cohort export » aussi.`,
      en: `In the vault, the identifiers of cohort ${name}, beside ${identifiers} pseudonymous rows, and the key that opens them, with its copies. Who opens them, with the rows of several campaigns, links those of one pupil without either of the two keys; so does who has files of “cloison cohort export”.`,
    },
    until: {
      fr: `jusqu’au ${until} au plus tard, puis destruction par « cloison cohort end » ; les fichiers exportés, par qui les détient`,
      en: `until ${until} at the latest, then destruction by “cloison cohort end”; exported files by who holds them`,
    },
  };
}

/** Statistics that schools were sent: the same vault refuses what a later release would tell beside them. */
function figuresLeft(releases: number): Certificate['notDestroyed'][number] {
  return {
    code: 'figures',
    what: {
      fr: `Dans le coffre, en clair, les chiffres que les écoles ont reçus du pays, des régions et des départements (${releases} publication${releases > 1 ? 's' : ''}) : des nombres passés par le secret statistique, sans personne.`,
      en: `In the vault, in clear, the figures of the country, regions and départements that schools were sent (${releases} release${releases === 1 ? '' : 's'}): numbers that went through statistical secrecy, of nobody in particular.`,
    },
    until: { fr: 'aussi longtemps que le coffre', en: 'as long as the vault' },
  };
}

/** What a former host or a laptop has not erased, as far as is known. */
function placeLeft(
  { kind, label, purge }: Certificate['places'][number],
  differences: HostDifferences | null,
): Certificate['notDestroyed'] {
  const name = {
    fr: kind === 'relay' ? `le portable « ${label} »` : `l’ancienne plateforme ${label}`,
    en: kind === 'relay' ? `the laptop “${label}”` : `the former platform ${label}`,
  };
  if (purge === null) {
    return [
      {
        code: 'place-not-purged',
        what: {
          fr: `Ce que garde ${name.fr}, qui n’a pas attesté l’avoir effacé.`,
          en: `What ${name.en} keeps, which has not stated that it erased it.`,
        },
        until: {
          fr: 'sans terme connu ; scellé sous des clés détruites',
          en: 'no known end; sealed under keys that are destroyed',
        },
      },
    ];
  }
  const { notErased } = parsePurgeStatement(JSON.parse(fromUtf8(fromBase64Url(purge.statement))));
  const operator = inBoth(notErased);
  return [
    {
      code: 'place-backups',
      what: {
        fr: `Sur ${name.fr}, selon son exploitant : ${operator.fr}`,
        en: `At ${name.en}, in its operator's words: ${operator.en}`,
      },
      until: {
        fr: 'selon son exploitant ; scellé sous des clés qu’il n’a jamais eues',
        en: 'by its operator; sealed under keys that it never had',
      },
    },
    ...(differences === null ? [] : placeDiffers(name, differences)),
  ];
}

/** Where a laptop's statement does not agree with what it was given and has brought. */
function placeDiffers(
  name: Localised,
  { shortfalls, uncollected }: HostDifferences,
): Certificate['notDestroyed'] {
  const less = {
    code: 'place-counts',
    what: {
      fr: `Ce que ${name.fr} n’a pas compté parmi ses données effacées, et qui y avait été confié ou en était venu : ${shortfallList(shortfalls, 'fr')}`,
      en: `What ${name.en} did not count among what it erased, and had been given or had shown: ${shortfallList(shortfalls, 'en')}`,
    },
    until: {
      fr: 'sans terme connu ; scellé sous des clés détruites',
      en: 'no known end; sealed under keys that are destroyed',
    },
  };
  const values = { records: uncollected };
  const more = {
    code: 'place-uncollected',
    what: {
      fr: `${name.fr[0]?.toUpperCase()}${name.fr.slice(1)}${fill(' dit avoir effacé {records} enregistrement(s) de plus qu’il n’en a rapporté. L’office ne les a pas lus, ni comptés.', values, 'fr')}`,
      en: `${name.en[0]?.toUpperCase()}${name.en.slice(1)}${fill(' says that it erased {records} record(s) more than it has brought. The office has neither read nor counted them.', values)}`,
    },
    until: { fr: 'effacés, à ce qu’il dit', en: 'erased, as it says' },
  };
  return [...(shortfalls.length === 0 ? [] : [less]), ...(uncollected === 0 ? [] : [more])];
}
