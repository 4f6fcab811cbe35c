/**
 * What a platform did that no honest one does, by kind and record. Each kind of a record is named once in the journal, by
 * number; which records, and how often, is kept here: the journal names nobody.
 */

import type { Words } from '@cloison/command/refusal';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { IncidentRow } from '../vault/rows.ts';
import type { Vault } from '../vault/vault.ts';

export const INCIDENTS = {
  'unreadable-head': {
    fr: 'une version qui ne s’ouvre pas a été montrée à la place de celle déjà recueillie : l’ancienne est gardée',
    en: 'a version that does not open was shown in place of the one collected: the old one is kept',
  },
  'unreadable-rescue': {
    fr: 'un fichier de secours a porté un envoi qui ne s’ouvre pas ou ne dit rien qu’un élève ait pu répondre : mis à part, non compté',
    en: 'a rescue file brought an envelope that does not open, or says nothing that a pupil could have answered: set aside, not counted',
  },
  fork: {
    fr: 'une version d’une autre histoire a été montrée à la place de celle déjà recueillie : gardée à part',
    en: 'a version of another history was shown in place of the one collected: kept as a branch',
  },
  'after-final': {
    fr: 'une version a été montrée après la version définitive : gardée à part, non comptée',
    en: 'a version was shown after the final one: kept as a branch, not counted',
  },
  'after-revocation': {
    fr: 'une version a été montrée sous un code remplacé, quand tout ce qui en venait était recueilli : gardée à part',
    en: 'a version was shown under a code that was replaced, when all that came from it had been collected: kept as a branch',
  },
  'audit-silent': {
    fr: 'un enregistrement demandé n’a pas été montré',
    en: 'a record that was asked for was not shown',
  },
  'audit-unreadable': {
    fr: 'un enregistrement demandé a été montré illisible',
    en: 'a record that was asked for was shown unreadable',
  },
  'audit-swapped': {
    fr: 'un autre enregistrement a été montré que celui qui était demandé',
    en: 'another record was shown than the one that was asked for',
  },
  'newer-missing': {
    fr: 'une version plus récente, montrée à la vérification, n’est pas venue par le flux',
    en: 'a newer version, shown to an audit, did not come by the feed',
  },
  'beside-missing': {
    fr: 'une version gardée à côté d’un enregistrement (tardive, d’un autre poste, d’un fichier de secours) n’était pas venue par le flux : elle est recueillie',
    en: 'a version kept beside a record (late, of another computer, of a rescue file) had not come by the feed: it is collected',
  },
  'branches-full': {
    fr: 'plus de versions en double que la plateforme n’en garde pour un enregistrement',
    en: 'more branches than a platform keeps of one record',
  },
  'names-full': {
    fr: 'plus d’enregistrements d’un même code que la plateforme n’en prend, sous des noms que ce code n’a pas',
    en: 'more records of one code than a platform takes, under names that the code does not have',
  },
  'impossible-time': {
    fr: 'reçu, selon la plateforme, à une heure qui n’existe pas, avant la campagne ou dans l’avenir : l’heure d’ici est gardée',
    en: 'received, the platform says, at a time that does not exist, before the campaign, or in the future: the time here is kept',
  },
  'feed-unreadable': {
    fr: 'des lignes du flux ne suivent pas le protocole',
    en: 'entries of the feed do not follow the protocol',
  },
  'feed-endless': {
    fr: 'le flux ne finit pas : il annonce toujours une suite, sans rien de nouveau',
    en: 'the feed does not end: it always announces more, with nothing new',
  },
  'feed-rewound': {
    fr: 'le flux recommence sans cesse du début, comme après une sauvegarde rétablie dont personne n’a parlé',
    en: 'the feed begins anew again and again, as after a restored backup that nobody has told of',
  },
  'documents-newer': {
    fr: 'la plateforme dit avoir des documents plus récents que ceux de ce coffre : le coffre a été rétabli d’une sauvegarde, ou elle ment ; ils sont scellés de nouveau, plus haut',
    en: 'the platform says that it has newer documents than this vault: the vault was restored from a backup, or it lies; they are sealed again, higher up',
  },
  'card-other': {
    fr: 'la fiche publique de la campagne n’est pas servie, ou n’est pas celle qui a été publiée',
    en: 'the public card of the campaign is not served, or is not the one that was published',
  },
  'code-unknown': {
    fr: 'un code que la plateforme avait reçu n’est pas reconnu : elle l’a perdu, ou l’avait retiré avant que le coffre soit rétabli d’une sauvegarde',
    en: 'a code that the platform was given is not known to it: it has lost it, or had revoked it before the vault was put back from a backup',
  },
  'code-not-revoked': {
    fr: 'un code que la plateforme devait retirer ouvre encore',
    en: 'a code that the platform was to revoke still opens',
  },
  'windows-other': {
    fr: 'les dates d’ouverture servies ne sont pas celles qui ont été publiées',
    en: 'the opening dates that are served are not those that were published',
  },
  'document-missing': {
    fr: 'un document que la plateforme avait pris n’est pas servi à qui il est destiné',
    en: 'a document that the platform had taken is not served to whom it is for',
  },
  'document-other': {
    fr: 'un autre document, ou une autre version, est servi à la place de celui publié',
    en: 'another document, or another version, is served in place of the one published',
  },
  'content-missing': {
    fr: 'un fichier de contenu que la plateforme avait pris n’est pas servi',
    en: 'a content file that the platform had taken is not served',
  },
  'content-other': {
    fr: 'un autre fichier de contenu est servi à la place de celui publié',
    en: 'another content file is served in place of the one published',
  },
  'key-missing': {
    fr: 'la clé d’ouverture d’une séquence n’est pas servie, bien que son heure soit venue',
    en: 'the opening key of a sequence is not served, though its time has come',
  },
  'key-other': {
    fr: 'la clé d’ouverture servie n’est pas celle de la séquence : son contenu ne s’ouvre pas',
    en: 'the opening key that is served is not that of the sequence: its content does not open',
  },
  'routing-missing': {
    fr: 'une table d’orientation n’est pas servie à l’élève qui a fini l’étape, ou ne s’ouvre pas : le module de repli suit',
    en: 'a routing table is not served to the pupil who has ended the stage, or does not open: the fallback module follows',
  },
  'served-unreadable': {
    fr: 'ce qui est servi aux navigateurs ne suit pas le protocole',
    en: 'what browsers are served does not follow the protocol',
  },
} as const satisfies Readonly<Record<string, Words>>;

/** Of what is served now, as the office reads it back (`read-back/`): they are gone once it is served as it was published. */
export const SERVED = [
  'card-other',
  'code-unknown',
  'code-not-revoked',
  'windows-other',
  'document-missing',
  'document-other',
  'content-missing',
  'content-other',
  'key-missing',
  'key-other',
  'routing-missing',
  'served-unreadable',
] as const satisfies readonly IncidentCode[];
export type ServedCode = (typeof SERVED)[number];

export type IncidentCode = keyof typeof INCIDENTS;

export interface Incident {
  readonly code: IncidentCode;
  /** Null: of no record. */
  readonly record: { readonly holder: Uint8Array; readonly name: string } | null;
}

const OF_NO_RECORD = { holder: new Uint8Array(0), name: '' };

/** The most records of one holder that have an incident of their own of one kind: a host may invent any number of names. */
export const MAX_INCIDENTS_OF_HOLDER = 1_024;
/** And of a campaign, of all kinds: a host knows the identifiers of a country. */
export const MAX_INCIDENTS = 20_000;

/**
 * Keeps them, and names those that are new in the journal. Number of new ones. Beyond the bounds they count as one more of the
 * holder, of no record, or of no holder. In the caller's transaction.
 */
export function addIncidents(campaign: OpenCampaign, incidents: readonly Incident[]): number {
  const { vault, actor, name } = campaign;
  const codes = new Map<IncidentCode, number>();
  const before = Number(vault.meta(countMark(name)) ?? 0);
  let kept = before;
  for (const { code, record } of incidents) {
    const at = actor.now().toISOString();
    const again = (holder: Uint8Array, recordName: string) =>
      vault.run(
        `UPDATE incident SET times = times + 1, at = ?
         WHERE campaign = ? AND code = ? AND holder = ? AND name = ?`,
        at,
        name,
        code,
        holder,
        recordName,
      ) > 0;
    const { holder, name: recordName } = record ?? OF_NO_RECORD;
    if (again(holder, recordName)) continue;
    const named = placeOf(campaign, code, { holder, name: recordName }, kept);
    if (again(named.holder, named.name)) continue;
    vault.run('INSERT INTO incident VALUES (?, ?, ?, ?, 1, ?)', name, code, named.holder, named.name, at);
    codes.set(code, (codes.get(code) ?? 0) + 1);
    kept += 1;
  }
  if (kept > before) vault.setMeta(countMark(name), String(kept));
  if (codes.size > 0) appendJournal(vault, actor, 'platform.incident', name, Object.fromEntries(codes));
  return [...codes.values()].reduce((sum, count) => sum + count, 0);
}

/** Whether this one is kept. Beyond the bounds it may be kept of no record: then it counts as kept of any. */
export function hasIncident(
  { vault, name }: Pick<OpenCampaign, 'vault' | 'name'>,
  { code, record }: Incident,
): boolean {
  const { holder, name: recordName } = record ?? OF_NO_RECORD;
  const where = 'campaign = ? AND code = ? AND ((holder = ? AND name = ?) OR holder = ?)';
  const sql = `SELECT count(*) FROM incident WHERE ${where}`;
  return vault.count(sql, name, code, holder, recordName, OF_NO_RECORD.holder) > 0;
}

/** How many are kept of a campaign: counted as they come, for to count the rows of a flood takes longer than the flood. */
const countMark = (name: string) => `incidents:${name}`;

/** Where one that is new is kept; `kept`: how many of the campaign are. */
function placeOf(
  { vault, name }: OpenCampaign,
  code: string,
  record: NonNullable<Incident['record']>,
  kept: number,
): NonNullable<Incident['record']> {
  if (record.holder.length === 0) return record;
  if (kept >= MAX_INCIDENTS) return OF_NO_RECORD;
  const where = 'campaign = ? AND code = ? AND holder = ?';
  const count = vault.count(`SELECT count(*) FROM incident WHERE ${where}`, name, code, record.holder);
  return count < MAX_INCIDENTS_OF_HOLDER ? record : { holder: record.holder, name: '' };
}

/** Newest first. */
export function incidentsOf(vault: Vault, campaign: string, limit: number): IncidentRow[] {
  return vault.all<IncidentRow>(
    `SELECT * FROM incident WHERE campaign = ? ORDER BY at DESC, code, holder, name LIMIT ${limit}`,
    campaign,
  );
}

/** Number of records with each incident, by its code. */
export function countIncidents(vault: Vault, campaign: string): Partial<Record<IncidentCode, number>> {
  const rows = vault.all<{ code: IncidentCode; count: number }>(
    'SELECT code, count(*) AS count FROM incident WHERE campaign = ? GROUP BY code ORDER BY code',
    campaign,
  );
  return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
}

/** By code: records concerned, times in all, and the last time. */
export function incidentsByCode(
  vault: Vault,
  campaign: string,
): {
  readonly code: IncidentCode;
  readonly records: number;
  readonly times: number;
  readonly last: string;
}[] {
  return vault
    .all<{ code: IncidentCode; records: number; times: number; last: string }>(
      `SELECT code, count(*) AS records, sum(times) AS times, max(at) AS last FROM incident
       WHERE campaign = ? GROUP BY code ORDER BY code`,
      campaign,
    )
    .map((row) => ({ ...row }));
}

/** What is served otherwise than published: `holder` is empty for what is served to everybody. */
export interface ServedIncident {
  readonly code: ServedCode;
  readonly holder: Uint8Array;
  readonly name: string;
}

const OF_SERVED = `code IN (${SERVED.map((code) => `'${code}'`).join(', ')})`;

/** Of those that are not mended, as far as is known: some, by chance. */
export function servedIncidents(
  { vault, name }: Pick<OpenCampaign, 'vault' | 'name'>,
  limit: number,
): readonly ServedIncident[] {
  return vault.all<ServedIncident>(
    `SELECT code, holder, name FROM incident WHERE campaign = ? AND ${OF_SERVED} ORDER BY random() LIMIT ${limit}`,
    name,
  );
}

/**
 * How often a campaign's incidents are taken back, with a line each time. A host may lie and tell the truth by turns at every reading: it
 * would fill the journal, and be accused of nothing between two readings.
 */
export const MAX_MENDS = 200;

const mendsMark = (name: string) => `incidents-mended:${name}`;

/**
 * They are mended: a line of the journal remembers how many. Number of those that were there. Beyond the bound they stay, and nothing
 * is mended any more. In the caller's transaction.
 */
export function mendIncidents(
  { vault, actor, name }: OpenCampaign,
  mended: readonly ServedIncident[],
): number {
  const codes = new Map<ServedCode, number>();
  const mends = Number(vault.meta(mendsMark(name)) ?? 0);
  if (mends >= MAX_MENDS) return 0;
  for (const { code, holder, name: place } of mended) {
    const gone = vault.run(
      'DELETE FROM incident WHERE campaign = ? AND code = ? AND holder = ? AND name = ?',
      name,
      code,
      holder,
      place,
    );
    if (gone > 0) codes.set(code, (codes.get(code) ?? 0) + gone);
  }
  const count = [...codes.values()].reduce((sum, one) => sum + one, 0);
  if (count === 0) return 0;
  vault.setMeta(countMark(name), String(Math.max(0, Number(vault.meta(countMark(name)) ?? 0) - count)));
  vault.setMeta(mendsMark(name), String(mends + 1));
  appendJournal(vault, actor, 'platform.mended', name, Object.fromEntries(codes));
  return count;
}
