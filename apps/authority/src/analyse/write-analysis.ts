/**
 * The analysis out of the vault: a page for each level, and for each calibrated domain a calibration and the ordered booklet
 * (CSV, and a page that shows the items with their keys). No person is in any. Said in the journal before anything is written;
 * each file appears whole or not at all, and replaces that of an earlier run.
 */
import { accessSync, constants, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { explainSystem, type Lang } from '@cloison/command/refusal';
import { writeWhole } from '@cloison/durable-files';
import type { BookletPage } from '@cloison/study-files';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import type { DimensionsStudy } from '../analysis/studies.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import { appendJournal } from '../journal/journal.ts';
import { standardsOf } from '../standards/standards-in-force.ts';
import { levelReport } from './analysis-report.ts';
import { domainBooklet } from './item-booklet.ts';
import { refuseAnalysis } from './refusals.ts';

/** Before anything is computed: throws `analysis-folder` unless the folder can be written to. */
export function prepareAnalysisFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (error) {
    throw explainSystem(error, (code) => refuseAnalysis('analysis-folder', { path: folder, code }));
  }
}

/** Names of the files written. Throws `analysis-folder`. */
export function writeAnalysis(
  campaign: OpenCampaign,
  domains: readonly DomainStatistics[],
  folder: string,
  lang: Lang,
  dimensions: readonly DimensionsStudy[] = [],
): string[] {
  const { spec, vault, actor, name } = campaign;
  const standards = standardsOf(campaign);
  const pages = spec.levels.flatMap(({ id }) => {
    const own = domains.filter(({ level }) => level === id);
    return own.length === 0
      ? []
      : [{ file: `analyse-${id}.html`, content: levelReport(spec, id, own, standards, lang, dimensions) }];
  });
  const calibrations = domains.flatMap(({ domain, calibration, scale, link }) =>
    calibration === null
      ? []
      : [
          {
            file: `calibration-${domain}.json`,
            content: `${JSON.stringify({ ...calibration, ...(scale === null ? {} : { scale }), ...(link === null ? {} : { link }) }, null, 1)}\n`,
          },
        ],
  );
  const booklets = domains.flatMap((statistics) => {
    const booklet = domainBooklet(campaign, statistics, lang);
    if (booklet === null) return [];
    const [csv, page] = bookletFiles(statistics.domain);
    return [
      { file: csv, content: bookletCsv(booklet.pages) },
      { file: page, content: booklet.html },
    ];
  });
  prepareAnalysisFolder(folder);
  appendJournal(vault, actor, 'campaign.analyse-export', name, {
    pages: pages.length,
    calibrations: calibrations.length,
  });
  for (const { domain, calibration } of domains) {
    // Of an earlier run that could calibrate what this one could not.
    if (calibration !== null) continue;
    for (const file of [`calibration-${domain}.json`, ...bookletFiles(domain)])
      rmSync(join(folder, file), { force: true });
  }
  const files = [...pages, ...calibrations, ...booklets];
  for (const { file, content } of files) writeWhole(join(folder, file), content);
  return files.map(({ file }) => file);
}

function bookletFiles(domain: string): [csv: string, page: string] {
  return [`livret-${domain}.csv`, `livret-${domain}.html`];
}

/** For the panel: pages that bookmarks may be put at, easiest first. */
function bookletCsv(pages: readonly BookletPage[]): string {
  const lines = pages.map(({ page, id, points, theta }) => `${page},${id},${points},${theta.toFixed(4)}`);
  return `${['page,item,points,theta', ...lines].join('\n')}\n`;
}
