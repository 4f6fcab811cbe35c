/** What the report of a level draws, as numbers: for the console, which draws it itself. Said in the journal before it is given. */
import type { DifShown, DomainFigures, ItemCurve, RegressionShown } from '@cloison/console-messages';
import { fillLogProbabilities } from '@cloison/measurement';
import { wrightBands } from '@cloison/study-files';
import { readAnalysis } from '../analysis/analysis-store.ts';
import type { DomainStatistics } from '../analysis/domain-statistics.ts';
import { REGRESSION_REFUSALS, sayRemark } from '../analysis/remarks.ts';
import type { DifStudy, RegressionStudy } from '../analysis/studies.ts';
import type { OpenCampaign } from '../campaign/open-campaign.ts';
import type { BackgroundColumn } from '../campaign/spec.ts';
import { appendJournal } from '../journal/journal.ts';
import { COLUMN_WORDS, sayValue } from './background.ts';
import { isLarge } from './report-groups.ts';
import { wrightItems } from './report-items.ts';

/** Null when nothing of the level was analysed. */
export function analysisFigures(campaign: OpenCampaign, level: string): DomainFigures[] | null {
  const { spec, vault, actor, name } = campaign;
  const own = readAnalysis(campaign).filter((one) => one.level === level);
  if (own.length === 0) return null;
  appendJournal(vault, actor, 'campaign.analyse-export', name, { pages: 1, calibrations: 0 });
  return own.map((statistics) => {
    const { domain, calibration, positions, regression = null, remarks } = statistics;
    const hasScale = calibration !== null && positions !== null;
    return {
      domain,
      title: spec.domains.find(({ id }) => id === domain)?.title ?? { fr: domain, en: domain },
      groups: hasScale ? positions.groups.map(({ label }) => label) : [],
      bands: hasScale ? wrightBands({ ...positions, items: wrightItems(calibration) }) : [],
      grid: GRID,
      curves: curvesOf(statistics),
      dif: statistics.dif.map(difShown),
      regression: regression === null ? null : regressionShown(regression),
      regressionRefused: remarks
        .filter(({ code }) => REGRESSION_REFUSALS.includes(code))
        .map((remark) => ({ fr: sayRemark(remark, 'fr'), en: sayRemark(remark, 'en') })),
    };
  });
}

const GRID: readonly number[] = Array.from({ length: 41 }, (_, k) => -4 + k / 5);

function curvesOf({ calibration, observed }: DomainStatistics): ItemCurve[] {
  const grid = Float64Array.from(GRID);
  return (calibration?.items ?? []).map(({ id, parameters }) => {
    const { scores } = parameters;
    const logP = new Float64Array(scores.length * grid.length);
    fillLogProbabilities(parameters, grid, logP);
    const shown = scores.length === 2 ? [1] : [...scores.keys()];
    const points = observed.find((one) => one.id === id)?.points ?? [];
    return {
      id,
      curves: shown.map((c) => ({
        score: scores[c] ?? 0,
        probabilities: Array.from(logP.subarray(c * grid.length, (c + 1) * grid.length), Math.exp),
      })),
      observed: points.flatMap(({ theta, shares }) =>
        shown.map((c) => ({ theta, score: scores[c] ?? 0, share: shares[c] ?? 0 })),
      ),
    };
  });
}

function valueIn(column: BackgroundColumn) {
  return (label: string) => ({ fr: sayValue(column, label, 'fr'), en: sayValue(column, label, 'en') });
}

function regressionShown({ factors, ...whole }: RegressionStudy): RegressionShown {
  return {
    ...whole,
    factors: factors.map(({ column, reference, levels, ...factor }) => {
      const said = valueIn(column);
      return {
        ...factor,
        column: COLUMN_WORDS[column],
        reference: said(reference),
        levels: levels.map(({ label, ...level }) => ({ ...level, label: said(label) })),
      };
    }),
  };
}

function difShown({ column, reference, focal, pupils, items }: DifStudy): DifShown {
  const said = valueIn(column);
  return {
    column: COLUMN_WORDS[column],
    reference: said(reference),
    focal: said(focal),
    pupils,
    items: items.map((item) => ({
      id: item.id,
      met: item.met ?? null,
      delta: item.delta,
      p: item.p,
      adjustedP: item.adjusted?.benjaminiHochberg ?? null,
      ets: item.ets,
      isLarge: isLarge(item),
    })),
  };
}
