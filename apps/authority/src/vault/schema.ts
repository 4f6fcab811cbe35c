/**
 * Tables of the vault. One SQLite file may hold several campaigns. Each room's tables stand in its file of `tables/`.
 *
 * A column named `sealed` (or `…_sealed`) holds a value under the campaign's identity key (`sealer.ts`), a column named
 * `…_lookup` its HMAC for equality. What is in clear is public (schools, levels, content, windows), random (holder ids,
 * hashes of access tokens), sealed by protocol 1 (envelopes), a count, or a state or time of a nameless row (SECURITY.md, "What is
 * not claimed"): never why. Destroying the identity key leaves nothing else.
 *
 * Row ids of personal rows are drawn in order, and mean nothing outside the vault.
 */
import { MIGRATIONS } from './migrations/migrations.ts';
import { allowancesTables } from './tables/allowances.ts';
import { analysisTables } from './tables/analysis.ts';
import { campaignTables } from './tables/campaign.ts';
import { codesTables } from './tables/codes.ts';
import { cohortTables } from './tables/cohort.ts';
import { deskTables } from './tables/desk.ts';
import { documentsTables } from './tables/documents.ts';
import { figuresTables } from './tables/figures.ts';
import { hostsTables } from './tables/hosts.ts';
import { itemChangesTables } from './tables/item-changes.ts';
import { journalTables } from './tables/journal.ts';
import { keysTables } from './tables/keys.ts';
import { recordsTables } from './tables/records.ts';
import { reportTables } from './tables/report.ts';
import { researchTables } from './tables/research.ts';
import { rightsTables } from './tables/rights.ts';
import { rolesTables } from './tables/roles.ts';
import { rosterTables } from './tables/roster.ts';
import { scoreTables } from './tables/score.ts';
import { sealedContentTables } from './tables/sealed-content.ts';
import { standardsTables } from './tables/standards.ts';
import { territoriesTables } from './tables/territories.ts';
import { vaultTables } from './tables/vault.ts';

/** Of the vaults that this program makes, and to which it brings older ones. */
export const SCHEMA_VERSION = MIGRATIONS.length + 1;

const ROOMS: readonly Readonly<Record<string, string>>[] = [
  vaultTables,
  campaignTables,
  sealedContentTables,
  rosterTables,
  territoriesTables,
  codesTables,
  documentsTables,
  recordsTables,
  scoreTables,
  reportTables,
  journalTables,
  keysTables,
  hostsTables,
  researchTables,
  analysisTables,
  standardsTables,
  figuresTables,
  itemChangesTables,
  allowancesTables,
  deskTables,
  rightsTables,
  rolesTables,
  cohortTables,
];

export const SCHEMA = ROOMS.flatMap((tables) => Object.values(tables)).join('\n');
