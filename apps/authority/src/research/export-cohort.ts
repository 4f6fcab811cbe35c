/**
 * Rows of the closed campaigns of a cohort, a file for each, with the identifier by which rows of one pupil are found to be of
 * one pupil, and by nothing else: no background, school, class, answer or time, in the order of the identifiers. Pseudonymous,
 * so personal: decision 0042 says who may have them.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explainSystem } from '@cloison/command/refusal';
import { flushPath, writeWhole } from '@cloison/durable-files';
import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import { hasEnded } from '../campaign/ended-cohort.ts';
import type { CampaignSpec } from '../campaign/spec.ts';
import { campaignsOfCohort, lastDay, requireFollowed } from '../cohort/cohort-keys.ts';
import { requireNotOver } from '../cohort/cohort-marks.ts';
import { cohortKeyName, countIdentifiers, readIdentifiers } from '../cohort/cohort-rows.ts';
import { refuseCohort } from '../cohort/refusals.ts';
import { type Cell, csvLine } from '../files/csv-line.ts';
import { liesInside } from '../files/lies-inside.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { requireApproval } from '../roles/approvals.ts';
import type { ResearchRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import { refuseResearch } from './refusals.ts';
import type { ResearchRecord } from './research-record.ts';

export interface ExportedCohort {
  readonly folder: string;
  readonly files: readonly { readonly campaign: string; readonly file: string; readonly rows: number }[];
  /** Campaigns of the cohort that are open, or whose rows were destroyed. */
  readonly without: readonly string[];
  /** Different identifiers, and those that are in more than one campaign. */
  readonly pupils: number;
  readonly linked: number;
  /** What the files are, in both languages, for whoever finds them. */
  readonly about: string;
}

const OWNER_ONLY = { mode: 0o600 } as const;
const ABOUT = 'LISEZ-MOI-README.txt';

const aboutText = (cohort: string, until: string) => `DONNÉES PSEUDONYMES, PAS ANONYMES — cohorte ${cohort}

Chaque ligne donne les scores d’un élève suivi d’une campagne à l’autre ; la colonne « identifiant » est la même dans chaque
fichier de la cohorte. Il n’y a ni nom ni INE, mais ce sont des données personnelles : qui détient les deux clés de la cohorte y
retrouve un élève dont il connaît l’INE, et une suite de scores peut suffire à reconnaître quelqu’un, ou sa ligne dans un fichier
de recherche publié. Ne diffusez pas ces fichiers ; détruisez-les au plus tard le ${until}.

PSEUDONYMOUS DATA, NOT ANONYMOUS — cohort ${cohort}

Each line has the scores of a pupil who is followed from campaign to campaign; the column “identifiant” is the same in every file
of the cohort. There are neither names nor national numbers, but these are personal data: who holds both keys of the cohort finds
a pupil whose national number they know, and a series of scores may be enough to know somebody again, or their row in a research
file that was published. Do not pass these files on; destroy them on ${until} at the latest.
`;

/**
 * Announced in the journal, a line for each file, before anything is written; files appear whole or not at all. Throws
 * `cohort-unknown`, `cohort-ended`, `cohort-over`, `cohort-export-place`, `cohort-no-rows`, `export-folder`, `approval-missing`.
 */
export async function exportCohort(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  cohort: string,
  to: string,
): Promise<ExportedCohort> {
  requireFollowed(vault, cohort);
  const until = lastDay(vault, cohort);
  if (hasEnded(vault, cohort)) throw refuseCohort('cohort-ended', { cohort });
  requireNotOver({ actor }, cohort, until);
  const folder = resolve(to);
  if (liesInside(folder, vault.folder) || liesInside(folder, keys.folder))
    throw refuseCohort('cohort-export-place', { path: folder });
  const all = campaignsOfCohort(vault, cohort);
  const campaigns = all.filter(
    (name) => campaignRow(vault, name).state === 'closed' && countIdentifiers(vault, name) > 0,
  );
  if (campaigns.length === 0) throw refuseCohort('cohort-no-rows', { cohort });
  requireWritable(folder);
  requireApproval(vault, actor, 'cohort-export', cohort);
  const rowsKey = (await keys.openKey('research', cohortKeyName(cohort))).key;
  const times = new Map<string, number>();
  const texts: {
    readonly campaign: string;
    readonly file: string;
    readonly rows: number;
    readonly text: string;
  }[] = [];
  for (const campaign of campaigns) {
    const researchKey = (await keys.openKey('research', campaign)).key;
    const rows = rowsOf(vault, campaign, researchKey, rowsKey);
    for (const { identifier } of rows) times.set(identifier, (times.get(identifier) ?? 0) + 1);
    const file = join(folder, `${cohort}-${campaign}.csv`);
    texts.push({
      campaign,
      file,
      rows: rows.length,
      text: tableOf(specOf(campaignRow(vault, campaign)), rows),
    });
  }
  prepareFolder(folder);
  vault.transaction(() => {
    for (const { campaign, file, rows } of texts)
      appendJournal(vault, actor, 'cohort.export', campaign, { cohort, rows, path: file });
  });
  const about = join(folder, ABOUT);
  writeWhole(about, aboutText(cohort, until), OWNER_ONLY);
  for (const { file, text } of texts) writeWhole(file, text, OWNER_ONLY);
  flushPath(folder);
  return {
    folder,
    files: texts.map(({ campaign, file, rows }) => ({ campaign, file, rows })),
    without: all.filter((name) => !campaigns.includes(name)),
    pupils: times.size,
    linked: [...times.values()].filter((count) => count > 1).length,
    about,
  };
}

interface MarkedRow {
  readonly identifier: string;
  readonly record: ResearchRecord;
}

/** In the order of the identifiers, which says nothing. */
function rowsOf(
  vault: Vault,
  campaign: string,
  researchKey: Uint8Array,
  rowsKey: Uint8Array,
): readonly MarkedRow[] {
  const identifiers = readIdentifiers(vault, campaign, rowsKey);
  const sealer = new Sealer(campaign, researchKey);
  const found: MarkedRow[] = [];
  for (const { id, sealed } of vault.iterate<ResearchRow>(
    'SELECT * FROM research WHERE campaign = ?',
    campaign,
  )) {
    const identifier = identifiers.get(id);
    if (identifier === undefined) continue;
    found.push({ identifier, record: sealer.open<ResearchRecord>('research', 'sealed', id, sealed) });
  }
  return found.sort((a, b) => (a.identifier < b.identifier ? -1 : 1));
}

/** A domain's columns are empty where the pupil's level has not got it. */
function tableOf({ domains }: CampaignSpec, rows: readonly MarkedRow[]): string {
  const head = [
    'identifiant',
    'niveau',
    ...domains.flatMap(({ id }) => [`score_${id}`, `groupe_${id}`, `echelle_${id}`, `erreur_${id}`]),
  ];
  const lines = rows.map(({ identifier, record }) => {
    const cells = domains.flatMap(({ id }): Cell[] => {
      const result = record.domains[id] ?? null;
      const scale = record.scales?.[id];
      return [result?.score ?? null, result?.group ?? null, scale?.score ?? null, scale?.error ?? null];
    });
    // A letter first: an identifier may begin with a hyphen, and a spreadsheet would run it as a formula.
    return csvLine([`c${identifier}`, record.level, ...cells]);
  });
  return csvLine(head) + lines.join('');
}

/** Before anybody else is asked: of a folder that is there. */
function requireWritable(folder: string): void {
  if (existsSync(folder)) prepareFolder(folder);
}

/** Makes the folder, and refuses one that can't be written. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw explainSystem(error, (code) => refuseResearch('export-folder', { path: folder, code }));
  }
}
