/**
 * What a folder may read of another folder's tables, as views of the connection: they are no part of the vault's file.
 * Each table has one owner, whose files alone name it (scripts/check-tables.ts); everybody may name these views. None of
 * them shows the secret of a holder.
 */
export const READ_MODEL = `
-- What is public of a school.
CREATE TEMP VIEW school_view AS SELECT id, campaign, uai, area, name, town FROM school;

-- A class at one of its levels, with its school.
CREATE TEMP VIEW class_level_view AS
  SELECT cl.id AS class_level, cl.level, cl.class, c.school, s.campaign, s.uai, s.area, s.sector, s.priority
  FROM class_level cl JOIN class c ON c.id = cl.class JOIN school s ON s.id = c.school;

-- A pupil with class and school.
CREATE TEMP VIEW pupil_view AS
  SELECT p.id, p.campaign, p.state, p.sealed, p.order_lookup, p.order_sealed,
         p.class_level, v.level, v.class, v.school, v.uai, v.area, v.sector, v.priority
  FROM pupil p JOIN class_level_view v ON v.class_level = p.class_level;

-- Pupils who have not left: only who they are, so that a join with it costs one look-up.
CREATE TEMP VIEW present_pupil_view AS SELECT id, campaign, class_level FROM pupil WHERE state = 'present';

CREATE TEMP VIEW holder_view AS
  SELECT holder_id, campaign, kind, state, calendar, pupil, class_level, class, school, territory, role, rank, replaces,
         reason, pushed, used
  FROM holder;

-- Which figures were released.
CREATE TEMP VIEW figures_view AS SELECT campaign, domain, number, at FROM figures;

-- Which sittings were scored, which were set apart, and what a person may have to look at.
CREATE TEMP VIEW result_view AS SELECT pupil, sequence FROM result;
CREATE TEMP VIEW apart_view AS SELECT holder, sequence FROM apart;
CREATE TEMP VIEW objection_view AS SELECT pupil FROM objection;
CREATE TEMP VIEW observation_view AS SELECT pupil, sequence, code FROM observation;
`;

/**
 * Holders of the vault's other campaigns, ?1 being the one that counts: what is counted of a country is all that a table
 * has, less theirs, so that nothing of the country is looked up row by row. An index has them (`<>` would use none).
 */
export const OTHER_HOLDERS = `(SELECT holder_id FROM holder_view WHERE campaign < ?1
  UNION ALL SELECT holder_id FROM holder_view WHERE campaign > ?1)`;
