import { codesTables } from '../tables/codes.ts';
import { figuresTables } from '../tables/figures.ts';
import { reportTables } from '../tables/report.ts';
import { territoriesTables } from '../tables/territories.ts';

/** Areas of inspectors, and means beside figures. */
export const territories = `ALTER TABLE holder RENAME TO holder_of_10;
${codesTables.holder}
INSERT INTO holder (holder_id, campaign, kind, state, access_hash, sealed, calendar, pupil, class_level, class, school,
    role, rank, replaces, reason, pushed, used)
  SELECT holder_id, campaign, kind, state, access_hash, sealed, calendar, pupil, class_level, class, school,
    role, rank, replaces, reason, pushed, used FROM holder_of_10;
DROP TABLE holder_of_10;
${codesTables.holder_indexes}
ALTER TABLE figures RENAME TO figures_of_10;
${figuresTables.figures}
INSERT INTO figures (campaign, domain, number, at, release) SELECT campaign, domain, number, at, release FROM figures_of_10;
DROP TABLE figures_of_10;
${territoriesTables.territory}
${territoriesTables.territory_school}
${reportTables.area_due}`;
