import { analysisTables } from '../tables/analysis.ts';
import { standardsTables } from '../tables/standards.ts';

/** Analyses that go on where they stopped, estimates in parts, thresholds of panels. An analysis of before is made again. */
export const analyses = `DROP TABLE IF EXISTS analysis; DROP TABLE IF EXISTS estimate; DROP TABLE IF EXISTS standard;
${analysisTables.analysis}
${analysisTables.estimate}
${standardsTables.standard}`;
