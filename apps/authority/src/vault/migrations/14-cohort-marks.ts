import { cohortTables } from '../tables/cohort.ts';

/** Pupils who are followed from campaign to campaign. */
export const cohortMarks = cohortTables.cohort_mark;
