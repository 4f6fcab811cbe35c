/**
 * The research file, out of the vault: for each level one CSV and one Parquet file with the same columns, and a codebook
 * (JSON and HTML; DDI-Codebook and a script for R beside each file). Announced in the journal before anything is written;
 * files appear whole or not at all, and running it again after a kill writes them again.
 */

import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { explainSystem } from '@cloison/command/refusal';
import { writeWhole } from '@cloison/durable-files';
import { ByteWriter, parquetWrite } from 'hyparquet-writer';
import { campaignRow, specOf } from '../campaign/campaign-row.ts';
import type { CampaignSpec } from '../campaign/spec.ts';
import { agreementMeta, type EntryAgreement } from '../desk/double-entries.ts';
import { type Cell, csvLine } from '../files/csv-line.ts';
import { type Actor, appendJournal } from '../journal/journal.ts';
import type { KeyStore } from '../keys/key-store.ts';
import { scoringModel } from '../score/sequence-scoring.ts';
import type { ResearchRow } from '../vault/rows.ts';
import { Sealer } from '../vault/sealer.ts';
import type { Vault } from '../vault/vault.ts';
import type { AnonymiseOutcome } from './anonymise.ts';
import { ALL_ANSWERS, type ReleasedAnswers } from './anonymise-rows.ts';
import {
  type Codebook,
  type CodebookFile,
  MISSING,
  type Variable,
  VariableCounter,
  variablesOf,
} from './codebook.ts';
import { codebookPage } from './codebook-page.ts';
import { researchDescriptions } from './describe-research.ts';
import { requireResearchKept } from './destroy-research.ts';
import { type ScaledDomains, scaledMeta } from './pseudonymise.ts';
import { refuseResearch } from './refusals.ts';
import type { ResearchRecord } from './research-record.ts';

export interface ExportOutcome {
  readonly folder: string;
  readonly files: readonly string[];
  readonly rows: number;
}

/** Rows held in memory at once for Parquet: one file each. */
const ROWS_PER_PARQUET = 50_000;
/** As `writeWhole` names a file that is not whole yet. */
const PARTIAL = '.part';

/** `announce`: called once nothing stands in the way, before anything leaves the vault. Throws `research-destroyed`, `research-not-anonymised`, `export-folder`. */
export async function exportResearch(
  vault: Vault,
  keys: KeyStore,
  actor: Actor,
  name: string,
  folder: string,
  announce: () => void = () => {},
): Promise<ExportOutcome> {
  const spec = specOf(campaignRow(vault, name));
  requireResearchKept(vault, name);
  const anonymisation = anonymisationOf(vault, name);
  const { key } = await keys.openKey('research', name);
  const sealer = new Sealer(name, key);
  prepareFolder(folder);
  announce();
  appendJournal(vault, actor, 'campaign.export', name, { rows: anonymisation.rows, k: anonymisation.k });
  const files: string[] = [];
  const described: CodebookFile[] = [];
  for (const { id } of spec.levels) {
    const file = writeLevel(vault, sealer, spec, id, folder, anonymisation.released ?? ALL_ANSWERS);
    if (file === null) continue;
    described.push(file);
    files.push(file.csv, ...parquetNames(id, file.rows));
  }
  const doubleEntry = JSON.parse(vault.meta(agreementMeta(name)) ?? '[]') as readonly EntryAgreement[];
  const codebook: Codebook = {
    v: 1,
    campaign: name,
    title: spec.title,
    year: spec.year,
    missingCodes: MISSING,
    anonymisation,
    ...(doubleEntry.length === 0 ? {} : { doubleEntry }),
    files: described,
  };
  writeWhole(join(folder, 'codebook.json'), `${JSON.stringify(codebook, null, 2)}\n`);
  writeWhole(join(folder, 'codebook.html'), codebookPage(codebook));
  const descriptions = researchDescriptions(codebook);
  for (const { name: file, content } of descriptions) writeWhole(join(folder, file), content);
  return {
    folder,
    files: [...files, 'codebook.json', 'codebook.html', ...descriptions.map((one) => one.name)],
    rows: described.reduce((sum, { rows }) => sum + rows, 0),
  };
}

function anonymisationOf(vault: Vault, name: string): AnonymiseOutcome {
  const text = vault.meta(`anonymised:${name}`);
  if (text === null) throw refuseResearch('research-not-anonymised', { campaign: name });
  return JSON.parse(text) as AnonymiseOutcome;
}

function writeLevel(
  vault: Vault,
  sealer: Sealer,
  spec: CampaignSpec,
  level: string,
  folder: string,
  released: ReleasedAnswers,
): CodebookFile | null {
  const { campaign } = sealer;
  const kept = JSON.parse(vault.meta(scaledMeta(campaign)) ?? '[]') as (ScaledDomains[number] | string)[];
  // Campaigns closed before there were plausible values have the names alone.
  const scaled = new Map(
    kept.map((one): [string, number] => (typeof one === 'string' ? [one, 0] : [one.domain, one.draws])),
  );
  const variables = variablesOf(spec, scoringModel({ vault, name: campaign, spec }), level, scaled, released);
  const counters = variables.map((variable) => new VariableCounter(variable));
  const csv = `eleves-${level}.csv`;
  const csvPath = join(folder, csv);
  const out = openSync(csvPath + PARTIAL, 'w');
  let rows = 0;
  let part: Cell[][] = [];
  let lines: string[] = [csvLine(variables.map((variable) => variable.name))];
  const flush = () => {
    // All of it: a single write may stop short on a disk that is filling up.
    writeFileSync(out, lines.join(''));
    lines = [];
  };
  try {
    for (const row of vault.iterate<ResearchRow>(
      'SELECT * FROM anonymised WHERE campaign = ? ORDER BY id',
      campaign,
    )) {
      const record = sealer.open<ResearchRecord>('anonymised', 'sealed', row.id, row.sealed);
      if (record.level !== level) continue;
      const cells = variables.map((variable) => variable.read(record));
      for (const [i, cell] of cells.entries()) counters[i]?.add(cell);
      lines.push(csvLine(cells));
      part.push(cells);
      rows += 1;
      if (lines.length >= 1000) flush();
      if (part.length === ROWS_PER_PARQUET) {
        writeParquet(join(folder, parquetName(level, rows)), variables, part);
        part = [];
      }
    }
    flush();
    fsyncSync(out);
  } catch (error) {
    rmSync(csvPath + PARTIAL);
    throw error;
  } finally {
    closeSync(out);
  }
  if (rows === 0) {
    rmSync(csvPath + PARTIAL);
    return null;
  }
  if (part.length > 0) writeParquet(join(folder, parquetName(level, rows)), variables, part);
  renameSync(csvPath + PARTIAL, csvPath);
  return {
    level,
    csv,
    parquet: parquetNames(level, rows).join(', '),
    rows,
    variables: counters.map((counter) => counter.result()),
  };
}

/** `eleves-6e.parquet`, then `eleves-6e-2.parquet` …: the file that row number `row` is in. */
function parquetName(level: string, row: number): string {
  const part = Math.ceil(row / ROWS_PER_PARQUET);
  return part === 1 ? `eleves-${level}.parquet` : `eleves-${level}-${part}.parquet`;
}

function parquetNames(level: string, rows: number): string[] {
  const parts = Math.ceil(rows / ROWS_PER_PARQUET);
  return Array.from({ length: parts }, (_, i) => parquetName(level, i * ROWS_PER_PARQUET + 1));
}

function writeParquet(
  path: string,
  variables: readonly Variable[],
  rows: readonly (readonly Cell[])[],
): void {
  const writer = new ByteWriter();
  parquetWrite({
    writer,
    columnData: variables.map(({ name, type }, column) => ({
      name,
      type,
      nullable: true,
      data: rows.map((row) => row[column] ?? null),
    })),
    createdBy: 'cloison',
  });
  writeWhole(path, new Uint8Array(writer.getBuffer()));
}

/** Makes the folder, and refuses one that can't be written. */
function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw explainSystem(error, (code) => refuseResearch('export-folder', { path: folder, code }));
  }
}
