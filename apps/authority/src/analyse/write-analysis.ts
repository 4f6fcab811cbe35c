/**
 * The analysis out of the vault: a page for each level, a calibration for each calibrated domain, no person in any. Said in
 * the journal before anything is written; each file appears whole or not at all, and replaces that of an earlier run.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import type { Lang } from '../refusal.ts';
import type { AnalysedDomain } from './analyse-domain.ts';
import { levelReport } from './analysis-report.ts';
import { refuseAnalysis } from './refusals.ts';

const PARTIAL = '.partial';

/** Before anything is computed: throws `analysis-folder` unless the folder can be written to; what a kill left is removed. */
export function prepareAnalysisFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `analyse${PARTIAL}`), '');
    for (const file of readdirSync(folder)) if (file.endsWith(PARTIAL)) rmSync(join(folder, file));
  } catch (error) {
    throw refuseAnalysis('analysis-folder', { path: folder, detail: (error as Error).message });
  }
}

/** Names of the files written. Throws `analysis-folder`. */
export function writeAnalysis(
  campaign: OpenCampaign,
  domains: readonly AnalysedDomain[],
  folder: string,
  lang: Lang,
): string[] {
  const { spec, vault, actor, name } = campaign;
  const pages = spec.levels.flatMap(({ id }) => {
    const own = domains.filter(({ statistics }) => statistics.level === id);
    return own.length === 0
      ? []
      : [{ file: `analyse-${id}.html`, content: levelReport(spec, id, own, lang) }];
  });
  const calibrations = domains.flatMap(({ statistics: { domain, calibration, scale } }) =>
    calibration === null
      ? []
      : [
          {
            file: `calibration-${domain}.json`,
            content: `${JSON.stringify(scale === null ? calibration : { ...calibration, scale }, null, 1)}\n`,
          },
        ],
  );
  prepareAnalysisFolder(folder);
  appendJournal(vault, actor, 'campaign.analyse-export', name, {
    pages: pages.length,
    calibrations: calibrations.length,
  });
  for (const { statistics } of domains) {
    // Of an earlier run that could calibrate what this one could not.
    if (statistics.calibration === null)
      rmSync(join(folder, `calibration-${statistics.domain}.json`), { force: true });
  }
  for (const { file, content } of [...pages, ...calibrations]) {
    const path = join(folder, file);
    writeFileSync(path + PARTIAL, content, { flush: true });
    renameSync(path + PARTIAL, path);
  }
  return [...pages, ...calibrations].map(({ file }) => file);
}
